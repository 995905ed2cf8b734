import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import type { Rig } from '@nx-cross/testing';
import { smallUnits } from '../small-unit';
import { BuilderEngine } from './builder-engine';

const NATIVE = 'x86_64-unknown-linux-gnu';
const task = (unit: string) => `${unit}:cross-compile--${NATIVE}`;

/** Asks for what no build may, and says what came of it. */
const REACHING = (port: number) => `fn main() {
    std::net::TcpStream::connect("127.0.0.1:${port}").expect("nobody was reached");
}
`;

describe('a build without a network', () => {
  let engine: BuilderEngine;
  let server: Server;
  let files: Record<string, string>;
  beforeAll(async () => {
    engine = await BuilderEngine.start('docker');
    server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const glibc = { glibc: 'none' };
    files = smallUnits(
      {
        fetching: {
          platform: NATIVE,
          settings: glibc,
          manifest: '[dependencies]\nitoa = "=1.0.15"\n',
          main: 'fn main() { println!("{}", itoa::Buffer::new().format(42)); }\n',
        },
        reaching: { platform: NATIVE, settings: glibc, files: { 'build.rs': REACHING(port) } },
      },
      [NATIVE],
    );
  });
  afterEach(async () => expect(await engine.rig.containers()).toEqual([]));
  afterAll(async () => {
    server.close();
    await engine.dispose();
  });

  /** With an empty cargo home, and the machine's certificates, which the image has none of. */
  function workspace(network: 'none' | 'host'): {
    readonly rig: Rig;
    readonly nx: (unit: string) => ReturnType<Rig['nx']>;
  } {
    const rig = engine.workspace({ files, container: { network } });
    const env = {
      ...engine.env,
      CARGO_HOME: rig.path('.rig', 'cargo'),
      CARGO_HTTP_CAINFO: rig.path('.rig', 'certificates.crt'),
    };
    copyFileSync('/etc/ssl/certs/ca-certificates.crt', env.CARGO_HTTP_CAINFO);
    execFileSync('cargo', ['generate-lockfile'], { cwd: rig.root, stdio: 'pipe' });
    return { rig, nx: (unit) => rig.nx(['run', task(unit), '--outputStyle=static'], { env }) };
  }

  it('fetches the sources first; a build script that reaches out fails, its words whole', async () => {
    const { rig, nx } = workspace('none');
    const run = await nx('fetching');
    expect(run).toMatchObject({ exitCode: 0, tasks: [{ status: 'success' }] });
    expect(run.output).toContain('Downloaded itoa v1.0.15');
    const program = rig.path('dist', 'fetching', NATIVE, 'cross-compile', 'fetching');
    expect(execFileSync(program, { encoding: 'utf8' })).toBe('42\n');

    const reaching = await nx('reaching');
    expect(reaching).toMatchObject({ tasks: [{ id: task('reaching'), status: 'failure' }] });
    expect(reaching.output).toMatch(/nobody was reached: Os \{ code: 111, kind: ConnectionRefused/);
    expect(reaching.output).toContain(
      `nx-cross compile-failed: Compiling reaching for ${NATIVE} failed (exit code 101); the compiler's own words are above.`,
    );
  });

  it('is another one than with a network, which the same build script reaches', async () => {
    const { nx } = workspace('host');
    expect(await nx('reaching')).toMatchObject({ exitCode: 0, tasks: [{ status: 'success' }] });
  });
});
