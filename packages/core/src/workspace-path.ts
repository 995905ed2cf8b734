/**
 * Whether a path that a user wrote stays in the folder it is relative to: no absolute one, no drive, no `..`, on any
 * host; a backslash is a separator on some, so it is no part of a name.
 */
export function staysInside(path: string): boolean {
  if (/[\\\0]|^[A-Za-z]:|^\//.test(path)) return false;
  return !path.split('/').includes('..');
}
