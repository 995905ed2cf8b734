export * from './platform';
export type { GlibcVersion } from './glibc';
export {
  compareGlibc,
  compareGlibcVersions,
  findFloorMistake,
  oldestGlibc,
  parseGlibcFloor,
  renderGlibcFloor,
} from './glibc';
export { KNOWN_PLATFORMS, findPlatform } from './known-platforms';
export type { ConfiguredPlatform, PlatformContext } from './parse-platform';
export { parsePlatform } from './parse-platform';
export { nearestPlatforms } from './suggest';
export type { PatternContext, PlatformGroups } from './patterns';
export { ALL, matchesPlatform, resolvePlatformPatterns } from './patterns';
export { parseTargetSpec } from './target-spec';
export type { HostDescription } from './host-platform';
export { hostPlatform } from './host-platform';
export type { GccLinker, LinkerTable, ZigLinker } from './linkers';
export { hasStrategy, linkerTable } from './linkers';
export type { ContainerOptions, EnvironmentName } from './container-options';
export type { WorkspaceOptions, WorkspaceOptionsContext } from './workspace-options';
export { WorkspaceOptionsSchema, parseWorkspaceOptions } from './workspace-options';
