import { appendJson, removeJsonItem, setJson } from './edit-json';

const COMMENTED = `{
  // what we ship for
  "platforms": [
    "a", // the servers
    "b", // the laptops
    "c" // the router
  ],
}
`;

describe('setJson', () => {
  it.each([
    ['{}', ['a', 'b'], [1], '{\n  "a": {\n    "b": [\n      1\n    ]\n  }\n}'],
    ['{\n\t"a": 1\n}\n', ['b'], { c: 2 }, '{\n\t"a": 1,\n\t"b": {\n\t\t"c": 2\n\t}\n}\n'],
    ['{\r\n    "a": 1\r\n}\r\n', ['b'], 2, '{\r\n    "a": 1,\r\n    "b": 2\r\n}\r\n'],
    ['{ "a": { "b": 1, /* why */ "c": 2 } }', ['a', 'b'], 3, '{ "a": { "b": 3, /* why */ "c": 2 } }'],
    ['{\n  "a": 1,\n  "b": 2\n}\n', ['a'], undefined, '{\n  "b": 2\n}\n'],
  ])('of %j at %j to %j', (text, path, value, expected) => {
    expect(setJson(text, path, value)).toBe(expected);
  });
});

describe('appendJson', () => {
  it.each([
    ['{}', '{\n  "list": [\n    "x"\n  ]\n}'],
    ['{\n  "list": []\n}\n', '{\n  "list": [\n    "x"\n  ]\n}\n'],
    ['{\n  "list": [\n    "a" /* why */\n  ]\n}\n', '{\n  "list": [\n    "a",\n    "x" /* why */\n  ]\n}\n'],
    ['{\n  "list": [\n    "a",\n  ]\n}\n', '{\n  "list": [\n    "a",\n    "x",\n  ]\n}\n'],
  ])('to %j', (text, expected) => {
    expect(appendJson(text, ['list'], 'x')).toBe(expected);
  });
});

describe('removeJsonItem', () => {
  it.each([
    [0, COMMENTED.replace('    "a", // the servers\n', '')],
    [1, COMMENTED.replace('    "b", // the laptops\n', '')],
    [2, COMMENTED.replace('"b", // the laptops\n    "c" // the router', '"b" // the laptops')],
    [3, COMMENTED],
  ])('takes item %d out, and its comment', (index, expected) => {
    expect(removeJsonItem(COMMENTED, ['platforms'], index)).toBe(expected);
  });

  it.each([
    ['["a"]', 0, '[]'],
    ['["a", "b"]', 0, '["b"]'],
    ['["a", "b"]', 1, '["a"]'],
    ['["a", "b",]', 1, '["a",]'],
    ['{"a": [1, 2]}', 1, '{"a": [1, 2]}'],
  ])('of %j at %d', (text, index, expected) => {
    expect(removeJsonItem(text, [], index)).toBe(expected);
  });
});
