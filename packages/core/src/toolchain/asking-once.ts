import type { Host } from './host';

/**
 * A host that is asked each question once: what many platforms ask for are the same few things, and each is a process.
 * For as long as nothing is installed.
 */
export function askingOnce(host: Host): Host {
  const programs = new Map<string, ReturnType<Host['which']>>();
  const answers = new Map<string, ReturnType<Host['run']>>();
  return {
    ...host,
    which: (program) => remember(programs, program, () => host.which(program)),
    run: (argv, options) =>
      remember(answers, JSON.stringify([argv, options?.cwd ?? null, options?.input ?? null]), () =>
        host.run(argv, options),
      ),
  };
}

function remember<T>(known: Map<string, T>, key: string, ask: () => T): T {
  const answer = known.get(key) ?? ask();
  known.set(key, answer);
  return answer;
}
