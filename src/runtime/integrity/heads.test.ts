import { describe, expect, it } from 'vitest';
import { memoryLog } from '../../adapters/nats/log/memory.ts';
import type { Log } from '../../events/log.ts';
import { damagesAtStart } from './at-start.ts';
import type { Witness } from './heads.ts';
import type { PublishedFact } from './published-facts.ts';

const line = (id: string) =>
  JSON.stringify({ id, at: '2026-01-01T12:00:00.000Z', by: 'spec', type: 'unit.submitted', version: 1, data: {} });

async function logOf(commits: number, prefix = 'commit'): Promise<Log> {
  const log = memoryLog();
  for (let at = 0; at < commits; at++)
    await log.append({ id: `${prefix}-${at + 1}`, run: 'films-1', json: [line(`${prefix}-fact-${at + 1}`)] }, at);
  return log;
}

const rows = (sequence: number, commitId = `commit-${sequence}`): Witness => ({
  sequence,
  commitId,
  phrase: 'the rows know',
});

/** A stream of facts with one fact of each commit. */
function published(commits: number, prefixOf = (_: number) => 'commit') {
  const at = async (number: number): Promise<PublishedFact | undefined> =>
    number < 1 || number > commits
      ? undefined
      : { number, id: `${prefixOf(number)}-fact-${number}`, sequence: number, place: 0, run: 'films-1', body: '{}' };
  return { messages: commits, at };
}

async function damages(log: Log, witnesses: Witness[], facts = published(0), accepted = new Set<string>()) {
  const last = await facts.at(facts.messages);
  const found = await damagesAtStart({ log, witnesses, facts: { ...facts, last }, accepted });
  return found.map(({ code, from }) => [code, from]);
}

describe('a log at a start', () => {
  it('is complete if it has the ends in other records, and may go further', async () => {
    const log = await logOf(9);
    expect(await damages(log, [], published(0))).toEqual([]);
    expect(await damages(log, [rows(9), rows(7)], published(8))).toEqual([]);
  });

  it('has lost everything if it is empty and other records have commits', async () => {
    expect(await damages(memoryLog(), [rows(9)])).toEqual([['log/empty', 1]]);
    expect(await damages(memoryLog(), [], published(4))).toEqual([['log/empty', 1]]);
  });

  it('has lost its end if the rows, the facts or the record go further', async () => {
    const log = await logOf(5);
    expect(await damages(log, [rows(9)])).toEqual([['log/behind', 6]]);
    expect(await damages(log, [rows(5)], published(7))).toEqual([['log/behind', 6]]);
  });

  it('was replaced if it has another commit at a recorded position', async () => {
    const log = await logOf(9, 'other');
    expect(await damages(log, [rows(5)])).toEqual([['log/replaced', 5]]);
  });

  it('is reported with the first replaced position, if the facts show it', async () => {
    const log = await logOf(9);
    const facts = published(8, (number) => (number > 3 ? 'older' : 'commit'));
    expect(await damages(log, [], facts)).toEqual([['log/replaced', 4]]);
  });

  it('is undamaged if the rows agree with it and only the facts differ', async () => {
    const facts = published(8, () => 'older');
    expect(await damages(await logOf(9), [rows(8)], facts)).toEqual([]);
  });

  it('has a gap if commits are missing, reported with the first missing position', async () => {
    const log = await logOf(9);
    const lossy: Log = {
      ...log,
      state: async () => ({ first: 1, last: 9, count: 7 }),
      async *between(after, end) {
        for await (const commit of log.between(after, end))
          if (commit.sequence !== 4 && commit.sequence !== 8) yield commit;
      },
      at: async (sequence) => (sequence === 4 || sequence === 8 ? undefined : log.at(sequence)),
    };
    expect(await damages(lossy, [rows(9)])).toEqual([['log/gap', 4]]);
    expect(await damages(lossy, [rows(9)], published(9), new Set(['log/gap 4  2']))).toEqual([]);
  });
});
