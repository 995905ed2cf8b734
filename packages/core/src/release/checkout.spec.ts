import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeCheckout, probeHead } from './checkout';

let root: string;
const git = (argv: readonly string[]) => {
  try {
    const own = ['-c', 'user.name=spec', '-c', 'user.email=spec@example.org'];
    return execFileSync('git', [...own, ...argv], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return undefined;
  }
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nx-cross-git-'));
});
afterEach(() => rmSync(root, { recursive: true }));

it('knows nothing outside of a repository, nor before its first commit', () => {
  expect(probeHead(git)).toBeUndefined();
  git(['init', '--quiet']);
  expect([probeHead(git), probeCheckout(git)]).toEqual([undefined, undefined]);
});

it('reads the commit, its tags of either kind, and what differs from it', () => {
  git(['init', '--quiet', '--initial-branch=v7.0.0']);
  writeFileSync(join(root, 'a file'), '');
  git(['add', '--all']);
  git(['commit', '--quiet', '--message=one']);
  const commit = git(['rev-parse', 'HEAD'])?.trim();
  expect(probeHead(git)).toEqual({ commit, time: expect.stringMatching(/^\d+$/), tags: [] });
  git(['tag', 'v1.0.0']);
  git(['tag', '--annotate', '--message=x', 'server/v1,2']);
  // Whoever hides tags in their own logs has them all the same.
  git(['config', 'log.excludeDecoration', 'refs/tags/*']);
  expect(probeHead(git)?.tags.toSorted()).toEqual(['server/v1,2', 'v1.0.0']);
  writeFileSync(join(root, 'new'), '');
  expect(probeCheckout(git)).toMatchObject({ isShallow: false, changed: [], tags: ['server/v1,2', 'v1.0.0'] });
  writeFileSync(join(root, 'a file'), 'more');
  git(['commit', '--quiet', '--allow-empty', '--message=two']);
  expect(probeCheckout(git)).toMatchObject({ head: { tags: [] }, changed: ['"a file"'] });
});
