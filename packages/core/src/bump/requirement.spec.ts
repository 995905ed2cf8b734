import { raiseRequirement } from './requirement';

describe('raiseRequirement', () => {
  it.each([
    ['0.1.0', '0.2.0', '0.2.0'],
    ['=0.1.0', '0.2.0', '=0.2.0'],
    ['= 0.1.0', '0.2.0', '= 0.2.0'],
    ['^1.2.3', '1.2.4', '^1.2.4'],
    ['~1.2', '1.3.0', '~1.3'],
    ['0.1', '0.1.1', '0.1'],
    ['1', '2.0.0', '2'],
    ['0.1', '0.2.0-rc.1', '0.2.0-rc.1'],
    ['=0.2.0-rc.1', '0.2.0', '=0.2.0'],
    ['1.2.3', '1.3.0+linux', '1.3.0'],
    ['*', '7.0.0', '*'],
    ['1.*', '1.9.0', '1.*'],
    ['>=0.1, <0.3', '0.2.0', '>=0.1, <0.3'],
    ['>=0.1', '0.2.0', '>=0.1'],
    // What neither holds nor says how it goes on.
    ['>=0.1, <0.2', '0.2.0', undefined],
    ['1.*', '2.0.0', undefined],
    ['>=0.1', '0.2.0-rc.1', undefined],
    ['<1', 'no version', undefined],
  ])('%j with %s becomes %j', (requirement, version, expected) => {
    expect(raiseRequirement(requirement, version)).toBe(expected);
  });
});
