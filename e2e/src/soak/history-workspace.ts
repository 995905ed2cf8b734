import type { RigOptions } from '@nx-cross/testing';
import type { Program } from './expected-words';

export const PROGRAMS: readonly Program[] = ['greeter', 'tool'];

export const NATIVE = 'x86_64-unknown-linux-gnu';
export const MUSL = 'x86_64-unknown-linux-musl';

export const FRIENDLY: Readonly<Record<string, string>> = { [NATIVE]: 'linux-x86_64', [MUSL]: 'linux-x86_64-musl' };

/** The platforms of both workspaces, that of the histories and that of the clean builds. */
export const WORKSPACE: Pick<RigOptions, 'pluginOptions'> = {
  pluginOptions: { platforms: ['linux-x86_64', 'linux-x86_64-musl'], groups: { native: ['linux-x86_64'] } },
};
