import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPlatform } from '../platform';
import type { DirectoryUse } from './target-directory';
import { claimTargetDirectory, findTargetDirectory } from './target-directory';

describe('cargo’s target directory', () => {
  let base: string;
  beforeEach(() => (base = mkdtempSync(join(tmpdir(), 'nx-cross-target-'))));
  afterEach(() => rmSync(base, { recursive: true }));

  const use = (other: Partial<DirectoryUse> = {}): DirectoryUse => ({
    base,
    name: 'host',
    platform: findPlatform('linux-x86_64')!.id,
    profile: 'release',
    unit: 'server',
    binaries: ['server'],
    unwatched: { zig: '0.17.0' },
    embeds: false,
    ...other,
  });

  it('is one for all units and platforms that use the same', () => {
    const shared = join(base, 'host');
    expect(claimTargetDirectory(use())).toBe(shared);
    expect(claimTargetDirectory(use())).toBe(shared);
    expect(claimTargetDirectory(use({ unit: 'cli', binaries: ['cli'] }))).toBe(shared);
    expect(claimTargetDirectory(use({ platform: findPlatform('linux-aarch64')!.id, unwatched: 'gcc' }))).toBe(shared);
  });

  it.each([
    ['another linker', { unwatched: { zig: '0.18.0' } }],
    ['another unit’s binary of the same name', { unit: 'server-tls' }],
    ['values that change with each commit', { embeds: true }],
  ])('is another for %s, always the same one', (_what, other) => {
    claimTargetDirectory(use());
    const own = claimTargetDirectory(use(other));
    expect(own).toMatch(/host-[0-9a-f]{12}$/);
    expect(claimTargetDirectory(use(other))).toBe(own);
    expect(claimTargetDirectory(use())).toBe(join(base, 'host'));
  });

  it('is told without being claimed to whoever only looks', () => {
    expect(findTargetDirectory(use())).toBe(join(base, 'host'));
    expect(claimTargetDirectory(use({ unwatched: 'gcc' }))).toBe(join(base, 'host'));
    expect(findTargetDirectory(use())).toMatch(/host-[0-9a-f]{12}$/);
  });
});
