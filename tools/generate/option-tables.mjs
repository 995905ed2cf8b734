/** Option tables from JSON schemas: those of executors and generators, and the TypeBox ones of core. */
import { renderTable } from './sections.mjs';

/** A row an option; those that no person is meant to see are left out. */
export function renderOptions(schema) {
  const rows = optionRows(schema);
  return rows.length === 0
    ? 'It has no options.'
    : renderTable(['option', 'type', 'default', 'description'], rows.map(renderRow));
}

function optionRows({ properties = {}, required = [] }) {
  return Object.entries(properties)
    .filter(([, { hidden }]) => hidden !== true)
    .map(([name, option]) => ({ name, option, required: required.includes(name) }));
}

/**
 * Rows of a schema of core, those of its objects as `archive.format`. `apart` lists the keys that have a table of
 * their own.
 */
export function renderKeys(schema, { apart = [], prefix = '' } = {}) {
  return renderTable(['key', 'type', 'default', 'description'], keyRows(schema, { apart, prefix }).map(renderRow));
}

function keyRows(schema, { apart, prefix }) {
  return optionRows(schema).flatMap((row) => {
    if (apart.includes(row.name)) return [];
    const name = `${prefix}${row.name}`;
    return [{ ...row, name }, ...nestedRows(row.option, name)];
  });
}

function nestedRows(option, name) {
  if (option.properties !== undefined) return keyRows(option, { apart: [], prefix: `${name}.` });
  const items = [option.items, ...(option.items?.anyOf ?? [])].filter((each) => each?.properties !== undefined);
  return items.flatMap((item) => keyRows(item, { apart: [], prefix: `${name}[].` }));
}

function renderRow({ name, option, required }) {
  const flags = option.alias === undefined ? `\`${name}\`` : `\`${name}\`, \`${option.alias}\``;
  return [flags, renderType(option), renderDefault(option, required), option.description ?? ''];
}

function renderDefault(option, required) {
  if (required) return 'required';
  return option.default === undefined ? '' : `\`${JSON.stringify(option.default)}\``;
}

function renderType(option) {
  const alternatives = option.anyOf ?? option.oneOf;
  if (alternatives !== undefined) return [...new Set(alternatives.map(renderType))].join(' or ');
  if (option.const !== undefined) return `\`${JSON.stringify(option.const)}\``;
  if (option.enum !== undefined) return option.enum.map((value) => `\`${value}\``).join(', ');
  if (option.type === 'array') return `list of ${renderType(option.items)}`;
  if (option.patternProperties !== undefined) {
    return `name → ${renderType(Object.values(option.patternProperties)[0])}`;
  }
  return option.type;
}
