/**
 * The same program for the same platforms, packed and checksummed, by nx-cross and by GoReleaser. Of a single crate:
 * GoReleaser's Rust builder looks for the binary below the crate and not below its cargo workspace, and fails at the copy.
 */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fetchProgram, pinnedTools, program } from './one-program.mjs';
import { findPeer, goreleaser } from './peers.mjs';
import { compareReleases, nxCrossSide, peerSide, release } from './release-sides.mjs';
import { temporaryFolder } from './workspaces.mjs';

/** Friendly name → what GoReleaser calls it; the oldest glibc is that of nx-cross, none for the host's own. */
const platforms = {
  'linux-x86_64': 'x86_64-unknown-linux-gnu',
  'linux-aarch64': 'aarch64-unknown-linux-gnu.2.17',
  'linux-x86_64-musl': 'x86_64-unknown-linux-musl',
  'linux-aarch64-musl': 'aarch64-unknown-linux-musl',
  'windows-x86_64': 'x86_64-pc-windows-gnu',
  'darwin-x86_64': 'x86_64-apple-darwin',
  'darwin-aarch64': 'aarch64-apple-darwin',
};

export const againstGoReleaser = {
  name: 'goreleaser',
  group: 'peers',
  title: `GoReleaser ${goreleaser.version}: one program for the same platforms`,
  rounds: 3,
  async run({ rounds, env, only = Object.keys(platforms) }) {
    const peer = await findPeer(goreleaser, { ...process.env, ...env });
    if (peer.skipped !== undefined) return peer;
    const source = fetchProgram(env);
    const theirs = peerSide({
      source,
      only,
      env,
      files: { '.goreleaser.yaml': configuration(only) },
      argv: [peer.path, 'release', '--snapshot', '--clean'],
      path: [stubbedRustup(), pinnedTools(source, env)],
      output: 'dist',
    });
    return {
      lines: await compareReleases({ ours: nxCrossSide({ source, only, env }), theirs }, rounds),
      other: `GoReleaser ${peer.version}`,
      note: `${program.name} ${program.version}, a single crate, for ${only.join(', ')}. Left: \`nx ${release.join(' ')}\`, which also strips and verifies. Right: \`goreleaser release --snapshot --clean\`, whose \`rustup target add\` was answered by a stub. In a fresh checkout the target directory is empty; the left side has a shared cache that speaks Nx's own protocol, on this machine. GoReleaser has none.`,
    };
  },
};

/** GoReleaser has rustup add the targets in each run, from the network; here they are there. */
function stubbedRustup() {
  const folder = temporaryFolder('rustup');
  symlinkSync('/bin/true', join(folder, 'rustup'));
  return folder;
}

function configuration(only) {
  return `version: 2
project_name: ${program.name}
builds:
  - builder: rust
    binary: ${program.name}
    flags: [--release, --locked]
    targets: [${only.map((platform) => platforms[platform]).join(', ')}]
archives:
  - formats: [tar.gz]
    name_template: '{{ .ProjectName }}-{{ .Version }}-{{ .Target }}'
    files: ['README*', 'LICENSE*', 'CHANGELOG*']
    format_overrides: [{ goos: windows, formats: [zip] }]
checksum: { algorithm: sha256 }
`;
}
