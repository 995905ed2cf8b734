import type { TargetConfiguration } from '@nx/devkit';

/** Names of the variables that are inputs of a target. Those that begin with `NX_` reach every machine by themselves. */
export function hashedNames({ inputs = [] }: Pick<TargetConfiguration, 'inputs'>): string[] {
  return inputs
    .flatMap((input) => (typeof input === 'object' && 'env' in input ? [input.env] : []))
    .filter((name) => !name.startsWith('NX_'));
}
