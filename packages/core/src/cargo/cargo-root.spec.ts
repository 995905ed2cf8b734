import type { Failure } from '../failure';
import { renderFailure } from '../failure';
import { findCargoRoot } from './cargo-root';
import { openManifests } from './manifests';

const LONE = '[package]\nname = "a"\n';
const root = (keys = '') => `[workspace]\n${keys}`;

const find = (files: Record<string, string>, folder: string) =>
  findCargoRoot(
    openManifests((path) => files[path]),
    folder,
  ).folder;

describe('findCargoRoot', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['a crate alone', { 'tools/a/Cargo.toml': LONE }, 'tools/a', 'tools/a'],
    ["the workspace's root above it", { 'Cargo.toml': root(), 'crates/a/Cargo.toml': LONE }, 'crates/a', '.'],
    ['a root package, itself', { 'Cargo.toml': LONE + root() }, '.', '.'],
    ['a root package, from a member', { 'Cargo.toml': LONE + root(), 'm/Cargo.toml': LONE }, 'm', '.'],
    [
      'the nearer of two roots',
      { 'Cargo.toml': root(), 'rust/Cargo.toml': root(), 'rust/a/Cargo.toml': LONE },
      'rust/a',
      'rust',
    ],
    ['no package in between', { 'Cargo.toml': root(), 'a/Cargo.toml': LONE, 'a/b/Cargo.toml': LONE }, 'a/b', '.'],
    ['itself where it is excluded', { 'Cargo.toml': root('exclude = ["a"]'), 'a/Cargo.toml': LONE }, 'a', 'a'],
    [
      'the root above the one that excludes it',
      { 'Cargo.toml': root(), 'x/Cargo.toml': root('exclude = ["a"]'), 'x/a/Cargo.toml': LONE },
      'x/a',
      '.',
    ],
    [
      'the root where a member is named inside an excluded folder',
      { 'Cargo.toml': root('members = ["old/a"]\nexclude = ["old"]'), 'old/a/Cargo.toml': LONE },
      'old/a',
      '.',
    ],
    [
      'a root beside it that it points at',
      { 'root/Cargo.toml': root(), 'a/Cargo.toml': '[package]\nname = "a"\nworkspace = "../root"\n' },
      'a',
      'root',
    ],
    [
      'the root that a package above points at',
      {
        'root/Cargo.toml': root(),
        'a/Cargo.toml': '[package]\nname = "a"\nworkspace = "../root"\n',
        'a/b/Cargo.toml': LONE,
      },
      'a/b',
      'root',
    ],
  ])('finds %s', (_what, files, folder, expected) => {
    expect(find(files, folder)).toBe(expected);
  });

  it.each<[string, Record<string, string>, string, string]>([
    [
      'a pointer that leads nowhere',
      { 'a/Cargo.toml': '[package]\nname = "a"\nworkspace = "../root"\n' },
      'a',
      'nx-cross manifest-unreadable: a/Cargo.toml: `package.workspace` points at root, where there is no Cargo.toml.',
    ],
    [
      'a pointer out of the workspace',
      { 'a/Cargo.toml': '[package]\nname = "a"\nworkspace = "../../root"\n' },
      'a',
      'nx-cross path-outside-workspace: a/Cargo.toml: `package.workspace` points at ../root, outside of the workspace, where no hash sees its sources.\n' +
        '  → Move the crate into the workspace, or depend on a published or git version.',
    ],
  ])('refuses %s', (_what, files, folder, expected) => {
    let message = '';
    try {
      find(files, folder);
    } catch (failure) {
      message = renderFailure(failure as Failure);
    }
    expect(message).toBe(expected);
  });
});
