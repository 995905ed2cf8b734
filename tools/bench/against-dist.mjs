/**
 * The same program, packed and checksummed, by nx-cross and by dist. From Linux dist builds for Linux; for macOS and
 * Windows it is run on machines of those.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchProgram, pinnedTools, program } from './one-program.mjs';
import { dist, findPeer } from './peers.mjs';
import { compareReleases, nxCrossSide, peerSide, release } from './release-sides.mjs';

/** Friendly name → what dist calls it. */
const platforms = {
  'linux-x86_64': 'x86_64-unknown-linux-gnu',
  'linux-aarch64': 'aarch64-unknown-linux-gnu',
  'linux-x86_64-musl': 'x86_64-unknown-linux-musl',
  'linux-aarch64-musl': 'aarch64-unknown-linux-musl',
};

export const againstDist = {
  name: 'dist',
  group: 'peers',
  title: `dist ${dist.version}: one program for Linux`,
  rounds: 3,
  async run({ rounds, env, only = Object.keys(platforms) }) {
    const peer = await findPeer(dist, { ...process.env, ...env });
    if (peer.skipped !== undefined) return peer;
    const source = fetchProgram(env);
    const targets = only.map((platform) => platforms[platform]);
    const theirs = peerSide({
      source,
      only,
      env,
      files: configuration(source, targets),
      argv: [peer.path, 'build', '--artifacts=local', ...targets.map((target) => `--target=${target}`)],
      path: [pinnedTools(source, env)],
      output: 'target/distrib',
    });
    return {
      lines: await compareReleases({ ours: nxCrossSide({ source, only, env }), theirs }, rounds),
      other: `dist ${peer.version}`,
      note: `${program.name} ${program.version}, a single crate, for ${only.join(', ')}. Left: \`nx ${release.join(' ')}\`, which also strips and verifies. Right: \`dist build --artifacts=local\` with a profile that inherits \`release\`. In a fresh checkout the target directory is empty; the left side has a shared cache that speaks Nx's own protocol, on this machine. dist has none of its own.`,
    };
  },
};

function configuration(source, targets) {
  return {
    'Cargo.toml': `${readFileSync(join(source, 'Cargo.toml'), 'utf8')}\n[profile.dist]\ninherits = "release"\n`,
    'dist-workspace.toml': `[workspace]
members = ["cargo:."]

[dist]
cargo-dist-version = "${dist.version}"
ci = []
installers = []
unix-archive = ".tar.gz"
targets = [${targets.map((target) => `"${target}"`).join(', ')}]
`,
  };
}
