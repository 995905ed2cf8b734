import { Type } from '@sinclair/typebox';
import { findMistakes, renderPath } from './schema-mistakes';

const closed = { additionalProperties: false };
const Schema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    glibc: Type.Optional(Type.String({ pattern: '^\\d+\\.\\d+$', examples: ['2.17'] })),
    count: Type.Optional(Type.Integer({ minimum: 1 })),
    locked: Type.Optional(Type.Boolean()),
    panic: Type.Optional(Type.Union([Type.Literal('unwind'), Type.Literal('abort')])),
    strategy: Type.Optional(
      Type.Union([
        Type.Literal('auto'),
        Type.Array(Type.Union([Type.Literal('gcc'), Type.Literal('zig')]), { uniqueItems: true }),
      ]),
    ),
    files: Type.Optional(
      Type.Array(
        Type.Union([Type.String(), Type.Object({ from: Type.String(), to: Type.Optional(Type.String()) }, closed)]),
      ),
    ),
    units: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    env: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  closed,
);

describe('findMistakes', () => {
  it.each<[unknown, string[]]>([
    [{ name: 'a', strategy: ['zig'], files: ['a', { from: 'b' }] }, []],
    [[], ['the file must be an object']],
    [null, ['the file must be an object']],
    [{}, ['`name` is missing: it must be a text that is not empty']],
    [{ name: '' }, ['`name` must be a text that is not empty']],
    [{ name: 'a', glibc: '2.x' }, ['`glibc` must be a text like "2.17"']],
    [{ name: 'a', count: 0 }, ['`count` must be a whole number, at least 1']],
    [{ name: 'a', locked: 'yes' }, ['`locked` must be true or false']],
    [{ name: 'a', panic: 'die' }, ['`panic` must be "unwind" or "abort"']],
    [{ name: 'a', strategy: 'zag' }, ['`strategy` must be "auto" or a list of gcc, zig']],
    [{ name: 'a', strategy: ['zag'] }, ['`strategy` must be "auto" or a list of gcc, zig']],
    [{ name: 'a', files: [1] }, ['`files[0]` must be a text or an object']],
    [{ name: 'a', files: [{}] }, ['`files[0].from` is missing: it must be a text']],
    [{ name: 'a', units: [] }, ['`units` must be a list of texts that is not empty']],
    [{ name: 'a', env: { '1': 2, 'A/B~C': 3 } }, ['`env["1"]` must be a text', '`env["A/B~C"]` must be a text']],
    [
      { nam: 'a', files: [{ from: 1, form: 2 }] },
      [
        '`name` is missing: it must be a text that is not empty',
        'unknown key "nam"; did you mean name?',
        'unknown key "form" in `files[0]`; did you mean from?',
        '`files[0].from` must be a text',
      ],
    ],
    [{ name: 'a', unrelated: 1 }, ['unknown key "unrelated"']],
  ])('%j', (value, expected) => {
    const said = findMistakes(Schema, value).map(({ message, hint }) =>
      hint === undefined ? message : `${message}; ${hint}`,
    );
    expect(said).toEqual(expected);
  });

  it('tells a key from an index, and a mistake of the key from one of the value', () => {
    expect(findMistakes(Schema, { name: 'a', env: { '0': 1 }, files: [1], x: 1 })).toEqual([
      expect.objectContaining({ path: ['x'], unknownKey: true }),
      expect.objectContaining({ path: ['files', 0], unknownKey: false }),
      expect.objectContaining({ path: ['env', '0'], unknownKey: false }),
    ]);
  });
});

describe('renderPath', () => {
  it.each<[(string | number)[], string]>([
    [[], 'the file'],
    [['release', 'units', 0], '`release.units[0]`'],
    [['overrides', 'linux-*', 'strip'], '`overrides["linux-*"].strip`'],
    [['targets', 'cross-compile'], '`targets.cross-compile`'],
  ])('%j: %s', (path, expected) => {
    expect(renderPath(path)).toBe(expected);
  });
});
