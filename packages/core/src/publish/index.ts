export * from './github';
export { SecretMask } from './mask';
export type { PublicationRequest } from './plan-publication';
export { planPublication } from './plan-publication';
export type { PublicationAction, PublicationPlan, PublicationStep, PublishedFile } from './publication';
export { publishToDirectory } from './publish-to-directory';
export { renderPublicationPlan } from './render-publication';
