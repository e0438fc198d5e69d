import { createReadStream } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, json, launch, lines } from '../api.ts';
import { openWorker } from '../crowd/worker.ts';
import type { Acknowledged } from './acknowledged.ts';
import type { Packed } from './packed.ts';

/** What is going on when the power is cut. */
export const kinds = ['starting', 'crowd', 'launching', 'importing', 'reviewing'] as const;
export type Kind = (typeof kinds)[number];

/** What a load works with: task folders outside the disk, an archive to import, and what was acknowledged so far. */
export type Workload = { acknowledged: Acknowledged; crowdTask: string; pageTask: string; archive: Packed };
type Load = { stop(): Promise<void> };

const launchesAtMost = 40;

/** Lets people and programs work as a kind of cut needs it, until they are stopped; `nth` names the workers. */
export function startLoad(kind: Kind, port: number, nth: number, workload: Workload): Load {
  const { acknowledged } = workload;
  let over = false;

  /** Does it again and again; what breaks after the end is the cut itself. */
  async function repeat(work: () => Promise<boolean>) {
    while (!over) {
      try {
        if (!(await work())) return;
      } catch {
        await pause(20);
      }
    }
  }

  function person(name: string, run: string) {
    const worker = openWorker(port, run, name);
    let visit = 0;
    return repeat(async () => {
      const work = await worker.arrive(`${name}-${visit}`);
      if (!work) return false;
      const answer = { from: name, visit, item: work.data.id };
      await worker.submit(work, answer);
      acknowledged.answers.set(work.agentId, { run, answer });
      visit++;
      await pause(Math.random() * 100);
      return true;
    }).finally(worker.close);
  }

  const people = (count: number, run: string) =>
    Array.from({ length: count }, (_, n) => person(`worker-${nth}-${n}`, run));

  async function launching() {
    let launches = 0;
    await repeat(async () => {
      const { id } = await launch(port, workload.pageTask);
      acknowledged.launched.set(id, workload.pageTask);
      return ++launches < launchesAtMost;
    });
  }

  async function importing() {
    await repeat(async () => {
      await importArchive(port, workload);
      return false;
    });
  }

  const reviewing = (run: string) =>
    repeat(async () => {
      const { units } = await json<{ units: { id: string }[] }>(
        port,
        `/api/units?run=${run}&status=completed&limit=20`,
      );
      if (units.length === 0) await pause(50);
      for (const { id } of units) {
        let text = '';
        for await (const chunk of ask(port, 'POST', `/api/units/${id}/accept`, {})) text += chunk;
        if ('sequence' in JSON.parse(text)) acknowledged.accepted.set(id, run);
      }
      return true;
    });

  async function work() {
    if (kind === 'starting') return;
    const crowded = [...acknowledged.launched].find(([, task]) => task === workload.crowdTask)?.[0];
    const run = crowded ?? (await launch(port, workload.crowdTask)).id;
    acknowledged.launched.set(run, workload.crowdTask);
    const others = {
      crowd: () => [],
      launching: () => [launching()],
      importing: () => [importing()],
      reviewing: () => [reviewing(run)],
    };
    await Promise.all([...people(kind === 'crowd' ? 12 : 4, run), ...others[kind]()]);
  }

  const working = work().catch(() => undefined);
  return {
    async stop() {
      over = true;
      await working;
    },
  };
}

/** Imports the archive, and notes the reply. */
export async function importArchive(
  port: number,
  { archive, acknowledged }: Pick<Workload, 'archive' | 'acknowledged'>,
): Promise<void> {
  for await (const { imported, error } of lines(
    port,
    'POST',
    '/api/imports?label=imported',
    createReadStream(archive.file),
  )) {
    if (error) throw new Error(JSON.stringify(error));
    if (imported) acknowledged.imported.set(archive.run, archive.answers);
  }
}
