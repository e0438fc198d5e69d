import { describe, expect, it } from 'vitest';
import { memoryLog } from '../../adapters/nats/log/memory.ts';
import type { RunId } from '../../events/ids.ts';
import { planRuns } from './plan-runs.ts';
import { printOf } from './rename-workers.ts';

const run = 'films-1' as RunId;
const json = (id: string) => [JSON.stringify({ id, type: 'x.happened' })];
const told = (...ids: string[]) => ids.map((id) => ({ id, print: printOf(json(id)) }));

/** What would be done with a run of these commits, where these are here. */
async function planOf(theirs: ReturnType<typeof told>, here: string[], arriving: RunId[] = []) {
  const log = memoryLog();
  let last = 0;
  for (const id of here) last = await log.append({ id, run, json: json(id) }, last);
  const { toImport, here: known, refused } = await planRuns(log, new Map([[run, theirs]]), new Set(arriving));
  return { toImport: toImport.get(run), here: known, refused: refused.map(({ refusal }) => refusal.code) };
}

describe('a run of an archive', () => {
  it('is brought from its first commit on where nobody knows it', async () =>
    expect(await planOf(told('a', 'b'), [])).toEqual({ toImport: { done: 0, last: 0 }, here: [], refused: [] }));

  it('is left alone where it is, also if it has gone on', async () => {
    for (const here of [
      ['a', 'b'],
      ['a', 'b', 'stopped'],
    ])
      expect(await planOf(told('a', 'b'), here)).toEqual({ toImport: undefined, here: [run], refused: [] });
  });

  it('is refused where it has become another, or where the archive knows more of it', async () => {
    for (const here of [['a', 'c'], ['c'], ['a']])
      expect(await planOf(told('a', 'b'), here)).toEqual({
        toImport: undefined,
        here: [],
        refused: ['import/other-history'],
      });
  });

  it('goes on behind what an import that broke off has brought of it', async () => {
    expect(await planOf(told('a', 'b'), ['a'], [run])).toMatchObject({ toImport: { done: 1, last: 1 } });
    expect(await planOf(told('a', 'b'), ['a', 'b', 'stopped'], [run])).toMatchObject({
      toImport: { done: 2, last: 3 },
    });
  });

  it('does not go on behind what another file has written differently', async () => {
    const renamed = [{ id: 'a', print: 'another' }, ...told('b')];
    expect(await planOf(renamed, ['a'], [run])).toMatchObject({ toImport: undefined, refused: ['import/half-here'] });
    expect(await planOf(renamed, ['a', 'b'])).toMatchObject({ here: [run] });
  });
});
