import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Artifact, ArtifactRecord, Sha256 } from '../artifact';
import { Failure, Failures } from '../failure';
import type { Platform, PlatformId } from '../platform/platform';
import type { ArchiveFile, ArchiveOptions } from '../unit/unit';
import type { ArchivePlan } from './plan';
import { planArchive, planSymbolsArchive } from './plan-archive';

const linux: Platform = {
  id: 'x86_64-unknown-linux-gnu' as PlatformId,
  friendly: 'linux-x86_64',
  architecture: 'x86_64',
  os: 'linux',
  libc: 'gnu',
  format: 'elf',
  executableSuffix: '',
  names: {},
};
const windows: Platform = {
  id: 'x86_64-pc-windows-gnu' as PlatformId,
  friendly: 'windows-x86_64',
  architecture: 'x86_64',
  os: 'windows',
  format: 'pe',
  executableSuffix: '.exe',
  names: {},
};
const options: ArchiveOptions = {
  format: 'tar.gz',
  name: '{unit}-v{version}-{platform}',
  binaryName: '{binary}',
  wrapInDirectory: false,
  files: [],
  from: 'verify',
};

const sha256 = 'a'.repeat(64) as Sha256;
const artifact = (name: string, kind = 'executable'): Artifact => ({
  name,
  kind,
  path: `bin/${name}`,
  size: 5,
  sha256,
});
const listed = (from: string, more: Partial<ArchiveFile> = {}): ArchiveFile => ({ from, mode: 0o644, ...more });

let workspace: string;

beforeEach(() => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), 'nx-cross-')));
  for (const file of [
    'README.md',
    'LICENSE-MIT',
    'LICENSE-APACHE',
    'apps/server/README.txt',
    'apps/server/LICENSES/MIT.txt',
    'apps/server/docs/a.md',
    'apps/server/docs/sub/b.md',
    'apps/server/docs/.hidden.md',
    'apps/server/docs/man/server.1',
    'apps/server/docs/[draft] *.md',
    'shared/completions/server.bash',
  ]) {
    mkdirSync(dirname(join(workspace, file)), { recursive: true });
    writeFileSync(join(workspace, file), file);
  }
});
afterEach(() => rmSync(workspace, { recursive: true }));

interface Case extends Partial<ArchiveOptions> {
  readonly platform?: Platform;
  readonly artifacts?: readonly Artifact[];
  readonly version?: string;
}

function requestFor({ platform = linux, artifacts = [artifact('server')], version = '1.2.3', ...more }: Case) {
  const record: ArtifactRecord = {
    schemaVersion: 1,
    unit: 'server',
    platform: platform.id,
    stage: 'verify',
    artifacts,
  };
  return {
    unit: 'server',
    version,
    platform,
    record,
    recordDirectory: join(workspace, 'dist'),
    options: { ...options, ...more },
    projectRoot: join(workspace, 'apps/server'),
    workspaceRoot: workspace,
  };
}

const plan = (request: Case) => planArchive(requestFor(request));
const show = ({ entries }: ArchivePlan) =>
  entries.map(({ path, mode, source }) => `${path} ${mode.toString(8)} < ${relative(workspace, source)}`);

/** Codes and messages of everything that a plan fails with. */
async function failuresOf(request: Case): Promise<string[]> {
  const error: unknown = await plan(request).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const failures = error instanceof Failures ? error.failures : [error];
  return failures.map((failure) => {
    if (!(failure instanceof Failure)) throw failure;
    return `${failure.code}: ${failure.message.replaceAll(workspace, '…')}`;
  });
}

describe('what is in an archive', () => {
  it('is the binaries, the project’s own documents, and the workspace’s of the families that it lacks', async () => {
    const found = await plan({
      artifacts: [artifact('server'), artifact('cli'), artifact('libx.so', 'library'), artifact('x', 'wheel')],
    });
    expect(show(found)).toEqual([
      'LICENSE-APACHE 644 < LICENSE-APACHE',
      'LICENSE-MIT 644 < LICENSE-MIT',
      'README.txt 644 < apps/server/README.txt',
      'cli 755 < dist/bin/cli',
      'libx.so 755 < dist/bin/libx.so',
      'server 755 < dist/bin/server',
    ]);
    expect(found.fileName).toBe('server-v1.2.3-linux-x86_64.tar.gz');
    expect(found.contents).toEqual([
      { ...artifact('server'), path: 'server' },
      { ...artifact('cli'), path: 'cli' },
      { ...artifact('libx.so', 'library'), path: 'libx.so' },
    ]);
    expect(found.entries.find(({ path }) => path === 'server')!.recorded).toEqual({ size: 5, sha256 });
  });

  it('is named by templates, and wrapped in a folder of the archive’s stem', async () => {
    const found = await plan({
      platform: windows,
      artifacts: [artifact('server.exe')],
      format: 'zip',
      name: '{unit}-{triple}',
      binaryName: '{binary}_{os}_{arch}_v{version}',
      wrapInDirectory: true,
    });
    expect(found.fileName).toBe('server-x86_64-pc-windows-gnu.zip');
    expect(show(found)[3]).toBe(
      'server-x86_64-pc-windows-gnu/server_windows_x86_64_v1.2.3.exe 755 < dist/bin/server.exe',
    );
    expect(found.contents).toEqual([
      {
        ...artifact('server.exe'),
        name: 'server_windows_x86_64_v1.2.3.exe',
        path: 'server-x86_64-pc-windows-gnu/server_windows_x86_64_v1.2.3.exe',
      },
    ]);
  });

  it.each<[string, ArchiveFile[], string[]]>([
    ['a file keeps its place', [listed('docs/a.md')], ['docs/a.md 644 < apps/server/docs/a.md']],
    ['a glob too', [listed('./docs/**/b*')], ['docs/sub/b.md 644 < apps/server/docs/sub/b.md']],
    [
      'a glob into a folder, below its base',
      [listed('docs/{sub,man}/*', { to: 'doc/' })],
      ['doc/man/server.1 644 < apps/server/docs/man/server.1', 'doc/sub/b.md 644 < apps/server/docs/sub/b.md'],
    ],
    [
      'a file into a folder',
      [listed('docs/man/server.1', { to: './man/', mode: 0o755 })],
      ['man/server.1 755 < apps/server/docs/man/server.1'],
    ],
    ['a file under another name', [listed('docs/a.md', { to: 'b.md' })], ['b.md 644 < apps/server/docs/a.md']],
    [
      'the workspace’s',
      [listed('{workspaceRoot}/shared/**')],
      ['shared/completions/server.bash 644 < shared/completions/server.bash'],
    ],
    ['the project’s', [listed('{projectRoot}/docs/a.md')], ['docs/a.md 644 < apps/server/docs/a.md']],
    ['a dot file that is named', [listed('docs/.h*')], ['docs/.hidden.md 644 < apps/server/docs/.hidden.md']],
    ['one file listed twice', [listed('docs/a.md'), listed('docs/a*')], ['docs/a.md 644 < apps/server/docs/a.md']],
    [
      'a document with a mode of its own',
      [listed('README.txt', { mode: 0o755 })],
      ['README.txt 755 < apps/server/README.txt'],
    ],
  ])('lists files: %s', async (_, files, expected) => {
    const others = [/^LICENSE/, /^README.txt 644/, /^server 755/];
    const lines = show(await plan({ files }));
    expect(lines.filter((line) => !others.some((other) => other.test(line)))).toEqual(expected);
  });

  it('takes a name with a glob’s characters for a name first, and says that Windows cannot have it', async () => {
    expect(await failuresOf({ files: [listed('docs/[draft] *.md')] })).toEqual([
      'template-invalid: the path "docs/[draft] *.md" in the archive has a character that Windows or a terminal cannot take',
    ]);
    expect(show(await plan({ files: [listed('docs/[draft] *.md', { to: 'draft.md' })] }))).toContain(
      'draft.md 644 < apps/server/docs/[draft] *.md',
    );
  });

  it('has no licence of the workspace where the project has one of its own, whatever its name', async () => {
    writeFileSync(join(workspace, 'apps/server/UNLICENSE'), 'public domain');
    expect(show(await plan({})).filter((line) => line.includes('LICENSE'))).toEqual([
      'UNLICENSE 644 < apps/server/UNLICENSE',
    ]);
  });

  it('follows links inside of the workspace', async () => {
    symlinkSync('../../../shared', join(workspace, 'apps/server/docs/shared'));
    symlinkSync('../../README.md', join(workspace, 'apps/server/CHANGELOG'));
    const lines = show(await plan({ files: [listed('docs/shared/*/*.bash', { to: 'c/' })] }));
    expect(lines).toContain('c/completions/server.bash 644 < shared/completions/server.bash');
    expect(lines).toContain('CHANGELOG 644 < README.md');
  });

  it('is the bare binary, if there is one', async () => {
    const bare = await plan({ format: 'binary', platform: windows, artifacts: [artifact('server.exe')] });
    expect(bare.fileName).toBe('server-v1.2.3-windows-x86_64.exe');
    expect(show(bare)).toEqual(['server-v1.2.3-windows-x86_64.exe 755 < dist/bin/server.exe']);
    const library = await plan({ format: 'binary', artifacts: [artifact('libx.so', 'library')] });
    expect(library.fileName).toBe('server-v1.2.3-linux-x86_64.so');
    expect(await failuresOf({ format: 'binary', artifacts: [artifact('a'), artifact('b')] })).toEqual([
      'name-collision: `server` for linux-x86_64 has 2 binaries ("a", "b"), and the format `binary` one file',
    ]);
  });

  it('leaves split symbols to an archive of their own', async () => {
    const request = requestFor({ artifacts: [artifact('server'), artifact('server.debug', 'symbols')] });
    expect(show(await planArchive(request)).join()).not.toContain('debug');
    const symbols = planSymbolsArchive(request)!;
    expect(symbols.fileName).toBe('server-v1.2.3-linux-x86_64-symbols.tar.gz');
    expect(show(symbols)).toEqual(['server.debug 644 < dist/bin/server.debug']);
    expect(planSymbolsArchive(requestFor({}))).toBeUndefined();
  });
});

describe('what is refused', () => {
  it.each<[Case, string[]]>([
    [
      { files: [listed('nothing*'), listed('docs'), listed('docs/**/hidden*'), listed('/etc/passwd'), listed('../x')] },
      [
        'files-match-nothing: the item "nothing*" of `archive.files` matches no file',
        'files-match-nothing: the item "docs" of `archive.files` matches no file',
        'files-match-nothing: the item "docs/**/hidden*" of `archive.files` matches no file',
        'path-outside-workspace: the item "/etc/passwd" of `archive.files` is absolute',
        'path-outside-workspace: the item "../x" of `archive.files` goes up with `..`',
      ],
    ],
    [
      { files: [listed('docs/{..,x}/../../*'), listed('C:/x'), listed('{workspaceRoot}/../x'), listed('a\\..\\b')] },
      [
        'path-outside-workspace: the item "docs/{..,x}/../../*" of `archive.files` goes up with `..`',
        'path-outside-workspace: the item "C:/x" of `archive.files` is absolute',
        'path-outside-workspace: the item "{workspaceRoot}/../x" of `archive.files` goes up with `..`',
        'path-outside-workspace: the item "a\\\\..\\\\b" of `archive.files` goes up with `..`',
      ],
    ],
    [
      {
        files: [
          listed('docs/a.md', { to: '../a.md' }),
          listed('docs/a.md', { to: '/a.md' }),
          listed('docs/a.md', { to: 'a\nb' }),
        ],
      },
      [
        'template-invalid: the path "../a.md" in the archive has the part `..`, which leads elsewhere',
        'template-invalid: the path "/a.md" in the archive is absolute',
        'template-invalid: the path "a\\nb" in the archive has a character that Windows or a terminal cannot take',
      ],
    ],
    [
      { files: [listed('docs/**/*.md', { to: 'x' })] },
      [
        'name-collision: the item "docs/**/*.md" of `archive.files` matches 3 files, which cannot all be named "x"',
        'name-collision: the archive cannot hold both "x" and "x", which are "…/apps/server/docs/[draft] *.md" and "…/apps/server/docs/a.md"',
        'name-collision: the archive cannot hold both "x" and "x", which are "…/apps/server/docs/[draft] *.md" and "…/apps/server/docs/sub/b.md"',
      ],
    ],
    [
      {
        files: [
          listed('docs/a.md', { to: 'Server' }),
          listed('docs/a.md', { to: 'readme.TXT' }),
          listed('docs/a.md', { to: 'server/x' }),
        ],
      },
      [
        'name-collision: the archive cannot hold both "server" and "Server", which are "…/dist/bin/server" and "…/apps/server/docs/a.md"',
        'name-collision: the archive cannot hold both "readme.TXT" and "README.txt", which are "…/apps/server/docs/a.md" and "…/apps/server/README.txt"',
        'name-collision: the archive cannot hold both "server" and "server/x", which are "…/dist/bin/server" and "…/apps/server/docs/a.md"',
      ],
    ],
    [
      { artifacts: [artifact('a'), artifact('b')], binaryName: '{unit}' },
      [
        'name-collision: the archive cannot hold both "server" and "server", which are "…/dist/bin/a" and "…/dist/bin/b"',
      ],
    ],
    [
      { binaryName: '../{binary}' },
      ['template-invalid: the binary\'s name "../server", made from `../{binary}`, has a slash'],
    ],
    [
      { binaryName: '-{binary}' },
      [
        'template-invalid: the path "-server" in the archive has a part with a leading dash, which programs take for an option',
      ],
    ],
    [
      { name: '../{unit}' },
      [
        'template-invalid: the archive\'s name "../server", made from `../{unit}`, has a slash: it must be the name of a file, not a path',
      ],
    ],
    [
      { version: '1.0.0+5' },
      [
        'template-invalid: the archive\'s name "server-v1.0.0+5-linux-x86_64", made from `{unit}-v{version}-{platform}`, has characters other than letters, digits, `.`, `_` and `-`',
      ],
    ],
    [
      { artifacts: [artifact('x', 'wheel')] },
      [
        'artifact-missing: the artifact record of `server` for linux-x86_64 (stage `verify`) lists no executable and no library',
      ],
    ],
  ])('%j', async (request, failures) => {
    expect(await failuresOf(request)).toEqual(failures);
  });

  it('is what leads out of the workspace, nowhere or round in circles', async () => {
    const docs = join(workspace, 'apps/server/docs');
    const outside = mkdtempSync(join(tmpdir(), 'nx-cross-'));
    writeFileSync(join(outside, 'secret'), '');
    symlinkSync(join(outside, 'secret'), join(docs, 'l1'));
    symlinkSync(outside, join(docs, 'l2'));
    symlinkSync('none', join(docs, 'l3'));
    symlinkSync('l4', join(docs, 'l4'));
    symlinkSync('..', join(docs, 'l5'));
    execFileSync('mkfifo', [join(docs, 'l6')]);
    symlinkSync(join(outside, 'secret'), join(workspace, 'apps/server/CHANGELOG.md'));
    expect(await failuresOf({ files: [listed('docs/**/l*'), listed('docs/l2/sec*')] })).toEqual([
      'link-outside-workspace: "docs/l1", which is to be packed, leads out of the workspace',
      'link-outside-workspace: "docs/l2", which is to be packed, leads out of the workspace',
      'files-match-nothing: "docs/l3", which is to be packed, is a link that leads nowhere',
      'files-match-nothing: "docs/l4", which is to be packed, is a link that leads to itself',
      'files-match-nothing: "docs/l5", which is to be packed, is a link to a folder',
      'files-match-nothing: "docs/l6", which is to be packed, is no regular file',
      'link-outside-workspace: "docs/l2/secret", which is to be packed, leads out of the workspace',
      'link-outside-workspace: "CHANGELOG.md", which is to be packed, leads out of the workspace',
    ]);
    rmSync(outside, { recursive: true });
  });
});
