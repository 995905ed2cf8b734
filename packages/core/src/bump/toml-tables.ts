import { parseTOML } from 'toml-eslint-parser';

/**
 * The text of a TOML file with the tables at a path, and those below it, replaced by others, where the first one stands; behind
 * everything where there is none. Every other byte stays. `undefined` where something at the path is written otherwise, within
 * another table.
 */
export function replaceTables(text: string, path: readonly string[], tables: string): string | undefined {
  const isBelow = (key: readonly (string | number)[]) => path.every((part, index) => key[index] === part);
  const [{ body }] = parseTOML(text).body;
  const found = body.flatMap((node) => (node.type === 'TOMLTable' && isBelow(node.resolvedKey) ? [node] : []));
  const elsewhere = body.some((node) => {
    if (node.type === 'TOMLTable' && isBelow(node.resolvedKey)) return false;
    const above = node.type === 'TOMLTable' ? node.resolvedKey : [];
    const pairs = node.type === 'TOMLTable' ? node.body : [node];
    return pairs.some(({ key }) => {
      const own = key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
      return isBelow([...above, ...own]);
    });
  });
  if (elsewhere) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const written = tables.replaceAll('\n', eol);
  const [first] = found;
  if (first === undefined) return `${text.trimEnd()}${eol}${eol}${written}`;
  const without = found.reduceRight((rest, { range: [start, end] }) => cutTable(rest, start, end), text);
  const [before, behind] = [without.slice(0, first.range[0]), without.slice(first.range[0])];
  return `${before}${written}${behind === '' ? '' : eol}${behind}`;
}

/** With the blank lines behind it. */
function cutTable(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(end).replace(/^[ \t]*(\r?\n[ \t]*)*(?=\S|$)/, '');
}
