/** GitHub keeps these characters in the name of an upload; each other one it replaces, silently. */
const PUBLISHED_NAME = /^[A-Za-z0-9._-]+$/;

/** Names that Windows keeps for devices, whatever extension follows (learn.microsoft.com, "Naming Files"). */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)/i;

/** Characters that no file name on Windows can hold, and the control characters that none should. */
const UNUSABLE_CHARACTER = /[<>:"|?*\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Most file systems allow 255 bytes for a name; the temporary name of a file that is being written is longer than its own. */
const LONGEST_PUBLISHED_NAME = 200;
const LONGEST_SEGMENT = 255;

/** Why a release cannot have a file of this name; `undefined` for a good one. */
export function findPublishedNameProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (/[/\\]/.test(name)) return 'has a slash: it must be the name of a file, not a path';
  if (!PUBLISHED_NAME.test(name)) return 'has characters other than letters, digits, `.`, `_` and `-`';
  if (name.startsWith('-')) return 'starts with a dash, which programs take for an option';
  if (name.startsWith('.') || name.endsWith('.')) return 'starts or ends with a dot';
  if (WINDOWS_DEVICE.test(name)) return 'is the name of a device on Windows';
  if (name.length > LONGEST_PUBLISHED_NAME) return `is longer than ${LONGEST_PUBLISHED_NAME} characters`;
  return undefined;
}

/** Why an archive cannot have an entry at this path (`man/server.1`), which must unpack on every platform. */
export function findEntryPathProblem(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (path.startsWith('/')) return 'is absolute';
  for (const segment of path.split('/')) {
    const problem = findSegmentProblem(segment);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function findSegmentProblem(segment: string): string | undefined {
  if (segment === '') return 'has an empty part';
  if (segment === '.' || segment === '..') return `has the part \`${segment}\`, which leads elsewhere`;
  if (UNUSABLE_CHARACTER.test(segment)) return 'has a character that Windows or a terminal cannot take';
  if (/\p{Surrogate}/u.test(segment)) return 'is not well-formed Unicode';
  if (segment.startsWith('-')) return 'has a part with a leading dash, which programs take for an option';
  if (/[. ]$/.test(segment)) return 'has a part that ends with a dot or a space, which Windows drops';
  if (segment.startsWith(' ')) return 'has a part that starts with a space';
  if (WINDOWS_DEVICE.test(segment)) return 'has a part that is the name of a device on Windows';
  if (Buffer.byteLength(segment) > LONGEST_SEGMENT) return `has a part of more than ${LONGEST_SEGMENT} bytes`;
  return undefined;
}

/** Under this key two paths are one file on macOS or Windows, which mind neither case nor Unicode's forms. */
export function foldPath(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** The order of the paths' bytes: the same for every locale. */
export function comparePaths(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
