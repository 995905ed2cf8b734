import { renderFailures } from '../failure';
import { renderVariables, requireVariablesAsHashed, VARIABLES } from './hashed-variables';

type Env = Readonly<Record<string, string | undefined>>;

/** What is said on `agent` of GREETING and CC, with one environment where the task was hashed, and one where it runs. */
function check(hashed: Env, here: Env, more: Env = {}): string {
  const carried = { [VARIABLES]: renderVariables(['GREETING', 'CC', 'OTHER'], hashed), NX_CROSS_STARTED: 'main:17' };
  try {
    requireVariablesAsHashed({ names: ['GREETING', 'CC'], env: { ...carried, ...here, ...more }, hostname: 'agent' });
    return '';
  } catch (error) {
    return renderFailures(error);
  }
}

describe('variables that are hashed on one machine and read on another', () => {
  it.each<[string, Env, Env, Env?]>([
    ['the same', { GREETING: 'hello', CC: 'clang' }, { GREETING: 'hello', CC: 'clang' }],
    ['set nowhere', {}, {}],
    ['empty, which Nx hashes as unset', { GREETING: '' }, {}],
    ['in no hash of this task', { OTHER: 'a' }, { OTHER: 'b' }],
    ['on the machine that hashed', { GREETING: 'a' }, { GREETING: 'b' }, { NX_CROSS_STARTED: 'agent:17' }],
    ['hashed by a daemon, whose environment may be older', { CC: 'a' }, { CC: 'b' }, { [VARIABLES]: '' }],
    ['where no hook ran', { CC: 'a' }, { CC: 'b' }, { [VARIABLES]: undefined, NX_CROSS_STARTED: undefined }],
  ])('are accepted: %s', (_what, hashed, here, more = {}) => {
    expect(check(hashed, here, more)).toBe('');
  });

  it.each<[Env, Env, string]>([
    [{ GREETING: 'hello' }, { GREETING: 'bye' }, 'has another value here than where the task was hashed'],
    [{ GREETING: 'hello' }, {}, 'is not set here, and was where the task was hashed'],
    [{}, { GREETING: 'hello' }, 'is set here, and was not where the task was hashed'],
  ])('are refused: %j, %j', (hashed, here, how) => {
    expect(check(hashed, here)).toBe(
      `nx-cross variable-differs: The variable GREETING ${how}: the result would be taken for another’s.\n` +
        '  → Give all machines of a run the same value; agents get by themselves only what begins with NX_.',
    );
  });

  it('are all told of, and no value leaves its machine', () => {
    expect(check({ GREETING: 'a' }, { CC: 'b' }).match(/variable \w+ is/g)).toEqual([
      'variable GREETING is',
      'variable CC is',
    ]);
    expect(renderVariables(['B', 'A', 'B', 'C'], { B: 'secret', A: 'x', D: 'y' })).toMatch(
      /^\{"A":"[0-9a-f]{16}","B":"[0-9a-f]{16}"\}$/,
    );
  });
});
