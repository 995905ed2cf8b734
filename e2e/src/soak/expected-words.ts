import type { State } from './edits';

export type Program = 'greeter' | 'tool';

/**
 * What a program of a state prints, from the state alone: neither nx-cross nor cargo has a say in it.
 *
 * @param musl Whether it was built for musl.
 */
export function expectWords(program: Program, state: State, musl: boolean): string {
  const own = program === 'greeter' ? greeterWords(state) : toolWords(state);
  return [...own, ...libraryWords(program, state, musl)].map(([name, value]) => `${name}=${value}\n`).join('');
}

type Words = readonly (readonly [name: string, value: string])[];

function greeterWords(state: State): Words {
  const passed = state['passEnv of greeter'] !== '' && state.SOAK_LABEL !== 'unset';
  return [
    ['source', state['source of greeter']],
    ['version', state['version of the programs']],
    ['asked', state['file that greeter’s build script reads']],
    ['loud feature', String(state['feature of greeter in nx-cross.json'] !== '')],
    ['label', passed ? state.SOAK_LABEL : 'none'],
    ['configured', state['variable of .cargo/config.toml'] || 'none'],
  ];
}

function toolWords(state: State): Words {
  const release = state.NX_CROSS_VERSION === 'unset' ? state['version of the programs'] : state.NX_CROSS_VERSION;
  return [
    ['source', state['source of tool']],
    ['version', state['version of the programs']],
    ['motto', state['file that tool includes']],
    ['embedded', state['embeds.version of tool'] === '' ? 'none' : release],
    ['extra', state['dependency of tool on extra'] === '' ? 'none' : 'extra'],
  ];
}

function libraryWords(program: Program, state: State, musl: boolean): Words {
  // The variable stands in place of the configuration's flags; an empty one does not, since Nx hashes it as none.
  const flags = ['unset', ''].includes(state.RUSTFLAGS) ? state['rustflags of .cargo/config.toml'] : state.RUSTFLAGS;
  const feature = program === 'greeter' ? 'feature of greeter in nx-cross.json' : 'default feature of tool';
  return [
    ['words', state['source of words']],
    ['words version', state['version of words']],
    ['loud', String(state[feature] !== '')],
    ['array', state['edition that words inherits'] === '2018' ? '&u8' : 'u8'],
    ['asserted', state['release profile’s debug-assertions']],
    ['fast', String(flags === '--cfg=fast')],
    ['faster', String(flags === '--cfg=faster')],
    ['mark', musl ? state['source of marks, a dependency for musl'] : 'none'],
  ];
}
