import { Failure } from '@nx-cross/core';

export interface PlatformOptions {
  readonly target?: string;
  readonly platforms?: string;
  /** Of a configuration. */
  readonly platform?: string;
}

/** Every place where a platform can be named; several of them add up. None where none is. */
export function askedPlatforms(options: PlatformOptions, env: NodeJS.ProcessEnv): readonly string[] {
  // Nx from 22.7 on keeps `--target` from the executor; the plugin's hook hands it on.
  const target = options.target ?? (env['NX_CROSS_TARGET'] || undefined);
  const asked = [options.platform, target, options.platforms].filter((names) => names !== undefined);
  if (asked.every((names) => names.split(',').every((name) => name.trim() !== ''))) return asked;
  throw new Failure('unknown-platform', {
    message: 'a platform is asked for by an empty name',
    hint: '--target=<triple or friendly name>',
  });
}
