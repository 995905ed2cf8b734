import type { TargetConfiguration } from '@nx/devkit';

/** Names of the variables that are inputs of a target. */
export function variablesHashed({ inputs = [] }: Pick<TargetConfiguration, 'inputs'>): string[] {
  return inputs.flatMap((input) => (typeof input === 'object' && 'env' in input ? [input.env] : []));
}

/** Those of them that do not reach every machine by themselves, as what begins with `NX_` does. */
export function hashedNames(target: Pick<TargetConfiguration, 'inputs'>): string[] {
  return variablesHashed(target).filter((name) => !name.startsWith('NX_'));
}
