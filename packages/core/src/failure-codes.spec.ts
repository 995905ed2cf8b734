import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILURE_CODES } from './failure-codes';

const CHECKOUT = join(__dirname, '..', '..', '..');
const PAGES = join(CHECKOUT, 'docs', 'errors');

/** Every source that may raise a failure. */
const sources = ['core', 'nx-cross'].flatMap((name) => readSources(join(CHECKOUT, 'packages', name, 'src'))).join('\n');

function readSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.endsWith('failure-codes.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

describe('failure codes', () => {
  it('have a page each, and there is no page without a code', () => {
    expect(readdirSync(PAGES).sort()).toEqual(FAILURE_CODES.map((code) => `${code}.md`).sort());
  });

  it.each(FAILURE_CODES)('%s is raised somewhere', (code) => {
    // As the first argument of a failure, or as the `code` of a table that failures are made from.
    const raised = new RegExp(`(Failure|fail|problem)\\(\\s*(\\w+ \\? )?'${code}'|code: '${code}'|: '${code}', \\{`);
    expect(sources).toMatch(raised);
  });

  it.each(FAILURE_CODES)('%s: its page shows it as it is printed, why, and what to do', (code) => {
    const page = readFileSync(join(PAGES, `${code}.md`), 'utf8');
    const parts = [`# ${code}\n`, `nx-cross ${code}: `, '\n## Why\n', '\n## What to do\n'];
    expect(parts.filter((part) => !page.includes(part))).toEqual([]);
  });
});
