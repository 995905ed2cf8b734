import type { Failure } from '../failure';
import { Failures, renderFailure } from '../failure';
import { parseJsonc } from './jsonc';

function complaints(text: string): string[] {
  try {
    parseJsonc(text, 'nx-cross.json');
    return [];
  } catch (error) {
    return (error instanceof Failures ? error.failures : [error as Failure]).map(renderFailure);
  }
}

it('takes comments, trailing commas and a byte order mark', () => {
  const { value, placeOf } = parseJsonc('\uFEFF{ // a unit\n  "a": [1, 2,], /* and */ "b": {"c": 3,},\n}', 'f.json');
  expect(value).toEqual({ a: [1, 2], b: { c: 3 } });
  expect(placeOf(['a', 1])).toEqual({ file: 'f.json', line: 2, column: 12 });
  expect(placeOf(['b', 'c'])).toEqual({ file: 'f.json', line: 2, column: 38 });
  expect(placeOf(['b', 'c'], { key: true })).toEqual({ file: 'f.json', line: 2, column: 33 });
  // What is not there is missing from what is.
  expect(placeOf(['b', 'x', 'y'])).toEqual({ file: 'f.json', line: 2, column: 32 });
  expect(placeOf([])).toEqual({ file: 'f.json', line: 1, column: 1 });
});

it.each<[string, string[]]>([
  ['{"a": 1 "b": 2}', ['nx-cross config-unreadable: nx-cross.json:1:9: a comma is expected here']],
  ['{"a": }', ['nx-cross config-unreadable: nx-cross.json:1:7: a value is expected here']],
  ['{a: 1}', ['nx-cross config-unreadable: nx-cross.json:1:2: this is not JSON']],
  ['{"a": 1', ['nx-cross config-unreadable: nx-cross.json:1:8: a } is expected here']],
  ['{\n  "a": "x\n}', ['nx-cross config-unreadable: nx-cross.json:2:8: the text does not end']],
  ['', ['nx-cross config-unreadable: nx-cross.json:1:1: a value is expected here']],
  [
    '{a: 1,\n "b" 2}',
    [
      'nx-cross config-unreadable: nx-cross.json:1:2: this is not JSON',
      'nx-cross config-unreadable: nx-cross.json:2:6: a colon is expected here',
    ],
  ],
  ['{} {}', ['nx-cross config-unreadable: nx-cross.json:1:4: nothing more is expected here']],
  [
    '{"a": 1,\n "b": {"c": 1, "c": 2}, "a": 2}',
    [
      'nx-cross config-invalid: nx-cross.json:2:25: the key "a" stands twice, and only the last would count',
      'nx-cross config-invalid: nx-cross.json:2:16: the key "c" stands twice, and only the last would count',
    ],
  ],
])('%j', (text, expected) => {
  expect(complaints(text)).toEqual(expected);
});
