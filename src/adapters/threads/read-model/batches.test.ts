import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type StoredCommit, storedCommit } from '../../../events/log.ts';
import { inBatches } from './batches.ts';

const commit = (sequence: number, facts = 1): StoredCommit =>
  storedCommit({ id: `c${sequence}`, run: 'colours-1', json: Array(facts).fill('{}') }, sequence);

async function* of(...groups: StoredCommit[][]) {
  for (const group of groups) {
    yield* group;
    await pause(40);
    await pause(40);
  }
}

async function batchesOf(commits: AsyncIterable<StoredCommit>): Promise<number[][]> {
  const batches: number[][] = [];
  await inBatches(
    commits,
    (batch) => batches.push(batch.map(({ sequence }) => sequence)),
    new AbortController().signal,
  );
  return batches;
}

describe('batches', () => {
  it('hold all that is there by then, in order', async () =>
    expect(await batchesOf(of([commit(1), commit(2), commit(3)], [commit(4)]))).toEqual([[1, 2, 3], [4]]));

  it('hold what came last before the end', async () => {
    async function* abrupt() {
      yield commit(1);
    }
    expect(await batchesOf(abrupt())).toEqual([[1]]);
  });

  it('are cut before they take long', async () =>
    expect(await batchesOf(of([commit(1, 2000), commit(2, 2000), commit(3, 1)]))).toEqual([[1, 2], [3]]));

  it('end when the log breaks off, and when the consumer fails', async () => {
    async function* breaking() {
      yield commit(1);
      throw new Error('broken off');
    }
    const never = new AbortController().signal;
    await expect(inBatches(breaking(), () => {}, never)).rejects.toThrow('broken off');
    const refusing = () => {
      throw new Error('no more room');
    };
    await expect(inBatches(of([commit(1)]), refusing, never)).rejects.toThrow('no more room');
  });

  it('stop at once on request, even if the log is silent', async () => {
    const stop = new AbortController();
    async function* silent() {
      yield commit(1);
      await new Promise(() => {});
    }
    const taken: number[] = [];
    const done = inBatches(silent(), (batch) => taken.push(...batch.map(({ sequence }) => sequence)), stop.signal);
    while (taken.length === 0) await pause(40);
    stop.abort();
    await done;
    expect(taken).toEqual([1]);
  });
});
