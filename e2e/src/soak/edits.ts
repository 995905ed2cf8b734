/** The value of everything that a history may edit. */
export type State = Readonly<Record<EditName, string>>;

interface Edit {
  /** The first is what a history begins with. */
  readonly values: readonly string[];
  /** `<project>:<stage>`, `*` for both programs: the tasks that docs/caching.md says the edit itself runs again. */
  readonly reruns: readonly string[];
  /** Where the edit counts only while another has its value. */
  readonly while?: { readonly edit: string; readonly is: string };
}

const COMPILE_BOTH = ['*:cross-compile'];

/**
 * What may be edited, and docs/caching.md as data. `reruns` has the tasks that read the edit; what stands behind
 * them runs again where it gets other bytes.
 */
const TABLE = {
  'source of greeter': { values: ['0', '1', '2', '3'], reruns: ['greeter:cross-compile'] },
  'comment of greeter': { values: ['', '// said\n'], reruns: ['greeter:cross-compile'] },
  'source of tool': { values: ['0', '1', '2'], reruns: ['tool:cross-compile'] },
  'source of words': { values: ['0', '1', '2'], reruns: COMPILE_BOTH },
  'source of marks, a dependency for musl': { values: ['0', '1'], reruns: COMPILE_BOTH },
  'source of checks, a dev-dependency': { values: ['0', '1'], reruns: [] },
  'tests of greeter': { values: ['0', '1'], reruns: [] },
  'README of greeter': { values: ['0', '1', '2'], reruns: ['greeter:package'] },
  'README of the workspace': { values: ['0', '1'], reruns: ['*:package'] },
  'file that tool includes': { values: ['0', '1', '2'], reruns: ['tool:cross-compile'] },
  'file that greeter’s build script reads': { values: ['0', '1', '2'], reruns: ['greeter:cross-compile'] },
  'file of nobody': { values: ['0', '1'], reruns: [] },
  'crate of nobody': { values: ['', '0', '1'], reruns: [] },
  'version of the programs': { values: ['1.0.0', '1.1.0'], reruns: [...COMPILE_BOTH, '*:package', 'pair:checksum'] },
  'version of words': { values: ['0.1.0', '0.2.0'], reruns: COMPILE_BOTH },
  'version of checks': { values: ['0.1.0', '0.2.0'], reruns: [] },
  'edition that words inherits': { values: ['2018', '2021'], reruns: COMPILE_BOTH },
  'description that nobody inherits': { values: ['0', '1'], reruns: [] },
  'lints of the workspace': { values: ['allow', 'warn'], reruns: [] },
  'dependency of tool on extra': { values: ['', 'yes'], reruns: ['tool:cross-compile'] },
  'default feature of tool': { values: ['', 'loud'], reruns: ['tool:cross-compile'] },
  'feature of greeter in nx-cross.json': { values: ['', 'loud'], reruns: ['greeter:cross-compile'] },
  'release profile’s debug-assertions': { values: ['false', 'true'], reruns: COMPILE_BOTH },
  'rustflags of .cargo/config.toml': { values: ['', '--cfg=fast', '-Cdebuginfo=0'], reruns: COMPILE_BOTH },
  'variable of .cargo/config.toml': { values: ['', '0', '1'], reruns: COMPILE_BOTH },
  RUSTFLAGS: { values: ['unset', '', '--cfg=fast', '--cfg=faster'], reruns: COMPILE_BOTH },
  'passEnv of greeter': { values: ['', 'SOAK_LABEL'], reruns: ['greeter:cross-compile'] },
  SOAK_LABEL: {
    values: ['unset', '0', '1'],
    reruns: ['greeter:cross-compile'],
    while: { edit: 'passEnv of greeter', is: 'SOAK_LABEL' },
  },
  SOAK_UNRELATED: { values: ['unset', '0'], reruns: [] },
  'embeds.version of tool': { values: ['', 'SOAK_RELEASE'], reruns: ['tool:cross-compile'] },
  NX_CROSS_VERSION: { values: ['unset', '2.0.0', '3.0.0'], reruns: ['*:package', 'pair:checksum'] },
  SOURCE_DATE_EPOCH: { values: ['unset', '864000000'], reruns: ['*:package'] },
  'timeout of greeter': { values: ['1800', '900'], reruns: [] },
  'strip.enabled of greeter': { values: ['true', 'false'], reruns: ['greeter:strip'] },
  'verify.buildPaths of tool': { values: ['false', 'true'], reruns: ['tool:verify'] },
  'smoke.arguments of tool': { values: ['--version', '--help'], reruns: [] },
  'archive.wrapInDirectory of greeter': { values: ['false', 'true'], reruns: ['greeter:package'] },
  'archive.format of tool': { values: ['tar.gz', 'zip'], reruns: ['tool:package'] },
  'release.sidecars': { values: ['false', 'true'], reruns: ['pair:checksum'] },
} as const satisfies Record<string, Edit>;

export type EditName = keyof typeof TABLE;

export const EDIT_NAMES = Object.keys(TABLE) as EditName[];

export function editOf(name: EditName): Edit {
  return TABLE[name];
}

/** What every history begins with. */
export const FIRST_STATE = Object.fromEntries(EDIT_NAMES.map((name) => [name, editOf(name).values[0] ?? ''])) as State;

/**
 * Everything of a state that a task of a project reads by itself, as one text.
 *
 * @param task `greeter:cross-compile`
 */
export function renderDeciding(task: string, state: State): string {
  const [project, stage = ''] = task.split(':');
  const asked = project === 'pair' ? [task] : [task, `*:${stage}`];
  const deciding = EDIT_NAMES.filter((name) => {
    const { reruns, while: condition } = editOf(name);
    const counts = condition === undefined || state[condition.edit as EditName] === condition.is;
    return counts && [...reruns, ...embedding(name, state)].some((rerun) => asked.includes(rerun));
  });
  return JSON.stringify(deciding.map((name) => [name, state[name]]));
}

/** The release's version counts for a compile where the program bakes it in. */
function embedding(name: EditName, state: State): readonly string[] {
  return name === 'NX_CROSS_VERSION' && state['embeds.version of tool'] !== '' ? ['tool:cross-compile'] : [];
}
