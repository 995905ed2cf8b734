import { parseBuildScriptOutput } from './build-script-output';

it('reads both spellings, and passes over everything else', () => {
  const text = [
    'cargo:rerun-if-changed=../../proto/greeting.proto',
    'cargo::rerun-if-changed=/usr/include/zlib.h',
    'cargo:rerun-if-env-changed=CC',
    'cargo::rerun-if-env-changed=GREETING\r',
    'cargo:rustc-env=VERSION=1',
    'rerun-if-changed=nothing',
    ' cargo:rerun-if-changed=nothing either',
    '',
  ].join('\n');
  expect(parseBuildScriptOutput(text)).toEqual({
    paths: ['../../proto/greeting.proto', '/usr/include/zlib.h'],
    variables: ['CC', 'GREETING'],
  });
});
