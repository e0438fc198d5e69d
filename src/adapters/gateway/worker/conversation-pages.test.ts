import { describe, expect, it, vi } from 'vitest';
import type { AgentId, AssignmentId } from '../../../events/ids.ts';
import type { RunDescription } from '../../../runtime/calls.ts';
import type { RecordedSteps } from '../../../runtime/conversations/conversations.ts';
import type { RecordedStep } from '../../../runtime/conversations/record.ts';
import { openConversationPages } from './conversation-pages.ts';
import { ada, began, bob, cyd, joined, left, run, says, saysInFile, viewOf } from './for-tests.ts';
import type { AgentDetails } from './packets.ts';
import { openPastUpdates } from './past-updates.ts';

const assignmentId = `${run}.0` as AssignmentId;
const wait = {
  present: 1,
  seats: 2,
  roomsBefore: 3,
  confirmUntil: 'soon',
  confirmed: false,
  afterWaiting: 'pay',
} as const;

/** Pages over a record that is read and extended as a run does it; `before` was recorded by an earlier process. */
function givenPages(before: RecordedStep[] = [], waiting: readonly AgentId[] = []) {
  const record = [...before];
  const report = vi.fn();
  let note: (recorded: RecordedSteps) => void = () => undefined;
  const reads: (() => Promise<void>)[] = [];
  const conversations = {
    ...{ say: async () => undefined, confirm: async () => undefined },
    onRecorded: (listener: typeof note) => {
      note = listener;
    },
    waitOf: (_: string, agentId: AgentId) => (waiting.includes(agentId) ? wait : undefined),
    /** What is read is what is recorded by then, however long that takes. */
    async *recordParts(_run: string, _assignmentId: AssignmentId, after = 0) {
      const read = record.filter(({ order }) => order > after);
      await reads.shift()?.();
      yield read;
    },
  };
  const files = { get: () => Promise.reject(new Error('There is no such file.')) };
  const runs = {
    agents: async ({ agentIds }: { agentIds: readonly string[] }) => agentIds.map((id) => viewOf(id as AgentId)),
  };
  const pastUpdates = openPastUpdates({ runs, conversations, files, report });
  const sockets = { send: () => undefined };
  const pages = openConversationPages({
    ...{ conversations, pastUpdates, sockets, files, report, now: () => 1000, pauseMs: 1 },
  });
  return {
    report,
    /** The next reads of the record do this before they give what they have read. */
    reading: (...next: (() => Promise<void>)[]) => reads.push(...next),
    record(...steps: RecordedStep[]) {
      record.push(...steps);
      note({ run, assignmentId, steps, waiting: waiting.map((agentId) => ({ agentId, ...wait })) });
    },
    /** Loads a page, with all that was said. */
    async load(agentId: AgentId) {
      const details = { agent_id: agentId, init_task_data: { task_data: {} } } as unknown as AgentDetails;
      await pastUpdates.withPast(details, { run, config: { agents_per_conversation: 2 } } as unknown as RunDescription);
    },
    /** Connects a page, with the place in the log that it says it has; gives the ids and texts that it gets, and a function that ends its connection. */
    connect(agentId: AgentId, last?: number) {
      const got: string[] = [];
      const send = (packet: unknown) => {
        const { update_id, text, task_data } = (packet as { data: Record<string, unknown> }).data;
        got.push(String(text ?? (task_data && 'waiting' in (task_data as object) ? 'waiting' : update_id)));
      };
      const inTurn = async (packet: unknown) => {
        send(packet);
        return true;
      };
      return { got, leave: pages.connect(run, viewOf(agentId), { send, sendInTurn: inTurn }, last) };
    },
  };
}

/** A read that takes until it is let go. */
function aSlowRead() {
  let end = () => undefined as void;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { read: () => ended, end };
}

const fails = () => Promise.reject(new Error('The rows are late.'));
/** Until nothing more is under way. */
const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
const started = [joined(1, ada, 0), joined(2, bob, 1), began(3)];

describe('the pages of a conversation', () => {
  it('given one who waited when the process was replaced, when another joins first, then both hear what follows', async () => {
    const world = givenPages([joined(1, ada, 0)]);
    world.record(joined(2, bob, 1));
    const [first, other] = [world.connect(ada), world.connect(bob)];
    await settled();
    world.record(began(3), says(4, 'Hello'));
    await settled();
    expect([first.got, other.got]).toEqual([
      ['c-3', 'Hello'],
      ['c-3', 'Hello'],
    ]);
  });

  it('given those who wait, when a page connects, then it is told where it is, and again with each change', async () => {
    const world = givenPages([joined(1, ada, 0)], [ada, bob]);
    const { got } = world.connect(ada);
    await settled();
    expect(got).toEqual(['waiting']);
    world.record(joined(2, bob, 1));
    await settled();
    expect(got).toEqual(['waiting', 'waiting']);
    const late = world.connect(bob);
    await settled();
    expect(late.got).toEqual(['waiting']);
  });

  it('given one who left, also before a restart, then they hear nothing after it', async () => {
    const world = givenPages([...started, left(4, bob)]);
    const [first, gone] = [world.connect(ada), world.connect(bob)];
    await settled();
    world.record(says(5, 'secret'), joined(6, cyd, 1, 'Cyd'), left(7, cyd));
    const alsoGone = world.connect(cyd);
    await settled();
    world.record(says(8, 'more'));
    await settled();
    expect(first.got).toEqual(['c-3', 'c-4', 'secret', 'c-6', 'c-7', 'more']);
    expect(gone.got).toEqual(['c-3']);
    expect(alsoGone.got).not.toContain('more');
  });

  it('given a page that still reads its past, then others hear at once, and it hears all of it once and in order', async () => {
    const world = givenPages(started);
    const first = world.connect(ada);
    await settled();
    world.record(says(4, 'four'));
    await settled();
    const slow = aSlowRead();
    world.reading(slow.read);
    const other = world.connect(bob);
    world.record(says(5, 'five'));
    world.record(says(6, 'six'));
    await settled();
    expect(first.got).toEqual(['c-3', 'four', 'five', 'six']);
    expect(other.got).toEqual([]);
    slow.end();
    await settled();
    world.record(says(7, 'seven'));
    await settled();
    expect(other.got).toEqual(['c-3', 'four', 'five', 'six', 'seven']);
  });

  it('given a page that says what it has had, then it gets the rest, whatever another page of its worker was loaded with', async () => {
    const world = givenPages([...started, says(4, 'four'), says(5, 'five')]);
    await world.load(ada);
    const [back, late] = [world.connect(ada, 4), world.connect(ada)];
    await settled();
    expect([back.got, late.got]).toEqual([['five'], []]);
  });

  it('given something that is recorded while a page connects, then it gets it once, whichever way is faster', async () => {
    const world = givenPages(started);
    const slow = aSlowRead();
    world.reading(slow.read);
    world.record(says(4, 'four'));
    const { got } = world.connect(ada);
    await settled();
    expect(got).toEqual(['c-3', 'four']);
    slow.end();
    await settled();
    expect(got).toEqual(['c-3', 'four']);
  });

  it('given something that is delivered while a page reads it, then the page gets it once', async () => {
    const world = givenPages(started);
    world.record(says(4, 'four'));
    await settled();
    const slow = aSlowRead();
    world.reading(slow.read);
    world.record(says(5, 'five'));
    const { got } = world.connect(ada);
    world.record(says(6, 'six'));
    await settled();
    slow.end();
    await settled();
    expect(got).toEqual(['c-3', 'four', 'five', 'six']);
  });

  it('given words and the leaving of a hearer in the first commit of a process, then the words are still heard', async () => {
    const world = givenPages(started);
    const { got } = world.connect(bob);
    await settled();
    world.record(says(4, 'Goodbye'), left(5, bob));
    await settled();
    expect(got).toEqual(['c-3', 'Goodbye']);
  });

  it('given reads that fail, then it is reported, and everybody hears everything all the same', async () => {
    const world = givenPages(started);
    world.reading(fails, fails);
    const { got } = world.connect(ada);
    await vi.waitFor(() => expect(got).toEqual(['c-3']));
    world.reading(fails);
    world.record(says(4, 'four'));
    await settled();
    world.record(says(5, 'five'));
    await settled();
    expect(got).toEqual(['c-3', 'four', 'five']);
    expect(world.report).toHaveBeenCalledTimes(3);
  });

  it('given a failed read while a page reads its past, then the page reads again what it could not be sent', async () => {
    const world = givenPages(started);
    const slow = aSlowRead();
    world.reading(slow.read, fails);
    const { got } = world.connect(ada);
    world.record(says(4, 'four'));
    await settled();
    slow.end();
    await settled();
    expect(got).toEqual(['c-3', 'four']);
  });

  it('given a message whose file is lost, then the rest of its commit is heard', async () => {
    const world = givenPages(started);
    const { got } = world.connect(ada);
    await settled();
    world.record(saysInFile(4, 'ff'), says(5, 'five'));
    await settled();
    expect(got).toEqual(['c-3', 'five']);
    expect(world.report).toHaveBeenCalled();
  });

  it('given a page that has left, then it is sent nothing more, also of what it still read', async () => {
    const world = givenPages(started);
    const slow = aSlowRead();
    world.reading(slow.read);
    const { got, leave } = world.connect(ada);
    leave();
    slow.end();
    world.record(says(4, 'four'));
    await settled();
    expect(got).toEqual([]);
  });
});
