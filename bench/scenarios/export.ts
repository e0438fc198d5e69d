import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { memoryLog } from '../../src/adapters/nats/log/memory.ts';
import { openExports } from '../../src/adapters/threads/export/exports.ts';
import { ExportFormat } from '../../src/api/exports.ts';
import { allProjections, allTables } from '../../src/projections/all.ts';
import { openToRead, openToWrite } from '../../src/projections/store/database.ts';
import { openProjector } from '../../src/projections/store/projector.ts';
import { megabytes, table } from '../figures.ts';
import { historyOf, runId } from './log.ts';

const units = 100_000;

/** How long exports of 100 000 answered units take, what they need, and how long submissions wait meanwhile. */
export async function exporting(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-bench-'));
  const file = join(folder, 'rows.db');
  const filling = openToWrite(file, allTables);
  const projector = openProjector(filling, allProjections);
  let history = await historyOf(units);
  for (let done = 0; done < history.length; done += 1000) projector.project(history.slice(done, done + 1000));
  const head = history.length;
  // All but the last commit, for an export of the past.
  const past = history.at(-2)?.sequence ?? 0;
  const commits = new Map([[runId as string, history]]);
  history = [];
  filling.$client.close();

  const db = openToRead(file);
  const log = {
    ...memoryLog(),
    head: async () => head,
    read: (run: string, after = 0) => readFrom(commits.get(run) ?? [], after),
  };
  const exports = openExports({ log, readModel: { db, reached: async () => undefined } });
  const rows: string[][] = [['(nothing)', '', '', '', '', await heldUp(() => pause(2000))]];
  try {
    const kinds = [
      ...ExportFormat.options.map((format) => ({ format, at: undefined, by: undefined })),
      { format: 'jsonl' as const, at: past, by: undefined },
      ...(['jsonl', 'csv', 'parquet'] as const).map((format) => ({ format, at: undefined, by: 'item' as const })),
    ];
    for (const { format, at, by } of kinds) {
      globalThis.gc?.();
      const before = process.memoryUsage().rss;
      let [peak, bytes] = [before, 0];
      const watch = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage().rss);
      }, 20);
      let [first, last] = [0, 0];
      const held = await heldUp(async () => {
        const begin = performance.now();
        const begun = await exports.begin({ of: [runId], format, identities: false, at, by });
        first = (performance.now() - begin) / 1000;
        for await (const chunk of begun.bytes) bytes += chunk.length;
        last = (performance.now() - begin) / 1000;
      });
      clearInterval(watch);
      rows.push([
        `${format}${by ? ', by item' : ''}${at === undefined ? '' : ', as of before'}`,
        `${first.toFixed(2)} s`,
        `${last.toFixed(2)} s`,
        megabytes(bytes),
        megabytes(peak - before),
        held,
      ]);
    }
  } finally {
    exports.close();
    db.$client.close();
    rmSync(folder, { recursive: true, force: true });
  }
  table(
    `Export of ${units} answers: until the first bytes and the last, and how long the main thread was held up (p99 / most)`,
    ['format', 'first', 'all', 'bytes', 'memory', 'held up'],
    rows,
  );
}

async function* readFrom<Commit extends { sequence: number }>(commits: readonly Commit[], after: number) {
  for (const commit of commits) if (commit.sequence > after) yield commit;
}

/** How long the main thread's turns came late while this was done, in ms: the 99th percentile, and the most. */
async function heldUp(work: () => Promise<unknown>): Promise<string> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await work();
  delay.disable();
  return `${(delay.percentile(99) / 1e6).toFixed(0)} / ${(delay.max / 1e6).toFixed(0)} ms`;
}
