/**
 * Generated parts of a page that is otherwise written by hand. A part stands between `<!-- name -->` and
 * `<!-- /name -->`; what stands there is replaced.
 */

/** The page with every section made anew. A missing pair of marks is an error: a table would be stale unnoticed. */
export function replaceSections(page, text, sections) {
  return Object.entries(sections).reduce((rest, [name, content]) => replaceSection(page, rest, name, content), text);
}

function replaceSection(page, text, name, content) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  if (start === -1 || end < start) throw new Error(`${page} lacks ${open} … ${close}`);
  return `${text.slice(0, start + open.length)}\n\n${content}\n\n${text.slice(end)}`;
}

/** A Markdown table; a cell is one line, and its bars do not end it. */
export function renderTable(header, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('\n', ' ').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
