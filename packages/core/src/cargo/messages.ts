import { asString, asTable } from './toml';

/** A binary that cargo made. */
export interface CargoExecutable {
  /** Cargo's id of the package, `path+file:///…#server@1.2.0`: opaque save for comparison. */
  readonly packageId: string;
  /** Absolute path of the package's Cargo.toml. */
  readonly manifestPath: string;
  /** The `[[bin]]`'s name. */
  readonly binary: string;
  /** Absolute path of the file. */
  readonly path: string;
}

/**
 * Reads one line of `--message-format=json-render-diagnostics`; `undefined` for all but a `compiler-artifact` of a bin.
 * Lines of build scripts and linkers that are no JSON come between them, and are nobody's executables.
 * https://doc.rust-lang.org/cargo/reference/external-tools.html#artifact-messages
 */
export function parseCargoMessage(line: string): CargoExecutable | undefined {
  if (!line.startsWith('{"reason":"compiler-artifact"')) return undefined;
  const message = asTable(parseJson(line));
  const target = asTable(message?.['target']);
  const kinds = target?.['kind'];
  const path = asString(message?.['executable']);
  const binary = asString(target?.['name']);
  const packageId = asString(message?.['package_id']);
  const manifestPath = asString(message?.['manifest_path']);
  if (path === undefined || binary === undefined || packageId === undefined || manifestPath === undefined) {
    return undefined;
  }
  return Array.isArray(kinds) && kinds.includes('bin') ? { packageId, manifestPath, binary, path } : undefined;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
