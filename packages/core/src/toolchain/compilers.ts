import type { Host } from './host';
import type { Tool } from './tool';

/** A C compiler that can link, by its name on PATH. */
export async function probeCompiler(host: Host, program: string): Promise<Tool | undefined> {
  const path = await host.which(program);
  if (path === undefined) return undefined;
  const answer = await host.run([path, '-dumpfullversion', '-dumpversion']);
  return answer.exitCode === 0 ? { name: program, path, version: answer.stdout.trim() } : undefined;
}

/** A program that the unit's build scripts need (`protoc`), with its first line of `--version`. */
export async function probeUnitTool(host: Host, program: string): Promise<Tool | undefined> {
  const path = await host.which(program);
  if (path === undefined) return undefined;
  const answer = await host.run([path, '--version']);
  return { name: program, path, version: answer.stdout.split('\n', 1)[0]?.trim() ?? '' };
}
