import { describe, expect, it } from 'vitest';
import { ConversationBegan, ConversationJoined } from '../events/conversation.ts';
import type { ConversationSettings } from '../events/conversation-settings.ts';
import type { AgentId, AssignmentId, WorkerId } from '../events/ids.ts';
import { noConversations, noteConversation } from './conversations.ts';
import { newRun } from './run.ts';

const assignmentId = 'films.0' as AssignmentId;
const people = [0, 1].map((seat) => ({
  ...{ seat, agentId: `a.${seat}` as AgentId, workerId: `w.${seat}` as WorkerId },
  waitUntil: '2026-01-01T00:05:00.000Z',
}));
const settings = { seats: 2, minimum: 2 } as ConversationSettings;

describe('who has met in a run', () => {
  it('given a run in which that does not matter, then it is known all the same, for other runs of the task', () => {
    const of = { conversations: noConversations(), freeUnits: newRun().freeUnits };
    for (const who of people)
      noteConversation(of, { ...ConversationJoined({ assignmentId, ...who }), at: '' } as never, settings);
    expect(of.conversations.met.size).toBe(0);
    const members = people.map(({ seat, agentId }) => ({ seat, agentId, name: `Agent ${seat}` }));
    noteConversation(of, { ...ConversationBegan({ assignmentId, members, bots: [] }), at: '' } as never, settings);
    expect([...of.conversations.met].map(([one, others]) => [one, [...others]])).toEqual([
      ['w.0', ['w.1']],
      ['w.1', ['w.0']],
    ]);
  });
});
