/** The import rules of docs/architecture.md: an edge a line, each with the sentence that says why. */
const room = (name) => `^packages/core/src/${name}/`;
/** Which rooms a room may import, and why there is an edge at all. */
const EDGES = {
  platform: [], // the words that all others use
  artifact: ['platform', 'binary/facts'], // a record says what a binary said of itself
  unit: ['platform', 'artifact'], // overrides name platforms; digests are of one kind
  cargo: ['platform', 'unit', 'artifact'], // a cargo call is made from a unit's options for a platform
  bump: ['cargo'], // a version is written where cargo reads it
  workspace: ['platform', 'artifact', 'unit', 'cargo'], // a unit's file and its crates, read as one
  toolchain: ['platform'], // tools are looked up for a platform
  container: ['toolchain'], // credential helpers are programs of the host
  binary: ['platform', 'artifact', 'toolchain', 'unit'], // strip needs a tool; policy is a section of the unit
  build: ['platform', 'artifact', 'unit', 'cargo', 'toolchain', 'binary', 'smoke', 'container'], // the plan joins them
  smoke: ['platform', 'artifact', 'toolchain', 'unit'], // runs what verify passed
  import: ['artifact', 'binary'], // a stage's folder by its record, its binaries read again
  archive: ['artifact', 'platform', 'unit'], // what goes in, and under which name
  release: ['artifact', 'unit', 'platform', 'archive'], // sums over all archives
  publish: ['release', 'artifact', 'unit', 'toolchain'], // a finished release; git and gh are programs of the host
};

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle has no order in which one could read it, types included.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-knows-no-nx',
      comment: 'The domain must be usable from any script.',
      severity: 'error',
      from: { path: '^packages/core/' },
      to: { path: '(^|node_modules/)(nx|@nx)/|^packages/nx-cross/' },
    },
    {
      name: 'testing-stays-in-tests',
      comment: 'Stand-ins must not reach users.',
      severity: 'error',
      from: { pathNot: '\\.spec\\.ts$|^packages/testing/|^e2e/' },
      to: { path: '^packages/testing/' },
    },
    ...Object.entries(EDGES).map(([from, to]) => ({
      name: `room-${from}`,
      comment: `${from}/ may import ${to.length === 0 ? 'no other room' : to.join(', ')}: see EDGES.`,
      severity: 'error',
      from: { path: room(from), pathNot: '\\.spec\\.ts$' },
      to: { path: '^packages/core/src/[^/]+/', pathNot: [from, ...to].map((name) => `^packages/core/src/${name}`) },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'require', 'node', 'default'] },
  },
};
