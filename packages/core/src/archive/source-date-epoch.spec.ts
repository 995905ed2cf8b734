import { parseSourceDateEpoch } from './source-date-epoch';

describe('parseSourceDateEpoch', () => {
  it.each([
    [undefined, Date.UTC(1980, 0, 1) / 1000],
    ['0', 0],
    ['1700000000', 1_700_000_000],
    ['2147483647', 2_147_483_647],
  ])('%p is %p', (text, seconds) => {
    expect(parseSourceDateEpoch(text)).toBe(seconds);
  });

  it.each([
    '',
    ' ',
    '-1',
    '+1',
    '01',
    '1.5',
    '1e9',
    '0x10',
    '1700000000\n',
    'yesterday',
    '2147483648',
    '9'.repeat(400),
  ])('refuses %j', (text) => {
    expect(() => parseSourceDateEpoch(text)).toThrow(
      expect.objectContaining({
        code: 'source-date-epoch',
        message: `SOURCE_DATE_EPOCH is \`${text}\`, which is no number of seconds from 0 to 2147483647`,
      }),
    );
  });
});
