import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommitDraft, Conflict, type Log, type StoredCommit, WORKSPACE } from '../../../events/log.ts';
import { chainChecker, chainStart, commitHash } from '../../../projections/integrity/chain.ts';

const draft = (id: string, run = 'colours-1', facts = [`${id}-a`, `${id}-b`]): CommitDraft => ({
  id,
  run,
  json: facts.map((fact) =>
    JSON.stringify({ id: fact, at: '2026-01-01T00:00:00Z', by: 'spec', type: 'x.happened', version: 1, data: {} }),
  ),
});

async function all(commits: AsyncIterable<StoredCommit>): Promise<StoredCommit[]> {
  const found: StoredCommit[] = [];
  for await (const commit of commits) found.push(commit);
  return found;
}

/** Every log keeps this contract; each adapter's spec only says how to open an empty one. */
export function logContract(name: string, open: () => Promise<Log>) {
  describe(`${name} as a log`, () => {
    let log: Log;
    beforeEach(async () => {
      log = await open();
    });
    afterEach(() => log.close());

    it('gives back what was appended, in order, with the facts of a commit together', async () => {
      const first = await log.append(draft('one'), 0);
      const second = await log.append(draft('two'), first);
      const commits = await all(log.read('colours-1'));
      expect(commits.map(({ id, sequence }) => [id, sequence])).toEqual([
        ['one', first],
        ['two', second],
      ]);
      expect(commits[1]?.facts.map(({ id }) => id)).toEqual(['two-a', 'two-b']);
    });

    it('refuses a second writer, and keeps nothing of it', async () => {
      await log.append(draft('one'), 0);
      await expect(log.append(draft('two'), 0)).rejects.toThrow(Conflict);
      expect(await all(log.read('colours-1'))).toHaveLength(1);
    });

    it('lets exactly one of many racing writers win', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => log.append(draft(`racer-${n}`), 0)),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await all(log.read('colours-1'))).toHaveLength(1);
    });

    it('stores a commit once, however often it is asked to', async () => {
      const first = await log.append(draft('one'), 0);
      expect(await log.append(draft('one'), 0)).toBe(first);
      const second = await log.append(draft('two'), first);
      expect(await log.append(draft('one'), 0)).toBe(first);
      expect(await log.append(draft('two'), first)).toBe(second);
      expect(await all(log.read('colours-1'))).toHaveLength(2);
    });

    it('fences each run by its own last commit, in one order of everything', async () => {
      const red = await log.append(draft('one', 'red-1'), 0);
      const blue = await log.append(draft('two', 'blue-1'), 0);
      const redAgain = await log.append(draft('three', 'red-1'), red);
      expect([red, blue, redAgain]).toEqual([red, red + 1, red + 2]);
      expect((await all(log.read('red-1'))).map(({ id }) => id)).toEqual(['one', 'three']);
      expect((await all(log.read('red-1', red))).map(({ id }) => id)).toEqual(['three']);
      expect(await log.head()).toBe(redAgain);
    });

    it('is empty where nothing was written', async () => {
      expect(await all(log.read('nowhere-1'))).toEqual([]);
      expect([await log.head(), await log.runs()]).toEqual([0, []]);
      expect(await log.at(1)).toBeUndefined();
      expect(await log.at(0)).toBeUndefined();
    });

    it('knows which runs it holds, and leaves out the workspace', async () => {
      await log.append(draft('one', 'red-1'), 0);
      await log.append(draft('two', WORKSPACE), 0);
      await log.append(draft('three', 'blue-1'), 0);
      expect((await log.runs()).sort()).toEqual(['blue-1', 'red-1']);
    });

    it('links each commit to the one before it in its run, and the first to the name of the run', async () => {
      const red = await log.append(draft('one', 'red-1'), 0);
      const blue = await log.append(draft('two', 'blue-1'), 0);
      await log.append(draft('three', 'red-1'), red);
      await log.append(draft('four', 'blue-1'), blue);
      const commits = await all(log.between(0, 4));
      const [one, two, three, four] = commits as [StoredCommit, StoredCommit, StoredCommit, StoredCommit];
      expect([one.previous, two.previous]).toEqual([chainStart('red-1'), chainStart('blue-1')]);
      expect([three.previous, four.previous]).toEqual([commitHash(one), commitHash(two)]);
      const follows = chainChecker();
      expect(commits.map(follows)).toEqual([true, true, true, true]);
    });

    it('reads what lies between two positions, and ends there', async () => {
      await log.append(draft('one', 'red-1'), 0);
      await log.append(draft('two', 'blue-1'), 0);
      await log.append(draft('three', 'green-1'), 0);
      expect((await all(log.between(1, 2))).map(({ id }) => id)).toEqual(['two']);
      expect((await all(log.between(0, 9))).map(({ id }) => id)).toEqual(['one', 'two', 'three']);
      expect(await all(log.between(3, 9))).toEqual([]);
    }, 30_000);

    it('says where it begins, where it ends and how many commits it has', async () => {
      expect(await log.state()).toEqual({ first: 0, last: 0, count: 0 });
      await log.append(draft('one', 'red-1'), 0);
      await log.append(draft('two', 'blue-1'), 0);
      expect(await log.state()).toEqual({ first: 1, last: 2, count: 2 });
    });

    it('finds a commit by its sequence', async () => {
      const sequence = await log.append(draft('one'), 0);
      expect(await log.at(sequence)).toMatchObject({ id: 'one', run: 'colours-1', sequence });
    });

    it('follows from any position, first what is there and then what comes, until the signal aborts', async () => {
      const first = await log.append(draft('one'), 0);
      const second = await log.append(draft('two'), first);
      const stop = new AbortController();
      const seen: string[] = [];
      for await (const commit of log.follow(first, stop.signal)) {
        seen.push(commit.id);
        if (seen.length === 1) await log.append(draft('three', 'other-1'), 0);
        if (seen.length === 2) await log.append(draft('four'), second);
        if (seen.length === 3) stop.abort();
      }
      expect(seen).toEqual(['two', 'three', 'four']);
    });

    it('waits at the end for what is not there yet, and ends when the signal aborts meanwhile', async () => {
      const stop = new AbortController();
      const seen: string[] = [];
      const following = (async () => {
        for await (const commit of log.follow(0, stop.signal)) seen.push(commit.id);
      })();
      for (const [at, id] of ['one', 'two'].entries()) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await log.append(draft(id), at);
      }
      await expect.poll(() => seen).toEqual(['one', 'two']);
      await new Promise((resolve) => setTimeout(resolve, 20));
      stop.abort();
      await following;
      expect(seen).toEqual(['one', 'two']);
    });
  });
}
