import { runStreamed } from './streamed-process';

/** A Node program in place of a compiler: what is tested is the process, and Node is there. */
function runScript(script: string, timeoutSeconds = 20) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const result = runStreamed({
    argv: [process.execPath, '-e', script],
    cwd: process.cwd(),
    env: { ONLY: 'this' },
    timeoutSeconds,
    onStdoutLine: (line) => stdout.push(line),
    onStderrLine: (line) => stderr.push(line),
  });
  return result.then((ended) => ({ ended, stdout, stderr }));
}

describe('runStreamed', () => {
  it('hands over whole lines, in whatever pieces they came, and the exit code', async () => {
    const script = `
      process.stderr.write('   Compiling');
      setTimeout(() => { process.stderr.write(' server\\n'); console.log('{"a":1}'); process.exitCode = 3; }, 30);`;
    expect(await runScript(script)).toEqual({
      ended: { kind: 'exited', exitCode: 3 },
      stdout: ['{"a":1}'],
      stderr: ['   Compiling server'],
    });
  });

  it('gives the environment that was planned, and nothing of its own', async () => {
    const { stdout } = await runScript('console.log(JSON.stringify([process.env.ONLY, process.env.HOME]))');
    expect(stdout).toEqual(['["this",null]']);
  });

  it('ends a whole tree that takes too long', async () => {
    const script = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      console.log(child.pid); setInterval(() => {}, 1000);`;
    const { ended, stdout } = await runScript(script, 1);
    expect(ended).toEqual({ kind: 'timed-out' });
    await expect(goneWithin(Number(stdout[0]), 3000)).resolves.toBe(true);
  });

  it('does not count the time that cargo waits for its lock', async () => {
    const script = `
      console.error('    Blocking waiting for file lock on build directory');
      setTimeout(() => console.error('   Compiling server'), 1600);`;
    const { ended, stderr } = await runScript(script, 1);
    expect(ended).toEqual({ kind: 'exited', exitCode: 0 });
    expect(stderr).toHaveLength(2);
  });

  it('says of a program that is not there that it was not started', async () => {
    const result = await runStreamed({
      argv: ['/nonexistent/cargo'],
      cwd: process.cwd(),
      env: {},
      timeoutSeconds: 5,
      onStdoutLine: () => undefined,
      onStderrLine: () => undefined,
    });
    expect(result).toEqual({ kind: 'not-started', reason: 'spawn /nonexistent/cargo ENOENT' });
  });
});

async function goneWithin(pid: number, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 50) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
