import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { readTestbed } from '@nx-cross/testing';
import type { Result } from 'execa';
import { execa } from 'execa';

/**
 * How the kernel is told to start programs for arm64 by qemu: the first bytes of their ELF header, `P` to keep what they
 * are called by, `F` to open qemu now, outside of the other root (kernel: Documentation/admin-guide/binfmt-misc.rst).
 */
const ARM64_BY_QEMU = [
  ':arm64:M:',
  String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`,
  String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`,
  '/usr/bin/qemu-aarch64-static',
  'PF',
].join(':');

/** A Linux whose whole userland is busybox, which was linked statically: no glibc, and for arm64 no program of this machine. */
export class MinimalSystem {
  private readonly root = mkdtempSync(join(tmpdir(), 'nx-cross-system-'));

  constructor(private readonly architecture: 'x86_64' | 'aarch64') {
    for (const folder of ['bin', 'root', 'tmp', 'dev', 'proc']) mkdirSync(join(this.root, folder));
    const { busybox } = readTestbed();
    copyFileSync(busybox[architecture], join(this.root, 'bin', 'busybox'));
    const applets = execFileSync(busybox.x86_64, ['--list'], { encoding: 'utf8' }).trim().split('\n');
    for (const name of applets.filter((each) => each !== 'busybox'))
      symlinkSync('busybox', join(this.root, 'bin', name));
  }

  copy(from: string, to: string): void {
    copyFileSync(from, join(this.root, to));
  }

  /** A shell script in it. What is registered with the kernel is seen by this call alone: its user namespace has its own. */
  run(script: string): Promise<Result<{ stripFinalNewline: true }>> {
    const register = this.architecture === 'x86_64' ? 'true' : REGISTER;
    const outside = `${register} && exec chroot "$1" /bin/sh -c "$2"`;
    const argv = [
      '--user',
      '--map-root-user',
      '--mount',
      '--fork',
      'sh',
      '-c',
      outside,
      'sh',
      this.root,
      script,
      ARM64_BY_QEMU,
    ];
    const env = { HOME: '/root', PATH: '/bin:/usr/bin:/usr/sbin:/sbin' };
    return execa('unshare', argv, { env, extendEnv: false }) as Promise<Result<{ stripFinalNewline: true }>>;
  }

  dispose(): void {
    rmSync(this.root, { recursive: true });
  }
}

const REGISTER = `mount -t binfmt_misc none /proc/sys/fs/binfmt_misc && printf %s "$3" >/proc/sys/fs/binfmt_misc/register`;
