import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** More than a test writes. */
const ROOMY = '4g';

/** A disk of its own, in memory, that can be made as full as one likes: the kernel itself says that there is no space left. */
export class SmallDisk {
  /** Absolute. */
  readonly folder = mkdtempSync(join(tmpdir(), 'nx-cross-disk-'));

  constructor() {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${ROOMY}`, 'tmpfs', this.folder]);
  }

  /** In bytes. */
  used(): number {
    const { blocks, bfree, bsize } = statfsSync(this.folder);
    return (blocks - bfree) * bsize;
  }

  /** Leaves so many bytes beside what is there. */
  leave(bytes: number): void {
    this.resize(String(this.used() + Math.max(4096, Math.floor(bytes))));
  }

  makeRoom(): void {
    this.resize(ROOMY);
  }

  private resize(size: string): void {
    execFileSync('mount', ['-o', `remount,size=${size}`, this.folder]);
  }

  dispose(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmdirSync(this.folder);
  }
}
