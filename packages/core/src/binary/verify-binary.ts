import { Failure } from '../failure';
import type { GlibcFloor, Platform } from '../platform/platform';
import type { VerifyOptions } from '../unit/unit';
import type { FoundPath } from './build-paths';
import type { BinaryFacts, VersionedSymbol } from './facts';
import { checkGlibc } from './glibc-policy';
import { compareMacosVersions } from './mach-o';
import { findForeignLibraries } from './platform-libraries';

/** All that was read from one binary, and what is asked of it. */
export interface VerifyInput {
  /** The binary as messages call it. */
  readonly name: string;
  readonly facts: BinaryFacts;
  /** Of `readVersionedSymbols`. */
  readonly symbols: readonly VersionedSymbol[];
  readonly platform: Platform;
  readonly options: VerifyOptions;
  /** The floor that the binary was built for; `options.maximumGlibc` wins. */
  readonly floor?: GlibcFloor;
  /** Of `findBuildPaths`. */
  readonly buildPaths: readonly FoundPath[];
  /** Of `verifyCodeSignature`. */
  readonly signatureProblem?: string;
}

/** rustc's own deployment targets: https://doc.rust-lang.org/rustc/platform-support/apple-darwin.html#os-version */
const DEFAULT_MINIMUM_MACOS = { aarch64: '11.0', x86_64: '10.12' } as const;

/** Every violation of the policy, as `policy-violated`; none for a binary that may ship. */
export function verifyBinary(input: VerifyInput): Failure[] {
  const { name, facts, symbols, options, floor } = input;
  const violations = [
    ...checkStatic(input),
    ...checkLibraries(input),
    ...checkMacos(input),
    ...checkSignature(input),
    ...checkBuildPaths(input),
  ].map(({ message, hint }) => new Failure('policy-violated', { message: `${name} ${message}`, hint }));
  return [...checkGlibc(name, facts, symbols, options.maximumGlibc ?? floor), ...violations];
}

interface Violation {
  readonly message: string;
  readonly hint: string;
}

function checkStatic({ facts, platform, options }: VerifyInput): Violation[] {
  const required = options.static ?? platform.libc === 'musl';
  if (!required || facts.static) return [];
  const needs = [facts.interpreter, ...facts.dynamicLibraries].filter((need) => need !== undefined).join(', ');
  return [
    {
      message: `must be static, but needs ${needs}`,
      hint: 'set `targetFeatures` to ["+crt-static"], or `verify.static` to false',
    },
  ];
}

function checkLibraries({ facts, platform, options }: VerifyInput): Violation[] {
  return findForeignLibraries(facts.dynamicLibraries, platform, options.allowedLibraries).map((library) => ({
    message: `needs ${library}, which is no library of ${platform.friendly}'s own`,
    hint: 'link it statically, or add it to `verify.allowedLibraries`',
  }));
}

function checkMacos({ facts, platform, options }: VerifyInput): Violation[] {
  if (facts.format !== 'mach-o') return [];
  const limit =
    options.minimumMacos ?? DEFAULT_MINIMUM_MACOS[platform.architecture === 'x86_64' ? 'x86_64' : 'aarch64'];
  const hint = 'set MACOSX_DEPLOYMENT_TARGET in `env`, or raise `verify.minimumMacos`';
  if (facts.minimumMacos === undefined) return [{ message: 'does not say which macOS it needs', hint }];
  if (compareMacosVersions(facts.minimumMacos, limit) <= 0) return [];
  return [{ message: `needs macOS ${facts.minimumMacos}, but must start on ${limit}`, hint }];
}

/** An arm64 Mac kills what is not at least signed ad hoc, and any page that its signature does not cover. */
function checkSignature({ facts, signatureProblem }: VerifyInput): Violation[] {
  const hint = 'strip it with llvm-objcopy 14 or later, which signs it again, or sign it with rcodesign';
  if (signatureProblem !== undefined) return [{ message: `does not start on a Mac: ${signatureProblem}`, hint }];
  if (facts.signature !== 'none' || !facts.architectures.includes('aarch64')) return [];
  return [{ message: 'does not start on an arm64 Mac: it is not signed', hint }];
}

function checkBuildPaths({ options, buildPaths }: VerifyInput): Violation[] {
  if (options.buildPaths) return [];
  // Every build renames its folders for the compilers; what remains is a string that the sources themselves made.
  return buildPaths.map(({ sample }) => ({
    message: `carries a path of the machine that built it: ${sample}`,
    hint: 'look for env!("CARGO_MANIFEST_DIR"), OUT_DIR or a build script that writes it, or allow it with `verify.buildPaths`',
  }));
}
