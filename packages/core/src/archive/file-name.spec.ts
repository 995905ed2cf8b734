import { comparePaths, findEntryPathProblem, findPublishedNameProblem, foldPath } from './file-name';

describe('findPublishedNameProblem', () => {
  it.each(['server-v1.2.3-linux-x86_64.tar.gz', 'a', '_x', 'console', 'com10', 'x'.repeat(200)])('takes %s', (name) => {
    expect(findPublishedNameProblem(name)).toBeUndefined();
  });

  it.each([
    ['', 'is empty'],
    ['a/b', 'has a slash: it must be the name of a file, not a path'],
    ['..\\b', 'has a slash: it must be the name of a file, not a path'],
    ['a b', 'has characters other than letters, digits, `.`, `_` and `-`'],
    ["a'b", 'has characters other than letters, digits, `.`, `_` and `-`'],
    ['a\nb', 'has characters other than letters, digits, `.`, `_` and `-`'],
    ['a\n', 'has characters other than letters, digits, `.`, `_` and `-`'],
    ['ä', 'has characters other than letters, digits, `.`, `_` and `-`'],
    ['1.0.0+1', 'has characters other than letters, digits, `.`, `_` and `-`'],
    ['-a', 'starts with a dash, which programs take for an option'],
    ['..', 'starts or ends with a dot'],
    ['.a', 'starts or ends with a dot'],
    ['a.', 'starts or ends with a dot'],
    ['nul.tar.gz', 'is the name of a device on Windows'],
    ['COM1', 'is the name of a device on Windows'],
    ['x'.repeat(201), 'is longer than 200 characters'],
  ])('refuses %j', (name, problem) => {
    expect(findPublishedNameProblem(name)).toBe(problem);
  });
});

describe('findEntryPathProblem', () => {
  it.each(['server.exe', 'man/server.1', "it's fine.md", 'ünï/日本語.txt', '.config/x', `${'d/'.repeat(200)}f`])(
    'takes %s',
    (path) => {
      expect(findEntryPathProblem(path)).toBeUndefined();
    },
  );

  it.each([
    ['', 'is empty'],
    ['/etc/passwd', 'is absolute'],
    ['../up', 'has the part `..`, which leads elsewhere'],
    ['a/../b', 'has the part `..`, which leads elsewhere'],
    ['./a', 'has the part `.`, which leads elsewhere'],
    ['a//b', 'has an empty part'],
    ['a/', 'has an empty part'],
    ['a\\b', 'has a character that Windows or a terminal cannot take'],
    ['C:x', 'has a character that Windows or a terminal cannot take'],
    ['a"b', 'has a character that Windows or a terminal cannot take'],
    ['a\nb', 'has a character that Windows or a terminal cannot take'],
    ['\ud800', 'is not well-formed Unicode'],
    ['a/-rf', 'has a part with a leading dash, which programs take for an option'],
    ['a ', 'has a part that ends with a dot or a space, which Windows drops'],
    ['a./b', 'has a part that ends with a dot or a space, which Windows drops'],
    [' a', 'has a part that starts with a space'],
    ['a/aux.md', 'has a part that is the name of a device on Windows'],
    ['é'.repeat(128), 'has a part of more than 255 bytes'],
  ])('refuses %j', (path, problem) => {
    expect(findEntryPathProblem(path)).toBe(problem);
  });
});

it('sorts by bytes: upper case first, and an astral character after every other', () => {
  expect(['b', '\u{1f600}', 'ä', 'a', 'Z', '\uffee', 'a/b', 'a-b'].sort(comparePaths)).toEqual([
    'Z',
    'a',
    'a-b',
    'a/b',
    'b',
    'ä',
    '\uffee',
    '\u{1f600}',
  ]);
});

it('takes two spellings for one file where macOS or Windows would', () => {
  expect(foldPath('README')).toBe(foldPath('readme'));
  expect(foldPath('e\u0301')).toBe(foldPath('\u00e9'));
  expect(foldPath('a')).not.toBe(foldPath('b'));
});
