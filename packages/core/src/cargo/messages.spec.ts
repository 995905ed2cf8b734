import { parseCargoMessage } from './messages';

// As cargo 1.95 wrote them.
const ARTIFACT =
  '{"reason":"compiler-artifact","package_id":"path+file:///w/t1#0.1.0","manifest_path":"/w/t1/Cargo.toml","target":{"kind":["bin"],"crate_types":["bin"],"name":"t1","src_path":"/w/t1/src/main.rs","edition":"2021","doc":true,"doctest":false,"test":true},"profile":{"opt_level":"3","debuginfo":0,"debug_assertions":false,"overflow_checks":false,"test":false},"features":[],"filenames":["/w/target/x86_64-unknown-linux-gnu/release/t1"],"executable":"/w/target/x86_64-unknown-linux-gnu/release/t1","fresh":false}';
const SCRIPT =
  '{"reason":"build-script-executed","package_id":"path+file:///w/t1#0.1.0","linked_libs":[],"linked_paths":[],"cfgs":[],"env":[["X","1"]],"out_dir":"/w/target/release/build/t1-1f9cf5d5b2d3c6b4/out"}';

describe('parseCargoMessage', () => {
  const artifact = {
    kind: 'artifact',
    packageId: 'path+file:///w/t1#0.1.0',
    manifestPath: '/w/t1/Cargo.toml',
    files: ['/w/target/x86_64-unknown-linux-gnu/release/t1'],
    fresh: false,
    wantsDebug: false,
  };
  const executable = { binary: 't1', path: '/w/target/x86_64-unknown-linux-gnu/release/t1' };

  it.each([
    ['a binary', ARTIFACT, { ...artifact, executable }],
    [
      'one that cargo had already',
      ARTIFACT.replace('"fresh":false', '"fresh":true'),
      { ...artifact, fresh: true, executable },
    ],
    [
      'one with debug information',
      ARTIFACT.replace('"debuginfo":0', '"debuginfo":"line-tables-only"'),
      { ...artifact, wantsDebug: true, executable },
    ],
    ['one without a word on it', ARTIFACT.replace('"debuginfo":0', '"debuginfo":null'), { ...artifact, executable }],
    [
      'a library',
      ARTIFACT.replace(/"executable":"[^"]*"/, '"executable":null').replace('["bin"]', '["lib"]'),
      artifact,
    ],
    ['an example', ARTIFACT.replace('"kind":["bin"]', '"kind":["example"]'), artifact],
    [
      'a build script that ran',
      SCRIPT,
      {
        kind: 'build-script',
        packageId: 'path+file:///w/t1#0.1.0',
        outDir: '/w/target/release/build/t1-1f9cf5d5b2d3c6b4/out',
      },
    ],
  ])('reads %s', (_what, line, expected) => {
    expect(parseCargoMessage(line)).toEqual(expected);
  });

  it.each([
    ['the end of a build', '{"reason":"build-finished","success":true}'],
    ['a line that was cut', ARTIFACT.slice(0, 200)],
    ["a build script's word", 'hello'],
    ['an empty line', ''],
  ])('passes over %s', (_what, line) => {
    expect(parseCargoMessage(line)).toBeUndefined();
  });
});
