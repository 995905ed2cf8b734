import { execFileSync } from 'node:child_process';
import { hostname } from 'node:os';
import { Rig } from '@nx-cross/testing';
import { smallUnits } from './small-unit';

const HOST = 'x86_64-unknown-linux-gnu';
const TASK = `told:cross-compile--${HOST}`;

/** Runs one task with a hash that another machine has made: as agents do, by Nx's own function for them, and without hooks. */
const AGENT = `
const { join } = require('node:path');
const { createProjectGraphAsync } = require('@nx/devkit');
const nxJson = require(join(process.cwd(), 'nx.json'));
const inNx = (path) => require(join(process.cwd(), 'node_modules/nx/dist/src/tasks-runner', path));
(async () => {
  const [project, target] = process.argv[2].split(':');
  const graph = await createProjectGraphAsync();
  const taskGraph = inNx('create-task-graph').createTaskGraph(graph, {}, [project], [target], undefined, { __overrides_unparsed__: [] });
  const tasks = Object.values(taskGraph.tasks).map((task) => Object.assign(task, { hash: process.argv[3] }));
  const running = await inNx('init-tasks-runner').runDiscreteTasks(tasks, graph, taskGraph, nxJson, {});
  const [{ status, terminalOutput }] = (await Promise.all(running)).flat();
  process.stdout.write('\\n' + terminalOutput + '\\nended with ' + status + '\\n');
  process.exit(0);
})();
`;

const write = (script: string) => ({ executor: 'nx:run-commands', options: { command: `node -e "${script}"` } });

describe('a task that another machine has hashed', () => {
  const rig = new Rig({
    files: {
      ...smallUnits(
        {
          told: {
            platform: HOST,
            settings: { passEnv: ['GREETING'] },
            main: 'fn main() { println!("{}", env!("GREETING")); }\n',
          },
        },
        [HOST],
      ),
      '.rig/agent.cjs': AGENT,
      // Of its environment an agent gets from that machine what begins with NX_.
      'web/project.json': JSON.stringify({
        name: 'web',
        targets: {
          forward: write(
            "require('fs').writeFileSync('.rig/forwarded.json', JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('NX_CROSS_')))))",
          ),
        },
      }),
    },
    pluginOptions: { platforms: [HOST] },
  });
  let forwarded: Readonly<Record<string, string>>;
  afterAll(() => rig.dispose());

  beforeAll(async () => {
    execFileSync('cargo', ['generate-lockfile', '--quiet'], { cwd: rig.root });
    const targets = `--targets=forward,${TASK.split(':')[1] ?? ''}`;
    expect(await rig.nx(['run-many', targets, '--disable-nx-cache'], { env: { GREETING: 'hello' } })).toMatchObject({
      exitCode: 0,
    });
    const own = JSON.parse(rig.read('.rig/forwarded.json')) as Readonly<Record<string, string>>;
    const started = own['NX_CROSS_STARTED'] ?? '';
    expect(started.startsWith(`${hostname()}:`)).toBe(true);
    forwarded = { ...own, NX_CROSS_STARTED: started.replace(hostname(), 'another-machine') };
  });

  /** Under the hash that the other machine has made. */
  async function runOnAgent(env: Readonly<Record<string, string>>): Promise<string> {
    const record = rig.read(`target/nx-cross/.nx-cross/records/told.${HOST}.json`);
    const { hash } = JSON.parse(record) as { hash: string };
    const { output } = await rig.node(['.rig/agent.cjs', TASK, hash], { env: { ...forwarded, ...env } });
    return output;
  }

  it.each<[string, Record<string, string>, string]>([
    ['another value', { GREETING: 'bye' }, 'GREETING has another value here than where the task was hashed'],
    ['none', {}, 'GREETING is not set here, and was where the task was hashed'],
    [
      'one that decides everywhere',
      { GREETING: 'hello', RUSTFLAGS: '-Cdebuginfo=1' },
      'RUSTFLAGS is set here, and was not where the task was hashed',
    ],
  ])('fails with %s', async (_what, env, sentence) => {
    const said = await runOnAgent(env);
    expect(said).toContain(
      `nx-cross variable-differs: The variable ${sentence}: the result would be taken for another’s.\n` +
        '  → Give all machines of a run the same value; agents get by themselves only what begins with NX_.\n',
    );
    expect(said).toContain('\nended with failure');
  });

  // The last, since what succeeds is cached.
  it('runs with the variables that it was hashed with', async () => {
    expect(await runOnAgent({ GREETING: 'hello' })).toContain('\nended with success');
  });
});
