import { expect, it } from 'vitest';
import { memoryLog } from '../../adapters/nats/log/memory.ts';
import type { Damage } from './damage.ts';
import { watchedLog } from './watched-log.ts';

/** A log with five commits, some of which can be removed. */
async function watched() {
  const log = memoryLog();
  for (let nth = 0; nth < 5; nth++) await log.append({ id: `commit-${nth}`, run: 'films-1', json: ['{}'] }, nth);
  const gone = new Set<number>();
  const found: Damage[] = [];
  const holed = {
    ...log,
    state: async () => ({ first: 1, last: 5, count: 5 - gone.size }),
    async *between(after: number, to: number) {
      for await (const commit of log.between(after, to)) if (!gone.has(commit.sequence)) yield commit;
    },
  };
  return { open: () => watchedLog(holed, (damages) => found.push(...damages)), gone, found };
}

it('a log whose server came back without some commits is reported with a gap', async () => {
  const { open, gone, found } = await watched();
  const log = await open();
  await log.checkHead();
  expect(found).toEqual([]);
  gone.add(2).add(3);
  await log.checkHead();
  expect(found).toMatchObject([{ code: 'log/gap', from: 2, lost: 2 }]);
});

it('a gap that a log had when it was opened is not reported again', async () => {
  const { open, gone, found } = await watched();
  gone.add(2);
  await (await open()).checkHead();
  expect(found).toEqual([]);
});
