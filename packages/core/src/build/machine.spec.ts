import type { Host } from '../toolchain';
import { openMachine } from './machine';

const nothing = () => Promise.reject(new Error('nobody asks'));
const windows: Host = { os: 'windows', architecture: 'x86_64', env: {}, which: nothing, run: nothing };

it('has no engine for builds on Windows, and says where there is one', async () => {
  const containers = { engine: 'auto', pull: 'missing', network: 'bridge', imagesFor: () => [] } as const;
  const machine = openMachine({ workspaceRoot: 'C:\\ws', host: windows, containers }, 'missing', () => undefined);
  await expect(machine.engine()).rejects.toMatchObject({
    code: 'engine-missing',
    hint: expect.stringContaining('Run Nx in WSL'),
  });
});
