import { canonicalJson, digestOf, digestOfBytes } from './digest';

describe('canonicalJson', () => {
  it.each<[unknown, string]>([
    [{ b: 1, a: [true, null, 'x"y'] }, '{"a":[true,null,"x\\"y"],"b":1}'],
    [{ b: { d: 1, c: 2 }, a: undefined }, '{"b":{"c":2,"d":1}}'],
    // By code unit, not by any locale: uppercase first, and `é` behind `z`.
    [{ z: 1, é: 2, a: 3, B: 4 }, '{"B":4,"a":3,"z":1,"é":2}'],
    [[], '[]'],
  ])('%j', (value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  it.each([[undefined], [Number.NaN], [[undefined]], [() => 1]])('refuses what JSON cannot hold: %p', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

it('digests equal values equally, and the text itself as sha256sum does', () => {
  expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1 }));
  expect(digestOf({ a: 1, b: 2 })).not.toBe(digestOf({ a: 2, b: 1 }));
  // printf abc | sha256sum (FIPS 180-2, appendix B.1)
  expect(digestOfBytes('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
