import { renderFailures } from '../failure';
import { openManifests } from './manifests';
import { requireRootsInside } from './outside-root';

const ROOT = '/home/me/work';
const LONE = '[package]\nname = "a"\n';
const INHERITING = '[package]\nname = "b"\nedition.workspace = true\n';

/** What is said with these files, by their absolute paths, of a crate `apps/a` that needs `libs/b`. */
function check(files: Readonly<Record<string, string>>, workspaceRoot = ROOT): string {
  const all: Record<string, string> = {
    [`${ROOT}/apps/a/Cargo.toml`]: LONE,
    [`${ROOT}/libs/b/Cargo.toml`]: LONE,
    ...files,
  };
  const readText = (path: string) => (Object.hasOwn(all, path) ? all[path] : undefined);
  try {
    requireRootsInside({
      workspaceRoot,
      manifests: openManifests((path) => readText(`${workspaceRoot}/${path}`)),
      readText,
      shipped: ['apps/a'],
      crates: ['apps/a', 'libs/b'],
    });
    return '';
  } catch (error) {
    return renderFailures(error);
  }
}

describe('requireRootsInside', () => {
  it.each<[string, Record<string, string>]>([
    ['a crate alone', {}],
    [
      'a workspace at Nx’s root, below another',
      { [`${ROOT}/Cargo.toml`]: '[workspace]\n', '/Cargo.toml': '[workspace]' },
    ],
    [
      'a crate that is a workspace',
      { [`${ROOT}/apps/a/Cargo.toml`]: `${LONE}[workspace]\n`, '/Cargo.toml': '[workspace]' },
    ],
    ['an outer workspace that excludes it', { '/home/me/Cargo.toml': '[workspace]\nexclude = ["work"]\n' }],
    ['an outer package', { '/home/me/Cargo.toml': LONE }],
    [
      'a dependency that inherits nothing',
      { [`${ROOT}/apps/a/Cargo.toml`]: `${LONE}[workspace]\n`, '/home/me/Cargo.toml': '[workspace]\n' },
    ],
  ])('accepts %s', (_what, files) => {
    expect(check(files)).toBe('');
  });

  it('accepts whatever lies in a workspace at the file system’s root', () => {
    const files = { '/apps/a/Cargo.toml': LONE, '/libs/b/Cargo.toml': LONE, '/Cargo.toml': '[workspace]\n' };
    expect(check(files, '/')).toBe('');
  });

  const said = (file: string) =>
    `nx-cross path-outside-workspace: ${file}: Cargo takes /home/me/Cargo.toml for the root of its workspace, above Nx’s root, where no hash sees lock file, profiles and patches.\n` +
    '  → Move nx.json into that folder; or part the two: [workspace] in a Cargo.toml of this workspace, or `exclude` in that one.';

  it.each<[string, Record<string, string>, string]>([
    ['an outer workspace', { '/home/me/Cargo.toml': '[workspace]\n' }, 'apps/a/Cargo.toml'],
    [
      'one that a root in between leaves it to',
      { [`${ROOT}/Cargo.toml`]: '[workspace]\nexclude = ["apps"]\n', '/home/me/Cargo.toml': '[workspace]\n' },
      'apps/a/Cargo.toml',
    ],
    [
      'one that a dependency inherits from',
      {
        [`${ROOT}/apps/a/Cargo.toml`]: `${LONE}[workspace]\n`,
        [`${ROOT}/libs/b/Cargo.toml`]: INHERITING,
        '/home/me/Cargo.toml': '[workspace]\n',
      },
      'libs/b/Cargo.toml',
    ],
  ])('refuses %s', (_what, files, file) => {
    expect(check(files)).toBe(said(file));
  });
});
