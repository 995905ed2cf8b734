import { classifyAnswer } from './outcome';
import { earliestWrite } from './pace';

describe('an answer', () => {
  it.each([
    [500, {}, { message: 'x' }, { kind: 'uncertain', why: 'GitHub answered 500: x' }],
    [502, {}, '<html>', { kind: 'uncertain', why: 'GitHub answered 502: status 502' }],
    [503, { 'retry-after': '7' }, '', { kind: 'uncertain', why: 'GitHub answered 503: status 503' }],
    [429, { 'retry-after': '7' }, { message: 'slow' }, { kind: 'limited', why: 'slow', waitMs: 7000 }],
    [429, {}, { message: 'slow' }, { kind: 'limited', why: 'slow', waitMs: 60_000 }],
    [403, { 'retry-after': '7' }, {}, { kind: 'limited', why: 'status 403', waitMs: 7000 }],
    [
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767225690', date: 'Thu, 01 Jan 2026 00:00:00 GMT' },
      { message: 'API rate limit exceeded' },
      { kind: 'limited', why: 'API rate limit exceeded', waitMs: 91_000 },
    ],
    [
      403,
      {},
      { message: 'You have exceeded a secondary rate limit.' },
      { kind: 'limited', why: 'You have exceeded a secondary rate limit.', waitMs: 60_000 },
    ],
    [403, {}, { message: 'no' }, { kind: 'refused', status: 403, message: 'no', alreadyExists: false }],
    [404, {}, { message: 'Not Found' }, { kind: 'refused', status: 404, message: 'Not Found', alreadyExists: false }],
    [
      422,
      {},
      { message: 'Validation Failed', errors: [{ resource: 'ReleaseAsset', code: 'already_exists', field: 'name' }] },
      { kind: 'refused', status: 422, message: 'Validation Failed; name already_exists', alreadyExists: true },
    ],
    [
      422,
      {},
      { message: 'Validation Failed', errors: [{ code: 'custom', field: 'size', message: 'too large' }] },
      { kind: 'refused', status: 422, message: 'Validation Failed; too large', alreadyExists: false },
    ],
  ])('%d %j %j', (status, headers, data, expected) => {
    expect(classifyAnswer({ status, headers, data })).toEqual(expected);
  });
});

describe('the earliest write', () => {
  const every = (ms: number, count: number) => Array.from({ length: count }, (_, index) => index * ms);
  it.each([
    ['at once', [], 5, 5],
    ['a second after the last', [0, 10_000], 10_001, 11_000],
    ['when the minute has room', every(100, 80), 8000, 60_000],
    ['when the hour has room', every(1000, 500), 500_000, 3_600_000],
  ])('is %s', (_when, ended, now, expected) => {
    expect(earliestWrite(ended, now)).toBe(expected);
  });
});
