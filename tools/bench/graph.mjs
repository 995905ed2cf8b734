/**
 * The project graph of a large workspace against that of one crate, with the same plugin: how it grows. What Nx itself
 * takes for as many projects and targets is measured beside it, on workspaces whose project.json files say the same.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manyCrates } from './many-crates.mjs';
import { idlePlugin } from './mirror.mjs';
import { median, runPairs, seconds, verdict } from './pairs.mjs';
import { requireStrace, tracePrograms } from './programs.mjs';
import { example, makeWorkspace, nxCommand } from './workspaces.mjs';

const large = { crates: 1000, units: 50 };
const allowedSeconds = 0.15;
const show = ['show', 'projects', '--json'];

export const graph = {
  name: 'graph',
  title: `Graph: ${large.crates} crates and ${large.units} units × 7 platforms, against one crate`,
  rounds: 9,
  async run({ rounds, env, size = large }) {
    await requireStrace();
    const nxJson = JSON.parse(readFileSync(join(example, 'nx.json'), 'utf8'));
    const inferred = [size, { crates: 1, units: 1 }].map((each) => inferredWorkspace(nxJson, each, env));
    const declared = inferred.map((workspace) => declaredWorkspace(nxJson, workspace, env));
    const [withPlugin, plain] = [inferred, declared].map(([many, one]) => {
      const read = (workspace, crates) => () => readProjects(workspace, crates);
      return runPairs({ rounds, warmUps: 1, ours: read(many, size.crates), theirs: read(one, 1) });
    });
    return {
      lines: [
        difference('with nx-cross', withPlugin, 'wallSeconds', allowedSeconds),
        difference('with nx-cross, CPU time', withPlugin, 'cpuSeconds'),
        difference('Nx alone: the same projects and targets from project.json', plain, 'wallSeconds'),
        difference('Nx alone, CPU time', plain, 'cpuSeconds'),
        compareProcesses(nxJson, inferred[0], size, env),
      ],
      other: 'one crate',
      note: `\`nx ${show.join(' ')}\` without a daemon, of files that Nx had hashed before.`,
    };
  },
};

function inferredWorkspace(nxJson, size, env) {
  return makeWorkspace('inferred', { files: { ...manyCrates(size), 'nx.json': JSON.stringify(nxJson) }, env });
}

/** The projects and targets that nx-cross infers in a workspace, written down in files of Nx's own. */
function declaredWorkspace(nxJson, original, env) {
  original.nx(['graph', '--file=graph.json']);
  const { nodes } = JSON.parse(original.read('graph.json')).graph;
  original.remove('graph.json');
  const projects = Object.values(nodes).map(({ name, data }) => [
    `${data.root}/project.json`,
    JSON.stringify({ name, targets: data.targets, metadata: data.metadata }),
  ]);
  return makeWorkspace('declared', {
    files: { ...Object.fromEntries(projects), 'nx.json': JSON.stringify({ ...nxJson, plugins: [] }) },
    env,
  });
}

function readProjects(workspace, crates) {
  const took = workspace.nx(show);
  const names = JSON.parse(took.output);
  if (names.length !== crates) throw new Error(`expected ${crates} projects; Nx tells of ${names.length}`);
  return took;
}

function difference(what, { ours, theirs }, key, allowed) {
  const differences = ours.map((each, round) => each[key] - theirs[round][key]);
  const middle = median(differences);
  return {
    what,
    ours: seconds(median(ours.map((each) => each[key]))),
    theirs: seconds(median(theirs.map((each) => each[key]))),
    ratio: signed(middle),
    spread: `${signed(Math.min(...differences))} … ${signed(Math.max(...differences))}`,
    ...verdict(allowed === undefined ? undefined : `≤ + ${seconds(allowed)}`, middle <= allowed),
  };
}

function signed(value) {
  return `${value < 0 ? '−' : '+'} ${seconds(Math.abs(value))}`;
}

/** The large workspace with nx-cross, and with a plugin in its place that looks at the same files and infers nothing. */
function compareProcesses(nxJson, workspace, size, env) {
  const idle = makeWorkspace('idle', {
    files: {
      ...manyCrates(size),
      'nx.json': JSON.stringify({ ...nxJson, plugins: ['idle'] }),
    },
    packages: idlePlugin,
    env,
  });
  const [own, other] = [workspace, idle].map((each) => tracePrograms(each, nxCommand(show)).length);
  return {
    what: 'processes, against a plugin that does nothing',
    ours: String(own),
    theirs: String(other),
    ratio: `+ ${own - other}`,
    spread: 'one round',
    ...verdict('+ 0', own === other),
  };
}
