import { parseDepInfo, parseEnvDeps } from './dep-info';

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

describe('parseEnvDeps', () => {
  it('reads set, empty and absent variables, and nothing else', () => {
    const text =
      '/t/a.d: /w/main.rs\n\n/w/main.rs:\n\n# env-dep:A=1=2\n# env-dep:B=\n# env-dep:C\n# env-dep:D=two\\nlines\\\\n\n# checksum:x\n';
    expect(parseEnvDeps(text)).toEqual([
      { name: 'A', value: '1=2' },
      { name: 'B', value: '' },
      { name: 'C' },
      { name: 'D', value: 'two\nlines\\n' },
    ]);
    expect(parseEnvDeps('/t/a: /w/main.rs\n')).toEqual([]);
  });
});
