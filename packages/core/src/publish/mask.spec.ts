import { text } from 'node:stream/consumers';
import { SecretMask } from './mask';

const SECRET = 'gh"p_/a+b c\\é=0123456789';
const mask = new SecretMask([SECRET]);
const base64 = (value: string) => Buffer.from(value).toString('base64');

describe('a secret', () => {
  it.each([
    ['raw', SECRET],
    ['JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['JSON of PHP', JSON.stringify(SECRET).slice(1, -1).replaceAll('/', '\\/')],
    ['an address', encodeURIComponent(SECRET)],
    ['an address in lower case', encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase())],
    ['a form', encodeURIComponent(SECRET).replaceAll('%20', '+')],
    ['base64', base64(SECRET).replace(/=+$/, '')],
    ['base64url', Buffer.from(SECRET).toString('base64url')],
  ])('is hidden: %s', async (_kind, form) => {
    const line = `before ${form} after`;
    expect(mask.mask(line)).toMatch(/^before \*\*\*=* after$/);
    // Wherever the pieces end, between the bytes of a letter too.
    const bytes = Buffer.from(line);
    for (let at = 0; at <= bytes.length; at += 1) {
      const stream = mask.stream();
      stream.write(bytes.subarray(0, at));
      stream.end(bytes.subarray(at));
      expect(await text(stream)).toMatch(/^before \*\*\*=* after$/);
    }
  });

  it.each(['x', 'xy', 'xyz', 'x-access-token'])('is hidden in the base64 of %s:<secret>@host', (user) => {
    const encoded = base64(`${user}:${SECRET}@host`);
    const masked = mask.mask(encoded);
    expect(masked).toContain('***');
    // What is left decodes to nothing of the secret but its ends.
    expect(masked.length).toBeLessThan(encoded.length - base64(SECRET).length + 10);
  });

  it('is hidden byte by byte, twice in a row, and at the end', async () => {
    const stream = mask.stream();
    for (const byte of Buffer.from(`${SECRET}${SECRET}`)) stream.write(Buffer.from([byte]));
    stream.end();
    expect(await text(stream)).toBe('******');
  });
});

it('lets everything else through, what only begins like a secret too', async () => {
  const stream = new SecretMask(['secret-one', 'secret-two', '']).stream();
  for (const piece of ['sec', 'ret-', 'thr', 'ee secret-', 'two secret-tw']) stream.write(Buffer.from(piece));
  stream.end();
  expect(await text(stream)).toBe('secret-three *** secret-tw');
  expect(new SecretMask([]).mask('a text')).toBe('a text');
});
