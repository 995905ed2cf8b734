import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tarball } from '@nx-cross/testing';
import { LocalRegistry, packPackages, UserWorkspace } from '@nx-cross/testing';
import { execa } from 'execa';

/** A workspace with a program and nothing of ours. */
const FILES = {
  'nx.json': '{ "analytics": false }\n',
  '.gitignore': 'node_modules\n.nx\n',
  'apps/greeter/Cargo.toml': '[package]\nname = "greeter"\nversion = "1.2.3"\nedition = "2021"\n',
  'apps/greeter/src/main.rs': 'fn main() { println!("greeter {}", env!("CARGO_PKG_VERSION")); }\n',
};

/** e_machine of an ELF header, https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
const AARCH64 = 183;

let folder: string;
let tarballs: readonly Tarball[];
let registry: LocalRegistry;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nx-cross-tarballs-'));
  tarballs = await packPackages(folder);
  // Another user reads them.
  await execa('chmod', ['--recursive', 'a+rX', folder]);
  registry = await LocalRegistry.start();
  for (const tarball of tarballs) await registry.publish(tarball);
});
afterAll(async () => {
  await registry.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The ways of docs: one command, or two. */
const byNxAdd = (workspace: UserWorkspace) => workspace.run('npx', 'nx', 'add', 'nx-cross');
const byTarballs = async (workspace: UserWorkspace) => {
  await workspace.run('npm', 'install', '--save-dev', '--no-audit', '--no-fund', ...tarballs.map(({ path }) => path));
  return workspace.run('npx', 'nx', 'g', 'nx-cross:init');
};

describe.each([
  { nx: '22.6.5', node: '20', way: 'nx add from a registry', install: byNxAdd },
  { nx: '23.2.1', node: '22', way: 'packed tarballs and init', install: byTarballs },
  { nx: '24.0.0', node: '24', way: 'nx add from a registry', install: byNxAdd },
])('installed by an unprivileged user: Nx $nx, Node $node, $way', ({ nx, node, install }) => {
  let workspace: UserWorkspace;
  beforeAll(async () => {
    const manifest = { private: true, devDependencies: { nx, '@nx/devkit': nx } };
    const files = {
      ...FILES,
      'package.json': `${JSON.stringify(manifest)}\n`,
      ...(install === byNxAdd ? { '.npmrc': `registry=${registry.url}\n` } : {}),
    };
    workspace = new UserWorkspace(files, node);
    await workspace.handOver();
    await workspace.run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline');
  });
  afterAll(() => workspace.dispose());

  it('runs as that user, on that Node, without rustup', async () => {
    expect(await workspace.run('node', '--version')).toMatch(new RegExp(`^v${node}\\.`));
    expect(await workspace.run('id', '--user')).not.toBe('0');
    await expect(workspace.run('rustup', '--version')).rejects.toThrow('No such file or directory');
  });

  it('makes the first archive in three commands, with nothing but rustc', async () => {
    await install(workspace);
    await workspace.run('npx', 'nx', 'g', 'nx-cross:project', 'greeter');
    await workspace.run('npx', 'nx', 'run', 'greeter:package');
    expect(await unpack('linux-x86_64', 'x86_64-unknown-linux-gnu')).toBe('greeter\n');
    expect(await workspace.run(join(workspace.root, 'out', 'greeter'))).toBe('greeter 1.2.3');
  });

  it('finds the schema that nx-cross.json names', () => {
    const { $schema } = JSON.parse(workspace.read('apps/greeter/nx-cross.json')) as { $schema: string };
    expect(JSON.parse(workspace.read(join('apps/greeter', $schema)))).toMatchObject({ type: 'object' });
  });

  it('adds a platform, installs what it needs without root, and builds it', async () => {
    await workspace.run('npx', 'nx', 'g', 'nx-cross:platform', 'linux-aarch64');
    expect(await workspace.run('npx', 'nx-cross', 'setup')).toContain(
      'Every platform of the workspace can be built here.',
    );
    expect(JSON.parse(await workspace.run('npx', 'nx-cross', 'doctor', '--json'))).toMatchObject({
      platforms: [
        { friendly: 'linux-x86_64', missing: [] },
        { friendly: 'linux-aarch64', linker: 'zig', missing: [] },
      ],
    });
    await workspace.run('npx', 'nx', 'run', 'greeter:package', '--target=linux-aarch64');
    expect(await unpack('linux-aarch64', 'aarch64-unknown-linux-gnu')).toBe('greeter\n');
    const { stdout } = await execa('od', ['-An', '-tu2', '-j18', '-N2', join(workspace.root, 'out', 'greeter')]);
    expect(Number(stdout)).toBe(AARCH64);
  });

  /** Unpacks a platform's archive into `out` and returns the list of what was in it. */
  async function unpack(friendly: string, triple: string): Promise<string> {
    const archive = `dist/greeter/${triple}/package/greeter-v1.2.3-${friendly}.tar.gz`;
    await workspace.run('mkdir', '--parents', 'out');
    await workspace.run('tar', '--extract', '--file', archive, '--directory', 'out');
    return `${await workspace.run('tar', '--list', '--file', archive)}\n`;
  }
});
