import type { Artifact } from '../artifact';
import { findPlatform } from '../platform';
import { binariesOf } from './manifest';
import type { Release } from './release';
import { renderSize } from '../render-size';

interface Column {
  readonly title: string;
  readonly right: boolean;
}

const COLUMNS: readonly Column[] = [
  { title: 'binary', right: false },
  { title: 'platform', right: false },
  { title: 'compiled', right: true },
  { title: 'stripped', right: true },
  { title: 'archive', right: true },
  { title: 'architecture', right: false },
  { title: 'links to', right: false },
];

/** More names than these would break the lines of most terminals. */
const MOST_LIBRARIES = 4;

/** A line for each binary × platform: bytes compiled, stripped and as an archive, and what the binary says of itself. */
export function renderReleaseTable(release: Release): string {
  const rows = release.files.flatMap(({ artifact, platform }) =>
    binariesOf(artifact).map((binary) => renderRow(binary, artifact, findPlatform(platform)?.friendly ?? platform)),
  );
  rows.sort((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1));
  return renderTable(COLUMNS, rows);
}

function renderRow(binary: Artifact, archive: Artifact, platform: string): string[] {
  const { compiled, stripped } = binary.sizes ?? {};
  return [
    binary.name,
    platform,
    compiled === undefined ? '-' : renderSize(compiled),
    stripped === undefined ? '-' : renderSize(stripped),
    renderSize(archive.size),
    binary.binary?.architectures.join('+') ?? '-',
    renderLinks(binary),
  ];
}

function renderLinks({ binary }: Artifact): string {
  if (binary === undefined) return '-';
  if (binary.static) return 'nothing (static)';
  const names = binary.dynamicLibraries.map((path) => path.slice(path.lastIndexOf('/') + 1));
  const more = names.length - MOST_LIBRARIES;
  const shown = names.slice(0, MOST_LIBRARIES).join(', ') + (more > 0 ? ` and ${more} more` : '');
  const floor = binary.minimumGlibc === undefined ? '' : ` (glibc ${binary.minimumGlibc})`;
  return (shown === '' ? 'the system alone' : shown) + floor;
}

/** Columns side by side, two spaces between; no line ends with a space. */
function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  const pad = (cell: string, index: number) => {
    const width = widths[index] ?? 0;
    return columns[index]?.right === true ? cell.padStart(width) : cell.padEnd(width);
  };
  return lines.map((line) => `${line.map(pad).join('  ').trimEnd()}\n`).join('');
}
