import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { Rig } from '@nx-cross/testing';
import { applyFiles } from './apply-files';
import type { State } from './edits';
import type { Program } from './expected-words';
import { PROGRAMS, WORKSPACE } from './history-workspace';
import { renderEnvironment, renderFiles } from './render-state';

type Files = Readonly<Record<string, string>>;
type Env = Readonly<Record<string, string | undefined>>;

interface Call {
  readonly cwd: string;
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** What a plan says is to be done. */
interface Plan {
  readonly calls: readonly Call[];
  /** Runs on the finished program, since none of the states wants debug information. */
  readonly dropDebug?: {
    readonly argv: readonly [string, ...string[]];
    readonly env: Readonly<Record<string, string>>;
  };
}

/** Program → SHA-256. */
export type Digests = Readonly<Record<Program, string>>;

/**
 * What a state's programs are when nothing was there before: in a workspace of its own, at another path, with an emptied
 * target directory, by the calls that `nx-cross plan` prints. No Nx, so no hash and no cache, takes part. What a plan
 * itself could get wrong, a flag that is lost, the programs' own words tell.
 */
export class CleanBuild {
  private readonly rig = new Rig({ files: {}, ...WORKSPACE });
  private readonly digests = new Map<string, Digests>();
  private readonly plans = new Map<string, Plan>();
  private files: Files = {};

  dispose(): Promise<void> {
    return this.rig.dispose();
  }

  /** A state that was built before is not built again: all of its files and variables are the same. */
  async digestsOf(state: State, platform: string): Promise<Digests> {
    const files = renderFiles(state);
    const env = renderEnvironment(state);
    const key = JSON.stringify([platform, env, files]);
    const known = this.digests.get(key);
    if (known !== undefined) return known;
    applyFiles(this.rig, this.files, files);
    this.files = files;
    this.rig.remove('target');
    const digests: Record<Program, string> = { greeter: '', tool: '' };
    // One after the other: in one target directory, one cargo waits for the other anyway.
    for (const program of PROGRAMS) digests[program] = await this.build(program, platform, env);
    this.digests.set(key, digests);
    return digests;
  }

  private async build(program: Program, platform: string, env: Env): Promise<string> {
    const { calls, dropDebug } = await this.planOf(program, platform, env);
    for (const { cwd, argv, env: whole } of calls) {
      const [command, ...words] = argv;
      await execa(command, words, { cwd, env: whole, extendEnv: false });
    }
    const made = this.rig.path('target', 'nx-cross', 'host', platform, 'release', program);
    if (dropDebug !== undefined) {
      const [command, ...words] = dropDebug.argv;
      await execa(command, [...words, made], { env: dropDebug.env, extendEnv: false });
    }
    return createHash('sha256').update(readFileSync(made)).digest('hex');
  }

  /** A plan reads manifests and settings; an edit of a source leaves it as it was. */
  private async planOf(program: Program, platform: string, env: Env): Promise<Plan> {
    const settings = Object.entries(this.files).filter(([path]) => /\.(toml|json|lock)$/.test(path));
    const key = JSON.stringify([program, platform, env, settings]);
    const known = this.plans.get(key);
    if (known !== undefined) return known;
    const { output } = await this.rig.cli(['plan', program, `--target=${platform}`, '--json'], { env });
    const plan = JSON.parse(output) as Plan;
    this.plans.set(key, plan);
    return plan;
  }
}
