/** What the installers of a release say of it. */
export interface Installation {
  /** The release's name. */
  readonly name: string;
  readonly version: string;
  /** Where its files can be downloaded, without a slash at the end. */
  readonly url: string;
}
