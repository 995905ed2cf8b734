import { CHECKOUT, SETUP_NODE } from './actions';
import type { PackageCommands } from './package-manager';

/** A step of a job, as YAML has it. */
export type Step = Readonly<Record<string, unknown>>;

/** `${{ … }}` */
export function expression(text: string): string {
  return `\${{ ${text} }}`;
}

/** How a job comes to a workspace that can run Nx. */
export interface Preparation {
  readonly commands: PackageCommands;
  /** `.nvmrc`, `.node-version`; absent where the workspace names no version of Node. */
  readonly nodeVersionFile?: string;
  /** The task that builds the workspace's own image: `builder:image`. */
  readonly imageTask?: string;
}

/** @param history Versions and notes come of tags and commits, which the checkout of one commit does not have. */
export function prepare({ commands, nodeVersionFile }: Preparation, history: 'whole' | 'commit'): Step[] {
  const depth = history === 'whole' ? { 'fetch-depth': 0 } : {};
  const node = nodeVersionFile === undefined ? { 'node-version': 24 } : { 'node-version-file': nodeVersionFile };
  return [
    // Without it the token would lie in .git/config, for every program of the job to read.
    { uses: CHECKOUT.uses, with: { ...depth, 'persist-credentials': false } },
    // A cache is written by other workflows too, and what a release is made with is not to be theirs.
    { uses: SETUP_NODE.uses, with: { ...node, 'package-manager-cache': false } },
    ...(commands.enable === undefined ? [] : [{ run: commands.enable }]),
    { run: commands.install },
  ];
}

/** @param list Names with blanks between, or an expression that is one. */
export function installPackages(list: string, condition?: string): Step {
  return {
    name: 'Packages of Ubuntu',
    ...(condition === undefined ? {} : { if: condition }),
    env: { PACKAGES: list },
    run: 'sudo apt-get update\n# shellcheck disable=SC2086 # a list\nsudo apt-get install --yes --no-install-recommends $PACKAGES\n',
  };
}
