import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settled } from './api.ts';
import { type BigStudy, dataFolderIn, writeBigStudy } from './big-study.ts';
import { startReady } from './house.ts';

/** How many units the study has; MANYHANDS_BENCH_UNITS says otherwise. */
export const units = Number(process.env.MANYHANDS_BENCH_UNITS ?? 100_000);

/** Does the work with a house in a process of its own that has a large study behind it, all rows written. */
export async function withBigHouse(work: (port: number, study: BigStudy) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-bench-'));
  try {
    const began = performance.now();
    const study = await writeBigStudy(dataFolderIn(folder), units);
    console.log(`  ${study.facts} facts about ${units} units written in ${secondsSince(began)}`);
    const opening = performance.now();
    const { child, ready } = await startReady('daemon', [folder]);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    try {
      console.log(`  house opened in ${secondsSince(opening)}`);
      await settled(ready.port);
      console.log(`  all rows written and all facts broadcast after ${secondsSince(opening)}`);
      await work(ready.port, study);
    } finally {
      child.send('stop');
      await gone;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const secondsSince = (began: number) => `${((performance.now() - began) / 1000).toFixed(1)} s`;
