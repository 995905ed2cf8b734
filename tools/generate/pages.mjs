/** The pages of docs/ that have generated parts, each with what makes them. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repository } from '../repository.mjs';
import { renderKeys, renderOptions } from './option-tables.mjs';
import { renderEcosystemNames, renderLinkers, renderWithoutLinker } from './platform-tables.mjs';
import { renderReRuns } from './re-run-tables.mjs';
import { renderTable, replaceSections } from './sections.mjs';

const require = createRequire(import.meta.url);
const { UnitSchema } = require('@nx-cross/core/unit');
const { WorkspaceOptionsSchema } = require('@nx-cross/core/platform');
const plugin = join(repository, 'packages', 'nx-cross');
const { COMMANDS } = require(join(plugin, 'dist', 'cli', 'commands.js'));

const readJson = (...parts) => JSON.parse(readFileSync(join(...parts), 'utf8'));

/** Sections of nx-cross.json that have a table of their own. */
const UNIT_SECTIONS = ['embeds', 'sdk', 'strip', 'verify', 'smoke', 'archive', 'release', 'targets'];

const single = {
  'docs/configuration.md': {
    workspace: renderKeys(WorkspaceOptionsSchema),
    unit: renderKeys(UnitSchema, { apart: UNIT_SECTIONS }),
    ...Object.fromEntries(
      UNIT_SECTIONS.map((name) => [name, renderKeys(UnitSchema.properties[name], { prefix: `${name}.` })]),
    ),
  },
  'docs/caching.md': { 're-runs': renderReRuns('own'), 're-runs of Nx': renderReRuns('nx') },
  'docs/platforms.md': {
    linkers: renderLinkers(),
    'without linker': renderWithoutLinker(),
    names: renderEcosystemNames(),
  },
};

/** A page for each executor, generator and command, and none besides. */
const perName = [
  ['docs/executors', optionsOf(readJson(plugin, 'executors.json').executors)],
  ['docs/generators', optionsOf(readJson(plugin, 'generators.json').generators)],
  ['docs/commands', COMMANDS.map((command) => [command.name, renderCommand(command)])],
];

function optionsOf(entries) {
  return Object.entries(entries).map(([name, { schema }]) => [
    name,
    renderOptions(readJson(plugin, schema.replace('./dist/', './src/'))),
  ]);
}

function renderCommand({ name, operands, options }) {
  const words = operands.map((operand) => [`<${operand.name}>`, operand.description]);
  const flags = Object.entries(options).map(([option, { short, value, description }]) => {
    const flag = value === undefined ? `--${option}` : `--${option} <${value}>`;
    return [short === undefined ? flag : `-${short}, ${flag}`, description];
  });
  const rows = [...words, ...flags].map(([word, description]) => [`\`${word}\``, description]);
  return rows.length === 0 ? `\`nx-cross ${name}\` has no options.` : renderTable(['word', 'description'], rows);
}

function refuseStrayPages(folder, names) {
  const stray = readdirSync(join(repository, folder)).filter((page) => !names.includes(page.replace(/\.md$/, '')));
  if (stray.length > 0) throw new Error(`${folder} has pages of nothing: ${stray.join(', ')}`);
}

export const pages = [
  ...Object.entries(single),
  ...perName.flatMap(([folder, tables]) => {
    const names = tables.map(([name]) => name);
    refuseStrayPages(folder, names);
    return tables.map(([name, table]) => [`${folder}/${name}.md`, { options: table }]);
  }),
].map(([file, sections]) => ({
  file,
  render: (text) => replaceSections(file, text ?? '', sections),
}));
