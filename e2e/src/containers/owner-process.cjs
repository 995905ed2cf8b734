/** A process that runs a container as a task does: it ends it when it is told to end, and cannot when it is killed. */
const { abortOnSignal, findEngine, localPlaces, runContainer } = require('@nx-cross/core/container');

const [image] = process.argv.slice(2);
const call = {
  image,
  argv: ['sh', '-c', 'echo begun; sleep 300'],
  env: {},
  cwd: '/',
  mounts: [],
  network: 'none',
  timeoutSeconds: 300,
  onStdoutLine: (line) => console.log(line),
  onStderrLine: (line) => console.error(line),
};

async function main() {
  const { engine } = await findEngine('auto', localPlaces({ os: 'linux', env: process.env }));
  const result = await abortOnSignal((signal) => runContainer(engine, { ...call, signal }));
  console.log(result.kind);
}

void main();
