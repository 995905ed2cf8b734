import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { BuildScriptRun, CargoArtifact, CargoMessage } from '../cargo';
import { parseBuildScriptOutput, parseDepInfo, parseEnvDeps } from '../cargo';
import { Failure } from '../failure';
import type { PlannedCall } from './plan';

type Reader = 'compiler' | 'build script';

/** What a call of cargo read, by its own account: now, or in the earlier build whose results it took. */
export interface Reads {
  /** Absolute path → who read it. Of crates that lie in folders; the lock file holds the others' checksums. */
  readonly files: ReadonlyMap<string, Reader>;
  readonly variables: readonly VariableRead[];
}

export interface VariableRead {
  readonly name: string;
  /** What the compiler saw; absent for a variable that was not set, and for those of build scripts. */
  readonly value?: string;
  readonly by: Reader;
  /** Folder of the crate's manifest, absolute. */
  readonly crate: string;
  /** Whether the crate lies in a folder, and comes from no registry or repository. */
  readonly isLocal: boolean;
}

/** Reads dep-info and what build scripts have said, for everything that the call made or had already. */
export function gatherReads(call: Pick<PlannedCall, 'cwd'>, messages: readonly CargoMessage[]): Reads {
  const files = new Map<string, Reader>();
  const variables: VariableRead[] = [];
  const folders = new Map<string, string>();
  for (const message of messages) {
    if (message.kind === 'artifact') {
      folders.set(message.packageId, dirname(message.manifestPath));
      gatherArtifact(message, call.cwd, files, variables);
    } else {
      gatherScript(message, folders.get(message.packageId) ?? call.cwd, files, variables);
    }
  }
  return { files, variables };
}

function gatherArtifact(artifact: CargoArtifact, cwd: string, files: Map<string, Reader>, variables: VariableRead[]) {
  const { packageId, manifestPath, executable } = artifact;
  const of = { by: 'compiler', crate: dirname(manifestPath), isLocal: isLocal(packageId) } as const;
  // Cargo's own, which names what build scripts said too.
  const whole = executable === undefined ? [] : [`${executable.path.replace(/\.exe$/, '')}.d`].filter(existsSync);
  const found = [...depInfoOf(artifact), ...whole];
  if (found.length === 0 && of.isLocal) throw noDepInfo(artifact);
  for (const file of found) {
    const text = readFileSync(file, 'utf8');
    variables.push(...parseEnvDeps(text).map((variable) => ({ ...variable, ...of })));
    if (!of.isLocal) continue;
    for (const path of parseDepInfo(text).map((each) => resolve(cwd, each))) {
      if (!files.has(path)) files.set(path, 'compiler');
    }
  }
}

/** What nobody can check must not count as checked. */
function noDepInfo({ files, manifestPath }: CargoArtifact): Failure {
  return new Failure('output-missing', {
    message: `Cargo left no dep-info beside ${files[0] ?? 'what it made'}, so what the compiler read for ${manifestPath} is not known.`,
    hint: 'Remove cargo’s target directory and build again.',
  });
}

function gatherScript(run: BuildScriptRun, crate: string, files: Map<string, Reader>, variables: VariableRead[]) {
  const output = join(dirname(run.outDir), 'output');
  if (!existsSync(output)) return;
  const said = parseBuildScriptOutput(readFileSync(output, 'utf8'));
  const of = { by: 'build script', crate, isLocal: isLocal(run.packageId) } as const;
  variables.push(...said.variables.map((name) => ({ name, ...of })));
  if (of.isLocal) for (const path of said.paths) files.set(resolve(crate, path), 'build script');
}

/** A package id is opaque but for the kind of its source, which every form of it names. */
function isLocal(packageId: string): boolean {
  return packageId.includes('path+file:');
}

/** rustc's own dep-info: beside what it made, under the name that cargo gave it there. */
function depInfoOf({ files }: CargoArtifact): readonly string[] {
  const found = files.flatMap((file) => [depInfoBeside(file), ...originalsOf(file).map(depInfoBeside)]);
  return [...new Set(found.filter((file) => existsSync(file)))];
}

/** `…/deps/libwords-0f.rlib` → `…/deps/words-0f.d` */
export function depInfoBeside(file: string): string {
  const name = basename(file).replace(/\.(rlib|rmeta|so|dylib|dll|a|lib|exe)$/, '');
  return join(dirname(file), `${name.replace(/^lib/, '')}.d`);
}

/** A file without a hash in its name is a link to, on some file systems a copy of, one that has it. */
function originalsOf(file: string): readonly string[] {
  if (/-[0-9a-f]{16}(\.\w+)?$/.test(file) || !existsSync(file)) return [];
  const { ino, dev, size } = statSync(file);
  const candidates = [dirname(file), join(dirname(file), 'deps')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((other) => isNamedAfter(basename(other), basename(file)))
    // A build for another unit or platform may take its files away while these are looked at.
    .flatMap((other) => {
      const stat = statSync(other, { throwIfNoEntry: false });
      return stat === undefined ? [] : [{ other, stat }];
    });
  const linked = candidates.filter(({ stat }) => stat.ino === ino && stat.dev === dev);
  if (linked.length > 0) return linked.map(({ other }) => other);
  const content = readFileSync(file);
  const copied = candidates.filter(({ other, stat }) => stat.size === size && readFileSync(other).equals(content));
  return copied.map(({ other }) => other);
}

/** `acme_server-0123456789abcdef` of `acme-server`: rustc knows no dashes. */
function isNamedAfter(name: string, file: string): boolean {
  const [, stem] = /^(.*)-[0-9a-f]{16}(\.exe)?$/.exec(name) ?? [];
  return stem?.replaceAll('-', '_') === file.replace(/\.exe$/, '').replaceAll('-', '_');
}
