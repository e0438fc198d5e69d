import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AgentId } from '../../events/ids.ts';
import type { OpenRun } from '../open-run.ts';
import { watchPresence } from './presence.ts';

const [ada, bob] = ['a.1', 'a.2'] as [AgentId, AgentId];
type Member = { agentId: AgentId; awayUntil?: string };

/** A conversation of Ada and Bob that goes on, or has ended, and what is asked of its run. */
function givenConversation({ hasEnded = false, isStored = true } = {}) {
  const members: Member[] = [{ agentId: ada }, { agentId: bob }];
  const asked: string[] = [];
  const conversation = { context: { members }, matches: (state: string) => state === (hasEnded ? 'ended' : 'talking') };
  const states = { get: () => conversation, entries: () => new Map([['films.0', conversation]]).entries() };
  const run = {
    mailbox: {
      run: { taskRun: { context: { settings: { conversation: {} } } }, conversations: { states } },
      async ask({ type, agentId }: { type: string; agentId: AgentId }) {
        asked.push(`${type} ${agentId}`);
        if (!isStored) throw new Error('not stored');
        const member = members.find((one) => one.agentId === agentId)!;
        member.awayUntil = type === 'conversation.note-away' ? 'later' : undefined;
      },
    },
  } as unknown as OpenRun;
  const connected = new Set([ada]);
  const report = vi.fn();
  const isConnected = (agentId: AgentId) => connected.has(agentId);
  const watching = watchPresence({ runs: () => [run], isConnected, nowMs: () => Date.now(), report });
  return { asked, connected, report, watching };
}

describe('the presence of the members of a conversation', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('given a page that is gone for long, then its member is away, once, and back when the page is', async () => {
    const { asked, connected, watching } = givenConversation();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked).toEqual([`conversation.note-away ${bob}`]);
    connected.add(bob);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual([`conversation.note-away ${bob}`, `conversation.note-back ${bob}`]);
    watching.close();
  });

  it('given a page that is loaded again, then nobody is away, however often', async () => {
    const { asked, connected, watching } = givenConversation();
    for (let reload = 0; reload < 5; reload++) {
      await vi.advanceTimersByTimeAsync(8000);
      connected.add(bob);
      await vi.advanceTimersByTimeAsync(2000);
      connected.delete(bob);
    }
    expect(asked).toEqual([]);
    watching.close();
  });

  it('given a conversation that has ended, or a watch that is closed, then nothing is noted', async () => {
    const ended = givenConversation({ hasEnded: true });
    const closed = givenConversation();
    closed.watching.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([...ended.asked, ...closed.asked]).toEqual([]);
    ended.watching.close();
  });

  it('given a fact that could not be stored, then that is reported, and it is tried again', async () => {
    const { asked, report, watching } = givenConversation({ isStored: false });
    await vi.advanceTimersByTimeAsync(16_000);
    expect(asked.length).toBeGreaterThan(1);
    expect(report).toHaveBeenCalledTimes(asked.length);
    watching.close();
  });
});
