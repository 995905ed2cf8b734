import type { PackageManager } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import type { ReadText } from '@nx-cross/core/cargo';

/** How a job gets the workspace's packages, and runs their programs. */
export interface PackageCommands {
  /** Before installing, where the runner's own is not the one that package.json names. */
  readonly enable?: string;
  readonly install: string;
  /** In front of a program of a package. */
  readonly exec: string;
}

/** Failure: `config-invalid` for one that no runner of GitHub has. */
export function packageCommands(manager: PackageManager, readText: ReadText): PackageCommands {
  // Corepack takes the version from `packageManager` of package.json.
  const enable = 'corepack enable';
  switch (manager) {
    case 'npm':
      return { install: 'npm ci', exec: 'npx' };
    case 'pnpm':
      return { enable, install: 'pnpm install --frozen-lockfile', exec: 'pnpm exec' };
    case 'yarn':
      return {
        enable,
        install: `yarn install ${isYarnClassic(readText) ? '--frozen-lockfile' : '--immutable'}`,
        exec: 'yarn',
      };
    default:
      throw new Failure('config-invalid', {
        message: `the workflow is written for npm, pnpm and yarn, and the workspace has ${manager}`,
        hint: 'write one by hand, after docs/ci.md',
      });
  }
}

function isYarnClassic(readText: ReadText): boolean {
  return readText('yarn.lock')?.includes('# yarn lockfile v1') ?? false;
}
