import { parseCargoMessage } from './messages';

// As cargo 1.95 wrote it.
const ARTIFACT =
  '{"reason":"compiler-artifact","package_id":"path+file:///w/t1#0.1.0","manifest_path":"/w/t1/Cargo.toml","target":{"kind":["bin"],"crate_types":["bin"],"name":"t1","src_path":"/w/t1/src/main.rs","edition":"2021","doc":true,"doctest":false,"test":true},"profile":{"opt_level":"3","debuginfo":0,"debug_assertions":false,"overflow_checks":false,"test":false},"features":[],"filenames":["/w/target/x86_64-unknown-linux-gnu/release/t1"],"executable":"/w/target/x86_64-unknown-linux-gnu/release/t1","fresh":false}';

describe('parseCargoMessage', () => {
  it('reads a binary', () => {
    expect(parseCargoMessage(ARTIFACT)).toEqual({
      packageId: 'path+file:///w/t1#0.1.0',
      manifestPath: '/w/t1/Cargo.toml',
      binary: 't1',
      path: '/w/target/x86_64-unknown-linux-gnu/release/t1',
    });
  });

  it.each([
    ['the end of a build', '{"reason":"build-finished","success":true}'],
    ['a library', ARTIFACT.replace(/"executable":"[^"]*"/, '"executable":null').replace('["bin"]', '["lib"]')],
    ['an example', ARTIFACT.replace('"kind":["bin"]', '"kind":["example"]')],
    ['a line that was cut', ARTIFACT.slice(0, 200)],
    ["a build script's word", 'hello'],
    ['an empty line', ''],
  ])('passes over %s', (_what, line) => {
    expect(line).not.toBe(ARTIFACT);
    expect(parseCargoMessage(line)).toBeUndefined();
  });
});
