import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import glob from 'fast-glob';
import type { Row, Values, WorkflowFile, WorkflowJob, WorkflowStep } from './workflow-file';
import { evaluate, isTrue } from './workflow-file';

export interface WorkflowRunOptions {
  /** The repository, and the tag or branch of it that is checked out. */
  readonly origin: string;
  readonly ref: string;
  /** What the checkout says of where it comes from. */
  readonly remote: string;
  /** Of the machine that every job has. */
  readonly env: Readonly<Record<string, string>>;
}

/** What a job printed; an error where one of its steps failed. */
export type Printed = ReadonlyMap<string, string>;

/**
 * Runs a workflow's own lines, each job in a clone of its own. Actions are what they do as far as a release is concerned:
 * a checkout is a clone, artifacts are folders that lose the modes of their files on the way.
 */
export class WorkflowRun {
  /** Checksum files that were to be attested, by their text. */
  readonly attested: string[] = [];
  private readonly home = mkdtempSync(join(tmpdir(), 'nx-cross-workflow-'));

  constructor(private readonly options: WorkflowRunOptions) {}

  /**
   * Every job, in the order of its needs; what a file without some of them needs was done before.
   *
   * @param values `github.token`, `inputs.dry-run`, and so on.
   * @returns Job, of a matrix with its platform → what it printed.
   */
  async run(file: WorkflowFile, values: Values): Promise<Printed> {
    const printed = new Map<string, string>();
    const done = new Set<string>();
    const waiting = new Map(Object.entries(file.jobs));
    while (waiting.size > 0) {
      const ready = [...waiting].find(([, { needs = [] }]) =>
        [needs].flat().every((name) => done.has(name) || !(name in file.jobs)),
      );
      if (ready === undefined) throw new Error('the jobs wait for each other');
      const [name, job] = ready;
      for (const row of job.strategy?.matrix.include ?? [{}]) {
        const label = 'platform' in row ? `${name} ${String(row['platform'])}` : name;
        printed.set(label, await this.runJob(file, job, { ...values, ...valuesOf(row) }));
      }
      waiting.delete(name);
      done.add(name);
    }
    return printed;
  }

  /** A folder for each job that was started. */
  clones(): readonly string[] {
    return readdirSync(this.home)
      .filter((name) => name.startsWith('job-'))
      .map((name) => join(this.home, name));
  }

  dispose(): void {
    rmSync(this.home, { recursive: true, force: true, maxRetries: 3 });
  }

  private async runJob(file: WorkflowFile, job: WorkflowJob, values: Values): Promise<string> {
    const folder = mkdtempSync(join(this.home, 'job-'));
    const printed: string[] = [];
    for (const step of job.steps) {
      if (!isTrue(step.if, values)) continue;
      const env = { ...file.env, ...job.env, ...step.env };
      if (step.run !== undefined) printed.push(await this.runLine(step.run, folder, resolved(env, values)));
      else await this.runAction(step, folder, resolved(step.with ?? {}, values));
    }
    return printed.join('\n');
  }

  /** As GitHub starts bash where a workflow names it. */
  private async runLine(line: string, folder: string, env: Readonly<Record<string, string>>): Promise<string> {
    const { exitCode, all } = await execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', line], {
      cwd: folder,
      env: { ...this.options.env, ...env },
      extendEnv: false,
      reject: false,
      all: true,
      stdin: 'ignore',
      timeout: 20 * 60_000,
    });
    if (exitCode === 0) return all;
    throw new Error(`${line} → ${String(exitCode)}\n${all}`);
  }

  private async runAction(
    { uses = '' }: WorkflowStep,
    folder: string,
    inputs: Readonly<Record<string, string>>,
  ): Promise<void> {
    const action = uses.split('@', 1)[0];
    switch (action) {
      case 'actions/checkout':
        return this.checkOut(folder, inputs['fetch-depth'] ?? '1');
      case 'actions/setup-node':
        return;
      case 'actions/upload-artifact':
        return this.upload(folder, inputs['name'] ?? '', inputs['path'] ?? '');
      case 'actions/download-artifact':
        return this.download(join(folder, inputs['path'] ?? ''), inputs['pattern'] ?? '*');
      case 'actions/attest-build-provenance':
        this.attested.push(readFileSync(join(folder, inputs['subject-checksums'] ?? ''), 'utf8'));
        return;
      default:
        throw new Error(`nobody knows what ${uses} does`);
    }
  }

  /** One commit with its tag, or the whole history. */
  private async checkOut(folder: string, depth: string): Promise<void> {
    const { origin, ref, remote } = this.options;
    const history = depth === '0' ? [] : [`--depth=${depth}`];
    await execa('git', ['clone', '--quiet', '--branch', ref, ...history, `file://${origin}`, folder]);
    await execa('git', ['remote', 'set-url', 'origin', remote], { cwd: folder });
  }

  private upload(folder: string, name: string, patterns: string): void {
    const found = patterns.split('\n').flatMap((pattern) => glob.sync(pattern, { cwd: folder, onlyFiles: false }));
    if (found.length === 0) throw new Error(`nothing to upload at ${patterns}`);
    const artifact = join(this.home, 'artifacts', name);
    for (const path of found) {
      mkdirSync(dirname(join(artifact, path)), { recursive: true });
      cpSync(join(folder, path), join(artifact, path), { recursive: true });
    }
    for (const file of glob.sync('**', { cwd: artifact, dot: true })) chmodSync(join(artifact, file), 0o644);
  }

  private download(folder: string, pattern: string): void {
    const artifacts = join(this.home, 'artifacts');
    const names = existsSync(artifacts) ? glob.sync(pattern, { cwd: artifacts, onlyDirectories: true }) : [];
    for (const name of names) cpSync(join(artifacts, name), join(folder, name), { recursive: true });
  }
}

function valuesOf(row: Row): Values {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [`matrix.${key}`, value]));
}

function resolved(texts: Readonly<Record<string, unknown>>, values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, evaluate(String(text), values)]));
}
