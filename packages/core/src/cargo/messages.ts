import { asString, asStrings, asTable } from './toml';

/** What cargo says while it builds, as far as it concerns a release. */
export type CargoMessage = CargoArtifact | BuildScriptRun;

/** Files that one call of rustc made, now or in an earlier build. */
export interface CargoArtifact {
  readonly kind: 'artifact';
  /** Cargo's id of the package, `path+file:///…#server@1.2.0`: opaque save for comparison. */
  readonly packageId: string;
  /** Absolute path of the package's Cargo.toml. */
  readonly manifestPath: string;
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Whether cargo had them already. */
  readonly fresh: boolean;
  /** Whether its profile asks for debug information; cargo itself throws that of std away where it does not. */
  readonly wantsDebug: boolean;
  /** Of a `[[bin]]` alone: its name, and the path of its file. */
  readonly executable?: { readonly binary: string; readonly path: string };
}

/** A build script that ran, now or in an earlier build. */
export interface BuildScriptRun {
  readonly kind: 'build-script';
  readonly packageId: string;
  /** Absolute path of its `OUT_DIR`; what it said lies beside it, in the file `output`. */
  readonly outDir: string;
}

/**
 * Reads one line of `--message-format=json-render-diagnostics`; `undefined` for all other messages. Lines of build scripts
 * and linkers that are no JSON come between them.
 * https://doc.rust-lang.org/cargo/reference/external-tools.html#artifact-messages
 */
export function parseCargoMessage(line: string): CargoMessage | undefined {
  if (line.startsWith('{"reason":"compiler-artifact"')) return parseArtifact(line);
  return line.startsWith('{"reason":"build-script-executed"') ? parseBuildScriptRun(line) : undefined;
}

function parseArtifact(line: string): CargoArtifact | undefined {
  const message = asTable(parseJson(line));
  const packageId = asString(message?.['package_id']);
  const manifestPath = asString(message?.['manifest_path']);
  const files = asStrings(message?.['filenames']);
  if (packageId === undefined || manifestPath === undefined || files === undefined) return undefined;
  const target = asTable(message?.['target']);
  const path = asString(message?.['executable']);
  const binary = asString(target?.['name']);
  const isBinary = asStrings(target?.['kind'])?.includes('bin') === true;
  return {
    kind: 'artifact',
    packageId,
    manifestPath,
    files,
    fresh: message?.['fresh'] === true,
    wantsDebug: ![undefined, null, 0].includes(asTable(message?.['profile'])?.['debuginfo'] as null | 0 | undefined),
    ...(isBinary && path !== undefined && binary !== undefined ? { executable: { binary, path } } : {}),
  };
}

function parseBuildScriptRun(line: string): BuildScriptRun | undefined {
  const message = asTable(parseJson(line));
  const packageId = asString(message?.['package_id']);
  const outDir = asString(message?.['out_dir']);
  return packageId === undefined || outDir === undefined ? undefined : { kind: 'build-script', packageId, outDir };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
