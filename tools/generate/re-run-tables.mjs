/** Which edit runs what again, from the rows that e2e/src/re-runs.e2e.ts holds against Nx's own task results. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../repository.mjs';
import { renderTable } from './sections.mjs';

const rows = JSON.parse(readFileSync(join(repository, 'e2e', 'src', 're-runs', 'rows.json'), 'utf8'));

/** @param part `own`: what nx-cross decides; `nx`: what Nx re-runs too widely. */
export function renderReRuns(part) {
  return renderTable(
    ['edit', 'tasks that ran again'],
    rows[part].map(({ edit, runs, note }) => [edit, [renderRuns(runs), note].filter(Boolean).join(': ')]),
  );
}

function renderRuns(runs) {
  return runs.length === 0 ? 'none' : runs.map(renderPhrase).join(', ');
}

/** `verify and package of greeter` → the names as code. */
function renderPhrase(phrase) {
  const code = (text) => text.replace(/[a-z]+(-[a-z]+)*/g, (word) => (word === 'and' ? word : `\`${word}\``));
  const [, stages, project, platform] = /^(\S.*) of (\w+)(.*)$/.exec(phrase) ?? [];
  if (stages === undefined) return phrase.replace(/\w+:\w+/, '`$&`');
  return `${stages === 'all' ? stages : code(stages)} of \`${project}\`${platform}`;
}
