import { nearestNames, renderNearest } from './nearest';

describe('nearestNames', () => {
  it.each<[string, string[], string[]]>([
    ['stragety', ['strategy', 'strip', 'smoke'], ['strategy']],
    ['STRIP', ['strip', 'smoke'], ['strip']],
    ['aa', ['ad', 'ac', 'ab', 'zz'], ['ab', 'ac', 'ad']],
    ['completely-else', ['strip', 'smoke'], []],
    ['strip', ['strip', 'strip'], ['strip']],
  ])('%s among %j: %j', (text, known, expected) => {
    expect(nearestNames(text, known)).toEqual(expected);
  });
});

describe('renderNearest', () => {
  it.each<[string[], string | undefined]>([
    [[], undefined],
    [['a'], 'did you mean a?'],
    [['a', 'b'], 'did you mean a or b?'],
    [['a', 'b', 'c'], 'did you mean a, b or c?'],
  ])('%j: %s', (names, expected) => {
    expect(renderNearest(names)).toBe(expected);
  });
});
