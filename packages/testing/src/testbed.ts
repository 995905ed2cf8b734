import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CHECKOUT } from './rig';

/** Where provisioning puts what only tests need: `tools/provision/paths.mjs`, as far as tests look for it. */
export interface Testbed {
  /** A Python that has PyPI's `lief`, `tree_sitter` and `tree_sitter_powershell`. */
  readonly oraclePython: string;
  /** Absolute. */
  readonly actionlint: string;
  /** A static busybox, by architecture. */
  readonly busybox: { readonly x86_64: string; readonly aarch64: string };
  /** cargo and rustc with the std of all platforms, for a user who has no rustup. */
  readonly rustBinDirectory: string;
  /** By major version. */
  readonly nodeBinDirectories: Readonly<Record<string, string>>;
  readonly verdaccioScript: string;
  readonly verdaccioNode: string;
  /** The files of a bootstrapped Debian. */
  readonly baseImage: { readonly suite: string; readonly files: string };
  /** The file system of an image that compiles for Linux, x86_64 and aarch64, and for Windows. */
  readonly builderImage: { readonly layer: string };
  readonly testUser: { readonly name: string; readonly home: string };
}

/** Asks the one list of places, which is an ES module: Node 20 and jest cannot require it here. */
export function readTestbed(): Testbed {
  const list = pathToFileURL(join(CHECKOUT, 'tools', 'provision', 'paths.mjs')).href;
  const script = `import * as paths from ${JSON.stringify(list)}; console.log(JSON.stringify(paths));`;
  const text = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  return JSON.parse(text) as Testbed;
}
