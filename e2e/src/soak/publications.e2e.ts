import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultyPublication } from './faulty-publication';
import { planPublicationFaults } from './plan-publication-faults';
import { soakShare } from './soak-count';

const share = soakShare('publications', 60, __filename);
jest.setTimeout(5 * 60_000 + share.seeds.length * 5000);

/** In this process, by a clock that nobody waits for: what a real process does when it is killed, `kills.e2e.ts` tells. */
describe('a release on GitHub that is disturbed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nx-cross-publications-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is published whole in the end, or not at all', async () => {
    const figures = { publications: 0, runs: 0, requests: 0, killed: 0, failed: 0, published: 0, wrong: 0 };
    const failed: string[] = [];
    for (const seed of share.seeds) {
      const plan = planPublicationFaults(seed);
      const { faults, endings, requests } = await FaultyPublication.run(plan, folder);
      figures.publications += 1;
      figures.runs += endings.length;
      figures.requests += requests;
      figures.killed += endings.filter((each) => each === 'killed').length;
      figures.failed += endings.filter((each) => each === 'failed').length;
      figures.published += endings.at(-1) === 'published' ? 1 : 0;
      figures.wrong += faults.length;
      const what = `${plan.beginning}, ${plan.ifExists}: ${endings.join(', ')}`;
      if (faults.length > 0)
        failed.push([`publication ${String(seed)}: ${what}`, ...faults, share.repeat(seed)].join('\n'));
      share.progress(figures.publications, faults.length > 0 ? (failed.at(-1) ?? '') : what);
      share.report(figures);
    }
    expect(failed).toEqual([]);
    // Nothing would be shown by runs that all went well, or all went wrong.
    expect(figures.killed).toBeGreaterThan(0);
    expect(figures.failed).toBeGreaterThan(0);
    expect(figures.published).toBeGreaterThan(figures.publications / 2);
    if (process.env['NX_CROSS_SOAK_REPORT'] === undefined) return;
    process.stderr.write(`publications: ${JSON.stringify(figures)}\n`);
  });
});
