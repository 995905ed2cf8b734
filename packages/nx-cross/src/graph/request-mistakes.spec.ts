import { renderFailure } from '@nx-cross/core';
import { parseCommandLine } from './command-line';
import { findRequestMistakes } from './request-mistakes';

const door = {
  executor: 'nx-cross:front-door',
  configurations: { 'linux-aarch64': {}, 'aarch64-unknown-linux-gnu': {} },
};
const unit = {
  package: door,
  'package--aarch64-unknown-linux-gnu': { executor: 'nx-cross:package' },
  'package-all': { executor: 'nx:noop' },
  'package-all--linux': { executor: 'nx:noop' },
  checksum: { executor: 'nx-cross:front-door' },
  publish: { executor: 'nx-cross:publish' },
};
const projects = {
  server: unit,
  web: { build: { executor: 'nx:run-commands' }, 'build-all': { executor: 'nx:noop' }, package: { command: 'zip' } },
};

function mistakes(...words: string[]): string {
  const line = parseCommandLine(['node', 'nx', ...words]);
  return findRequestMistakes(line, projects).map(renderFailure).join('\n');
}

const NEAREST = '\n  → did you mean linux-aarch64?';
const DOORS =
  '\n  → run a stage itself (cross-compile, strip, verify, smoke, package), checksum or publish with --platforms=<platform>';
const EMPTY =
  'nx-cross unknown-platform: a platform is asked for by an empty name\n  → --target=<triple or friendly name>';

it.each([
  [['run', 'server:package:linux-aarch46'], `server:package has no configuration "linux-aarch46"${NEAREST}`],
  [['package', 'server', '-c', 'linux-aarch46'], `server:package has no configuration "linux-aarch46"${NEAREST}`],
  [
    ['run', 'server:package:production'],
    'server:package has no configuration "production"\n  → known: linux-aarch64, aarch64-unknown-linux-gnu',
  ],
  [['run', 'package:linux-aarch46'], ''],
  [
    ['run-many', '-t', 'package', '-c', 'linux-aarch46'],
    `server:package has no configuration "linux-aarch46"${NEAREST}`,
  ],
  [['run', 'server:publish:linux-aarch64'], 'server:publish has no configuration "linux-aarch64"\n  → known: none'],
  [['run', 'server:package-all:linux'], 'server:package-all has no configuration "linux"\n  → known: none'],
  [
    ['run', 'server:package-all', '--target=linux-aarch64'],
    `server:package-all takes no platform on the command line, and would run for its own${DOORS}`,
  ],
  [
    ['run', 'server:package-all--linux', '--platforms=linux-aarch64'],
    `server:package-all--linux takes no platform on the command line, and would run for its own${DOORS}`,
  ],
  [
    ['run', 'server:package--aarch64-unknown-linux-gnu', '-t', 'linux-x86_64'],
    `server:package--aarch64-unknown-linux-gnu takes no platform on the command line, and would run for its own${DOORS}`,
  ],
  [
    ['run-many', '-t', 'package', '--target=linux-aarch64'],
    'no project has a target "linux-aarch64"\n  → a platform is named by --platforms=linux-aarch64 here',
  ],
])('refuses nx %j', (words, text) => {
  expect(mistakes(...words)).toBe(text === '' ? '' : `nx-cross unknown-platform: ${text}`);
});

it('refuses an empty name of a platform', () => {
  expect(mistakes('run', 'server:package', '--target=')).toBe(EMPTY);
  expect(mistakes('run', 'server:publish', '--target')).toBe(EMPTY);
});

it.each([
  [['run', 'server:package:linux-aarch64']],
  [['run', 'server:package', '--target=anything']],
  [['run', 'server:checksum', '--platforms=anything']],
  [['run', 'server:publish', '--target=anything']],
  [['run', 'web:build:typo', '--target=']],
  [['run', 'web:build-all:typo', '--platforms=x']],
  [['run', 'web:package:typo']],
  [['run-many', '-t', 'build', 'nothing', '-c', 'production']],
  [['run-many', '-t', 'package', 'build']],
  [['run-many', '-t', 'package*']],
  [['run-many', '-t', 'package', 'package-*']],
  [['affected', '-t', 'package-all', '-c', 'production']],
  [['run', 'toString:package']],
])('has nothing to say to nx %j', (words) => {
  expect(mistakes(...words)).toBe('');
});
