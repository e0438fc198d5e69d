import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settled } from './api.ts';
import { type BigStudy, dataFolderIn, writeBigStudy } from './big-study.ts';
import { newFolder, startReady } from './measured-daemon.ts';

/** How many units the study has; MANYHANDS_BENCH_UNITS says otherwise. */
export const units = Number(process.env.MANYHANDS_BENCH_UNITS ?? 100_000);

/** A folder in which the study stays for the next bench, instead of one that is removed. */
const keptFolder = process.env.MANYHANDS_BENCH_STUDY;

/** Does the work with the folder of a large study that no daemon uses. */
export async function withBigStudy(work: (folder: string, study: BigStudy) => Promise<void>): Promise<void> {
  const folder = keptFolder ?? newFolder();
  try {
    await work(folder, await studyIn(folder));
  } finally {
    if (!keptFolder) rmSync(folder, { recursive: true, force: true });
  }
}

/** Does the work with a daemon in a process of its own that has a large study behind it, all rows written. */
export const withLargeDaemon = (work: (port: number, study: BigStudy) => Promise<void>): Promise<void> =>
  withBigStudy(async (folder, study) => {
    const opening = performance.now();
    const { child, ready: becoming } = startReady('daemon', [folder]);
    const ready = await becoming;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    try {
      console.log(`  daemon opened in ${secondsSince(opening)}`);
      await settled(ready.port);
      console.log(`  all rows written and all facts broadcast after ${secondsSince(opening)}`);
      await work(ready.port, study);
    } finally {
      child.send('stop');
      await gone;
    }
  });

async function studyIn(folder: string): Promise<BigStudy> {
  const note = join(folder, 'study.json');
  if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8')) as BigStudy;
  const began = performance.now();
  const study = await writeBigStudy(dataFolderIn(folder), units);
  writeFileSync(note, JSON.stringify(study));
  console.log(`  ${study.facts} facts about ${units} units written in ${secondsSince(began)}`);
  return study;
}

const secondsSince = (began: number) => `${((performance.now() - began) / 1000).toFixed(1)} s`;
