import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sentences, writeTask } from '../task.ts';
import { countOf, nothingAcknowledged } from './acknowledged.ts';
import { type Audit, audit } from './audit.ts';
import { type Disk, openDisk } from './disk.ts';
import { type Kind, kinds, startLoad, type Workload } from './load.ts';
import { type Machine, startMachine } from './machine.ts';
import { packRun } from './packed.ts';

/** One cut: what went on, for how long, what was acknowledged meanwhile and ever before, and what was found afterwards. */
export type Cut = Audit & { kind: Kind; ageSeconds: number; acknowledged: number; before: number; started: boolean };

/** Seconds between which the first, second, … cut of a folder falls after its start. */
const ages: [number, number][] = [
  [0.2, 2.5],
  [0.5, 6],
  [3, 14],
  [8, 40],
];
const startTimeoutMs = 60_000;

type Settings = { cuts: number; isBrief?: boolean; onCut: (cut: Cut, nth: number) => void };

/** Cuts the power of one folder after the other, each a few times, and looks at what is left each time. */
export async function cutPower({ cuts, isBrief = false, onCut }: Settings): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'manyhands-work-'));
  try {
    const workload = await prepare(work);
    for (let nth = 0, folders = 0; nth < cuts; folders++) {
      const disk = await openDisk();
      try {
        const until = Math.min(cuts, nth + ages.length);
        nth = await liveOf(
          disk,
          { ...workload, acknowledged: nothingAcknowledged() },
          { nth, until, folders, isBrief, onCut },
        );
      } finally {
        await disk.close();
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function prepare(work: string): Promise<Omit<Workload, 'acknowledged'>> {
  const crowdTask = writeTask(join(work, 'crowd'), 'crowd', sentences(2000), { units_per_assignment: 3 });
  const pageTask = writeTask(join(work, 'pages'), 'pages', sentences(20), { review_page: 'review' });
  for (const folder of ['page', 'page/parts/deep', 'review']) {
    mkdirSync(join(pageTask, folder), { recursive: true });
    for (let n = 0; n < 12; n++) writeFileSync(join(pageTask, folder, `part-${n}.js`), `// ${'x'.repeat(n * 3000)}\n`);
  }
  writeFileSync(join(pageTask, 'review/index.html'), '<!doctype html><title>Review</title>');
  return { crowdTask, pageTask, archive: await packRun(work, crowdTask) };
}

type Life = { nth: number; until: number; folders: number } & Required<Pick<Settings, 'isBrief' | 'onCut'>>;

/** The cuts of one folder; gives the number of the next cut. It ends early where the folder does not start any more. */
async function liveOf(disk: Disk, workload: Workload, { nth, until, folders, isBrief, onCut }: Life): Promise<number> {
  let machine = startMachine(disk.folder);
  try {
    for (let age = 0; nth < until; age++) {
      const kind = kinds[(folders + age) % kinds.length] as Kind;
      const [least = 0, most = 1] = ages[isBrief ? Math.min(age, 1) : age] ?? [];
      const ageSeconds = least + Math.random() * (most - least);
      const before = countOf(workload.acknowledged);
      await cutAfter(ageSeconds, { machine, disk, kind, nth, workload });
      machine = startMachine(disk.folder);
      const acknowledged = countOf(workload.acknowledged) - before;
      const port = await started(machine);
      const looked =
        port === undefined ? noStart : await audit(port, disk.folder, workload, kind === 'importing').catch(failed);
      onCut({ kind, ageSeconds, acknowledged, before, started: port !== undefined, ...looked }, ++nth);
      if (port === undefined) break;
    }
    return nth;
  } finally {
    machine.freeze();
    await machine.kill();
  }
}

type Cutting = { machine: Machine; disk: Disk; kind: Kind; nth: number; workload: Workload };

async function cutAfter(seconds: number, { machine, disk, kind, nth, workload }: Cutting): Promise<void> {
  const port = kind === 'starting' ? undefined : await started(machine);
  const load = port === undefined ? undefined : startLoad(kind, port, nth, workload);
  await pause(seconds * 1000);
  machine.freeze();
  await disk.copy();
  await machine.kill();
  await load?.stop();
  await disk.returnToCopy();
}

const started = (machine: Machine): Promise<number | undefined> =>
  Promise.race([machine.ready, pause(startTimeoutMs, undefined, { ref: false })]).catch(() => undefined);

const noStart: Audit = { lost: 0, doubled: 0, faults: ['the folder did not start'] };
const failed = (error: Error): Audit => ({
  lost: 0,
  doubled: 0,
  faults: [`it could not be looked at: ${error.message}`],
});
