import type { Architecture, OperatingSystem, Platform } from '../platform/platform';

/** What `cfg(…)` may ask of a platform: `unix`, and pairs like `target_os = "linux"`. */
export interface PlatformCfg {
  readonly names: ReadonlySet<string>;
  readonly pairs: Readonly<Record<string, string>>;
}

/** rustc's `target_arch`, pointer width and whether the platform is big-endian. */
const ARCHITECTURES: Readonly<Record<Architecture, readonly [arch: string, width: 32 | 64, big?: 'big']>> = {
  x86_64: ['x86_64', 64],
  aarch64: ['aarch64', 64],
  i686: ['x86', 32],
  i586: ['x86', 32],
  armv7: ['arm', 32],
  arm: ['arm', 32],
  riscv64: ['riscv64', 64],
  powerpc64le: ['powerpc64', 64],
  powerpc64: ['powerpc64', 64, 'big'],
  s390x: ['s390x', 64, 'big'],
  loongarch64: ['loongarch64', 64],
  mips: ['mips', 32, 'big'],
  mipsel: ['mips', 32],
  mips64: ['mips64', 64, 'big'],
  mips64el: ['mips64', 64],
  sparc64: ['sparc64', 64, 'big'],
};

const SYSTEMS: Readonly<Partial<Record<OperatingSystem, string>>> = { darwin: 'macos' };

/** What rustc would say of the platform (`rustc --print cfg --target …`), CPU features and atomics apart. */
export function cfgOf(platform: Platform): PlatformCfg {
  const [arch, width, big] = ARCHITECTURES[platform.architecture];
  const family = platform.os === 'windows' ? 'windows' : 'unix';
  const vendor = platform.id.split('-')[1] ?? '';
  return {
    names: new Set([family]),
    pairs: {
      target_arch: arch,
      target_os: SYSTEMS[platform.os] ?? platform.os,
      target_family: family,
      target_vendor: VENDORS.has(vendor) ? vendor : 'unknown',
      target_env: environmentOf(platform),
      target_pointer_width: String(width),
      target_endian: big ?? 'little',
    },
  };
}

const VENDORS: ReadonlySet<string> = new Set(['unknown', 'pc', 'apple', 'sun']);

function environmentOf(platform: Platform): string {
  if (platform.os !== 'windows') return platform.libc ?? '';
  return platform.id.endsWith('-msvc') ? 'msvc' : 'gnu';
}

/**
 * Evaluates cargo's small language: `cfg(all(unix, not(target_env = "musl")))`, its key as `[target.'cfg(…)']` has it.
 * `undefined` where the text is none of it.
 */
export function evaluateCfg(text: string, cfg: PlatformCfg): boolean | undefined {
  const tokens = /^cfg\((.*)\)$/s.exec(text.trim())?.[1]?.match(/"[^"]*"|[A-Za-z_][A-Za-z0-9_]*|[(),=]|\S/g);
  if (tokens === undefined || tokens === null) return undefined;
  const reader = new CfgReader(tokens, cfg);
  const value = reader.expression();
  return reader.atEnd ? value : undefined;
}

/** Recursive descent over the tokens; `undefined` from the first mistake on. */
class CfgReader {
  private next = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly cfg: PlatformCfg,
  ) {}

  get atEnd(): boolean {
    return this.next === this.tokens.length;
  }

  expression(): boolean | undefined {
    const name = this.take();
    if (name === undefined || !/^[A-Za-z_]/.test(name)) return undefined;
    if (this.skip('(')) return this.operator(name);
    if (this.skip('=')) return this.pair(name);
    // `true` and `false` are cargo's since 1.88.
    return name === 'true' || (name !== 'false' && this.cfg.names.has(name));
  }

  private pair(key: string): boolean | undefined {
    const value = this.take();
    return value?.startsWith('"') ? this.cfg.pairs[key] === value.slice(1, -1) : undefined;
  }

  private operator(name: string): boolean | undefined {
    const values = this.list();
    if (values === undefined) return undefined;
    if (name === 'all') return values.every(Boolean);
    if (name === 'any') return values.some(Boolean);
    return name === 'not' && values.length === 1 ? !values[0] : undefined;
  }

  /** Expressions up to `)`, a trailing comma allowed. */
  private list(): boolean[] | undefined {
    const values: boolean[] = [];
    while (!this.skip(')')) {
      const value = this.expression();
      if (value === undefined) return undefined;
      values.push(value);
      if (!this.skip(',') && this.tokens[this.next] !== ')') return undefined;
    }
    return values;
  }

  private take(): string | undefined {
    return this.tokens[this.next++];
  }

  private skip(token: string): boolean {
    if (this.tokens[this.next] !== token) return false;
    this.next += 1;
    return true;
  }
}
