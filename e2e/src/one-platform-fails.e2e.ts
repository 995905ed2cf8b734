import { Rig } from '@nx-cross/testing';
import { smallUnit } from './small-unit';

const HOST = 'x86_64-unknown-linux-gnu';
const MUSL = 'x86_64-unknown-linux-musl';

const MAIN = '#[cfg(target_env = "musl")]\ncompile_error!("not on musl yet");\nfn main() { println!("hello"); }\n';

describe('a unit that one platform fails for', () => {
  const rig = new Rig({
    files: smallUnit(
      'greeter',
      { platform: 'linux-x86_64', settings: { exclude: [] }, manifest: '[workspace]\n', main: MAIN },
      [],
    ),
    pluginOptions: { platforms: ['linux-x86_64', 'linux-x86_64-musl'] },
  });
  afterAll(() => rig.dispose());

  it('keeps the others’ results, and the summary lists both', async () => {
    const run = await rig.nx(['run', 'greeter:package-all']);
    expect(run.exitCode).not.toBe(0);
    const statuses = Object.fromEntries(run.tasks.map(({ id, status }) => [id.replace('greeter:', ''), status]));
    expect(statuses).toMatchObject({
      [`package--${HOST}`]: 'success',
      [`cross-compile--${MUSL}`]: 'failure',
    });
    // Nx does not report a task that it did not start.
    expect(statuses).not.toHaveProperty([`package--${MUSL}`]);
    expect(rig.exists(`dist/greeter/${HOST}/package/greeter-v1.0.0-linux-x86_64.tar.gz`)).toBe(true);
    expect(run.output).toContain('not on musl yet');
    expect(run.output).toContain(`greeter:cross-compile--${MUSL}`);
    const again = await rig.nx(['run', 'greeter:package-all']);
    expect(again.tasks).toContainEqual({ id: `greeter:package--${HOST}`, status: 'local-cache' });
    expect(again.tasks).toContainEqual({ id: `greeter:cross-compile--${MUSL}`, status: 'failure' });
  });
});
