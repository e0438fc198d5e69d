import { join } from 'node:path';
import { launch, settled } from '../api.ts';
import { megabytes, table } from '../figures.ts';
import { startChild } from '../measured-daemon.ts';
import { sentences, writeTask } from '../task.ts';

/** How long it takes until 10,000 and 100,000 assignments are open to workers, and what it needs. */
export async function launching(): Promise<void> {
  const rows: string[][] = [];
  for (const count of [10_000, 100_000]) {
    const child = await startChild('daemon');
    try {
      const folder = writeTask(join(child.folder, 'task'), 'bench', sentences(count));
      let highest = 0;
      const watch = setInterval(() => {
        highest = Math.max(highest, child.rss().daemon);
      }, 20);
      const begin = performance.now();
      const run = await launch(child.port, folder);
      const launched = performance.now() - begin;
      if (run.units !== count) throw new Error(`${run.units} of ${count} units are there.`);
      await settled(child.port);
      const everywhere = performance.now() - begin;
      clearInterval(watch);
      const { nats } = child.rss();
      rows.push([
        String(count),
        `${(launched / 1000).toFixed(2)} s`,
        `${(everywhere / 1000).toFixed(2)} s`,
        megabytes(highest),
        megabytes(nats),
      ]);
    } finally {
      await child.stop();
    }
  }
  table(
    'Launch: until open and shown, and until every fact is broadcast too',
    ['assignments', 'open', 'broadcast', 'daemon peak', 'nats'],
    rows,
  );
}
