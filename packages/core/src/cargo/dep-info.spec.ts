import { parseDepInfo } from './dep-info';

describe('parseDepInfo', () => {
  it.each([
    ['/t/release/server: /w/src/main.rs /w/README.md\n\n# env-dep:X=1\n', ['/w/src/main.rs', '/w/README.md']],
    ['/t/release/a\\ b: /w/my\\ crate/main.rs /w/b.rs\n', ['/w/my crate/main.rs', '/w/b.rs']],
    ['C:\\t\\server.exe: C:\\w\\main.rs\n', ['C:\\w\\main.rs']],
    ['/t/server:\n', []],
    ['', []],
  ])('reads %j', (text, files) => {
    expect(parseDepInfo(text)).toEqual(files);
  });
});
