import { Failure, renderFailure, throwFailures, Failures } from './failure';

describe('a failure', () => {
  it('says code, place, message and hint, and keeps the tool’s own words whole', () => {
    const failure = new Failure('config-invalid', {
      message: '`strategy` must be a list',
      hint: 'write ["zig"]',
      place: { file: 'apps/server/nx-cross.json', line: 3, column: 7 },
      output: 'line one\nline two\n',
    });
    expect(renderFailure(failure)).toBe(
      'nx-cross config-invalid: apps/server/nx-cross.json:3:7: `strategy` must be a list\n  → write ["zig"]\nline one\nline two',
    );
  });

  it('lets no control character of a file name reach the terminal', () => {
    expect(renderFailure(new Failure('cannot-write', { message: 'cannot write a\u001b[31mb\rc' }))).toBe(
      'nx-cross cannot-write: cannot write a?[31mb?c',
    );
  });
});

describe('throwFailures', () => {
  const one = new Failure('cannot-write', { message: 'one' });
  const two = new Failure('cannot-write', { message: 'two' });

  it('throws nothing for none, the failure for one, all for several', () => {
    expect(() => throwFailures([])).not.toThrow();
    expect(() => throwFailures([one])).toThrow(one);
    expect(() => throwFailures([one, two])).toThrow(Failures);
    expect(() => throwFailures([one, two])).toThrow('nx-cross cannot-write: one\nnx-cross cannot-write: two');
  });
});
