/**
 * Makes what the package ships of its sources: each entry as one file, since every task starts a process, and a process
 * that has to find and read 500 modules takes longer than most of its work. `node tools/bundle.mjs <package>`.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { repository } from './repository.mjs';

const folder = join(repository, process.argv[2]);
// The pages of the commands are generated of `cli/commands`.
const entry =
  /^(index|release\/version-actions|cli\/(main|commands)|(executors|generators)\/[^/]+\/(executor|generator))\.ts$/;
const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' });

// What tsc left beside its declarations is not shipped.
for (const file of readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' })) {
  if (file.endsWith('.js')) rmSync(join(folder, 'dist', file));
}

const { metafile } = await build({
  absWorkingDir: repository,
  entryPoints: sources.filter((file) => entry.test(file)).map((file) => join(folder, 'src', file)),
  outbase: join(folder, 'src'),
  outdir: join(folder, 'dist'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  // The domain's sources, of which only what is used goes in.
  alias: { '@nx-cross/core': join(repository, 'packages', 'core', 'src') },
  // The user's own Nx, of which there must be one; dockerode has native parts, and is loaded only for containers.
  external: ['nx', 'nx/*', '@nx/devkit', 'nx-cross/package.json', 'dockerode'],
  // Stacks and `describe` of errors name functions as the sources do.
  keepNames: true,
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(folder, 'dist', 'THIRD-PARTY-LICENSES.txt'), renderLicenses(metafile));

/** The licences of all packages that went into the bundles, as they ask for. */
function renderLicenses({ inputs }) {
  const packages = new Set(
    Object.keys(inputs).flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []),
  );
  return [...packages].sort().map(renderLicense).join('\n');
}

function renderLicense(path) {
  const root = join(repository, path);
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const file = readdirSync(root).find((each) => /^(licen[cs]e|copying)/i.test(each));
  if (file === undefined && license === undefined) throw new Error(`${relative(repository, root)} has no licence`);
  const text = file === undefined ? `Licence: ${license}\n` : readFileSync(join(root, file), 'utf8');
  return `${name} ${version}\n\n${text}\n`;
}
