/** An action by its full commit: a tag can be moved to other code. */
export interface PinnedAction {
  readonly uses: string;
  /** The tag that is at the commit. */
  readonly version: string;
}

const action = (name: string, commit: string, version: string): PinnedAction => ({
  uses: `${name}@${commit}`,
  version,
});

export const CHECKOUT = action('actions/checkout', '3d3c42e5aac5ba805825da76410c181273ba90b1', 'v7.0.1');
export const SETUP_NODE = action('actions/setup-node', '820762786026740c76f36085b0efc47a31fe5020', 'v7.0.0');
export const UPLOAD = action('actions/upload-artifact', 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f', 'v7.0.0');
export const DOWNLOAD = action('actions/download-artifact', '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', 'v8.0.1');
export const ATTEST = action('actions/attest-build-provenance', 'a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32', 'v4.1.0');

const ALL = [CHECKOUT, SETUP_NODE, UPLOAD, DOWNLOAD, ATTEST];

/** `undefined` for what is no action of ours. */
export function versionOf(uses: unknown): string | undefined {
  return ALL.find((each) => each.uses === uses)?.version;
}
