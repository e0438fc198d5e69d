import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { settled } from '../api.ts';
import { dataFolderIn } from '../big-study.ts';
import { range, table } from '../figures.ts';
import { withBigStudy } from '../large-daemon.ts';
import { startReady } from '../measured-daemon.ts';

const rounds = 3;

/** How long a start takes on a large log, with the rows there and with none: the log is proved to be whole in both. */
export async function opening(): Promise<void> {
  await withBigStudy(async (folder, { facts, units }) => {
    const readModel = join(dataFolderIn(folder), 'read-model');
    await secondsToOpen(folder);
    const withRows: number[] = [];
    const without: number[] = [];
    for (let round = 0; round < rounds; round++) {
      withRows.push(await secondsToOpen(folder));
      rmSync(readModel, { recursive: true });
      without.push(await secondsToOpen(folder));
      console.log(
        `  round ${round + 1}: ${withRows.at(-1)?.toFixed(1)} s, ${without.at(-1)?.toFixed(1)} s without rows`,
      );
    }
    table(
      `Opening ${facts} facts about ${units} units: median (lowest–highest) of ${rounds} starts, in seconds`,
      ['rows', 's'],
      [
        ['there', range(withRows, 1)],
        ['made anew', range(without, 1)],
      ],
    );
  });
}

async function secondsToOpen(folder: string): Promise<number> {
  const began = performance.now();
  const { child, ready } = startReady('daemon', [folder]);
  const { port } = await ready;
  const seconds = (performance.now() - began) / 1000;
  await settled(port);
  const gone = once(child, 'exit');
  child.send('stop');
  await gone;
  return seconds;
}
