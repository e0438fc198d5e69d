import { describe, expect, it } from 'vitest';
import { memoryLog } from '../../adapters/nats/log/memory.ts';
import type { RunId } from '../../events/ids.ts';
import { planRuns } from './plan-runs.ts';
import { printOf } from './rename-workers.ts';

const run = 'films-1' as RunId;
const json = (id: string) => [JSON.stringify({ id, type: 'x.happened' })];
const commits = (...ids: string[]) => ids.map((id) => ({ id, print: printOf(json(id)) }));

/** The plan for a run with these commits in the archive (`theirs`) and in the log (`here`). */
async function planOf(theirs: ReturnType<typeof commits>, here: string[], arriving: RunId[] = []) {
  const log = memoryLog();
  let last = 0;
  for (const id of here) last = await log.append({ id, run, json: json(id) }, last);
  const { toImport, here: known, refused } = await planRuns(log, new Map([[run, theirs]]), new Set(arriving));
  return { toImport: toImport.get(run), here: known, refused: refused.map(({ refusal }) => refusal.code) };
}

describe('a run of an archive', () => {
  it('is imported from its first commit on if it is unknown', async () =>
    expect(await planOf(commits('a', 'b'), [])).toEqual({ toImport: { done: 0, last: 0 }, here: [], refused: [] }));

  it('is left as it is if it is here already, also with further commits', async () => {
    for (const here of [
      ['a', 'b'],
      ['a', 'b', 'stopped'],
    ])
      expect(await planOf(commits('a', 'b'), here)).toEqual({ toImport: undefined, here: [run], refused: [] });
  });

  it('is refused if its history differs, or if the archive has more of it', async () => {
    for (const here of [['a', 'c'], ['c'], ['a']])
      expect(await planOf(commits('a', 'b'), here)).toEqual({
        toImport: undefined,
        here: [],
        refused: ['import/other-history'],
      });
  });

  it('continues after the commits of an unfinished import', async () => {
    expect(await planOf(commits('a', 'b'), ['a'], [run])).toMatchObject({ toImport: { done: 1, last: 1 } });
    expect(await planOf(commits('a', 'b'), ['a', 'b', 'stopped'], [run])).toMatchObject({
      toImport: { done: 2, last: 3 },
    });
  });

  it('does not continue after commits that another file has written differently', async () => {
    const renamed = [{ id: 'a', print: 'another' }, ...commits('b')];
    expect(await planOf(renamed, ['a'], [run])).toMatchObject({ toImport: undefined, refused: ['import/half-here'] });
    expect(await planOf(renamed, ['a', 'b'])).toMatchObject({ here: [run] });
  });
});
