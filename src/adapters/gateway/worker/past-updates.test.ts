import { describe, expect, it, vi } from 'vitest';
import type { RunDescription } from '../../../runtime/calls.ts';
import type { RecordedStep } from '../../../runtime/conversations/record.ts';
import type { Update } from './conversation-updates.ts';
import { ada, began, bob, cyd, joined, left, run, says, saysInFile, step, viewOf } from './for-tests.ts';
import type { AgentDetails } from './packets.ts';
import { openPastUpdates } from './past-updates.ts';

/** The past of a record, and what was reported. */
function givenRecord(record: RecordedStep[]) {
  const report = vi.fn();
  const read: number[] = [];
  const past = openPastUpdates({
    runs: { agents: async ({ agentIds }) => agentIds.map((agentId) => viewOf(agentId as typeof ada)) },
    conversations: {
      async *recordParts(_run, _assignmentId, after = 0) {
        for (const one of record.filter(({ order }) => order > after)) {
          read.push(one.order);
          yield [one];
        }
      },
    },
    files: { get: () => Promise.reject(new Error('There is no such file.')) },
    report,
  });
  async function missed(agentId: typeof ada, after?: number) {
    const reader = past.missed(run, viewOf(agentId), after);
    const updates: Update[] = [];
    for await (const update of reader.more()) updates.push(update);
    return { updates, last: reader.last() };
  }
  const textsOf = async (agentId: typeof ada) => (await missed(agentId)).updates.map((one) => one.text);
  return { past, report, missed, textsOf, read };
}

const started = [joined(1, ada, 0), joined(2, bob, 1), began(3), says(4, 'Hello')];

describe('what a page missed of its conversation', () => {
  it('given somebody who left the waiting room, when it begins without them, then they hear nothing of it', async () => {
    const { missed } = givenRecord([
      joined(1, cyd, 0),
      left(2, cyd),
      ...started.map((one) => ({ ...one, order: one.order + 2 })),
    ]);
    expect((await missed(cyd)).updates).toEqual([]);
  });

  it('given somebody who left in the middle, then they read what came before, and not their own leaving', async () => {
    const { textsOf } = givenRecord([...started, left(5, bob), says(6, 'secret')]);
    expect(await textsOf(bob)).toEqual([undefined, 'Hello']);
    expect(await textsOf(ada)).toEqual([undefined, 'Hello', undefined, 'secret']);
  });

  it('given somebody who came later, then they read what was said before, and who is there now', async () => {
    const { missed } = givenRecord([...started, left(5, bob), joined(6, cyd, 1, 'Cyd')]);
    const { updates, last } = await missed(cyd);
    expect(updates.map(({ text }) => text).filter(Boolean)).toEqual(['Hello']);
    const members = [
      { name: 'Ada', seat: 0 },
      { name: 'Cyd', seat: 1 },
    ];
    expect(updates.at(-1)?.task_data).toEqual({ agent_display_name: 'Cyd', members });
    expect(last).toBe(6);
  });

  it('given somebody who left and came back, then they hear it again', async () => {
    const { textsOf } = givenRecord([
      joined(1, ada, 0),
      left(2, ada),
      joined(3, ada, 0),
      joined(4, bob, 1),
      began(5),
      says(6, 'Hello'),
    ]);
    expect(await textsOf(ada)).toEqual([undefined, 'Hello']);
  });

  it('given a page that was loaded, then only what came since is missed, or what came after a place', async () => {
    const record = [...started];
    const { past, missed, textsOf } = givenRecord(record);
    const details = { agent_id: ada, init_task_data: { task_data: {} } } as unknown as AgentDetails;
    const described = { run, config: { agents_per_conversation: 2 } } as unknown as RunDescription;
    const loaded = JSON.stringify(await past.withPast(details, described));
    expect(loaded).toContain('Hello');
    record.push(says(5, 'Since'));
    expect(await textsOf(ada)).toEqual(['Since']);
    expect((await missed(ada, 5)).updates).toEqual([]);
  });

  it('given a message whose file is lost, then all others are there, and the loss is reported', async () => {
    const { textsOf, report } = givenRecord([...started, saysInFile(5, 'ff'), says(6, 'After')]);
    expect(await textsOf(ada)).toEqual([undefined, 'Hello', 'After']);
    expect(report).toHaveBeenCalledOnce();
  });

  it('given an interruption of the server, then until when the turn is comes last, also for a page that is loaded again', async () => {
    const [before, now] = ['2026-01-01T00:01:00.000Z', '2026-01-01T00:09:00.000Z'];
    const given = step(5, 'turn-given', { agentId: ada, step: 0, until: before });
    const { past, missed } = givenRecord([...started, given, step(6, 'resumed', { until: now })]);
    const { updates } = await missed(ada, 5);
    expect(updates).toEqual([{ update_id: 'c-6', task_data: { turn_until: now } }]);
    const details = { agent_id: ada, init_task_data: { task_data: {} } } as unknown as AgentDetails;
    const described = { run, config: { agents_per_conversation: 2 } } as unknown as RunDescription;
    const loaded = JSON.stringify(await past.withPast(details, described));
    expect(loaded.lastIndexOf(now)).toBeGreaterThan(loaded.lastIndexOf(before));
  });

  it('is read no further than the page takes it in, and then from there', async () => {
    const { past, read } = givenRecord([...started, ...[5, 6, 7].map((order) => says(order, `${order}`))]);
    const reader = past.missed(run, viewOf(ada), 3);
    for await (const { text } of reader.more()) if (text === '5') break;
    expect(read.at(-1)).toBe(5);
    expect(reader.last()).toBe(4);
    const texts: unknown[] = [];
    for await (const { text } of reader.more()) texts.push(text);
    expect(texts).toEqual(['5', '6', '7']);
    expect(reader.last()).toBe(7);
  });

  it('has no own words, which the page has itself', async () => {
    const own = step(5, 'said', { number: 2, by: 'member', agentId: ada, message: { text: 'Mine' } });
    const { textsOf } = givenRecord([...started, own]);
    expect(await textsOf(ada)).toEqual([undefined, 'Hello']);
    expect(await textsOf(bob)).toEqual([undefined, 'Hello', 'Mine']);
  });
});
