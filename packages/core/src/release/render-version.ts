import type { PublishedVersion } from './version';

/** Which version a release gets, and why that one. */
export function renderVersion(name: string, template: string, found: PublishedVersion): string {
  return `${name} ${found.version}: ${renderReason(template, found)}`;
}

function renderReason(template: string, { version, from, manifest, tag }: PublishedVersion): string {
  const other = manifest === undefined || manifest === version ? '' : ` (Cargo.toml says ${manifest})`;
  switch (from) {
    case 'given':
      return 'as asked for';
    case 'tag':
      return `of the tag ${tag ?? ''}${other}`;
    case 'manifest':
      return 'of Cargo.toml';
    case 'snapshot':
      return `no tag like ${template} is at this commit${other}`;
  }
}
