const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `512 B`, `4.2 MiB`: powers of 1024 with one decimal, in every locale with a point. */
export function renderSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  // What rounds to 1024.0 of one unit is 1.0 of the next.
  const exponent = UNITS.findIndex((_, index) => Number((bytes / 1024 ** (index + 1)).toFixed(1)) < 1024);
  const index = exponent === -1 ? UNITS.length - 1 : exponent;
  return `${(bytes / 1024 ** (index + 1)).toFixed(1)} ${UNITS[index]}`;
}
