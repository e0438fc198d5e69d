import { describe, expect, it } from 'vitest';
import type { AnyNewFact, Fact } from '../../events/catalog.ts';
import * as facts from '../../events/conversation.ts';
import { ada, bob, file, launched, noon, sky } from '../../events/fixtures.ts';
import { eventOf, messageOf, recordedStep, sinceBeginning } from './record.ts';

const of = { assignmentId: sky };
const member = { ...of, agentId: ada.agentId };
const stored = (fact: AnyNewFact, order = 1) => recordedStep({ ...fact, at: noon } as unknown as Fact, order);
const worker = { id: 'w', provider: 'inhouse', name: 'W', qualifications: {} };
const large = { text: 'large', task_data: { a: 1 } };
const files = { get: async (hash: string) => (hash === file.hash ? Buffer.from(JSON.stringify(large)) : undefined) };
const heard = (fact: AnyNewFact) => eventOf(stored(fact)!, { workerOf: async (id) => ({ ...worker, id }), files });
const seatOf = (agentId: string, seat: number, more = {}) => ({ agentId, seat, name: `P${seat}`, ...more }) as never;

describe('the record of a conversation', () => {
  it('has what is about conversations, with its place', () => {
    expect(stored(launched)).toBeUndefined();
    const back = facts.ConversationMemberBack(member);
    expect(stored(back, 7)).toEqual({ order: 7, at: noon, type: 'conversation.member-back', data: member });
  });

  it('begins for the code with the beginning', () => {
    const away = stored(facts.ConversationMemberAway({ ...member, until: noon }), 1)!;
    const began = stored(facts.ConversationBegan({ ...of, members: [], bots: [] }), 2)!;
    const back = stored(facts.ConversationMemberBack(member), 3)!;
    expect(sinceBeginning([away, began, back])).toEqual([began, back]);
    expect(sinceBeginning([away, back])).toEqual([away, back]);
    expect(sinceBeginning([])).toEqual([]);
  });
});

describe('the code of a conversation hears', () => {
  it('who is in it when it begins, and who comes later', async () => {
    const members = [seatOf(ada.agentId, 0, { role: 'buyer' }), seatOf(bob.agentId, 1)];
    const began = await heard(facts.ConversationBegan({ ...of, members, bots: [{ seat: 2, name: 'Robo' }] }));
    expect(began).toEqual({
      ...{ type: 'began', at: noon, bots: [{ seat: 2, name: 'Robo' }] },
      members: [
        { id: ada.agentId, seat: 0, name: 'P0', role: 'buyer', worker: { ...worker, id: ada.agentId } },
        { id: bob.agentId, seat: 1, name: 'P1', worker: { ...worker, id: bob.agentId } },
      ],
    });
    const { workerId } = ada;
    expect(await heard(facts.ConversationJoined({ ...member, workerId, seat: 0, waitUntil: noon }))).toBeUndefined();
    expect(await heard(facts.ConversationJoined({ ...member, workerId, seat: 0, name: 'Ada' }))).toMatchObject({
      ...{ type: 'joined', at: noon },
      member: { id: ada.agentId, seat: 0, name: 'Ada' },
    });
  });

  it.each<[string, AnyNewFact, object | undefined]>([
    [
      'that somebody left',
      facts.ConversationMemberLeft({ ...member, reason: 'returned' }),
      { type: 'left', member: ada.agentId, reason: 'returned' },
    ],
    [
      'that somebody is away',
      facts.ConversationMemberAway({ ...member, until: noon }),
      { type: 'away', member: ada.agentId },
    ],
    ['that somebody is back', facts.ConversationMemberBack(member), { type: 'back', member: ada.agentId }],
    [
      'of its own turns',
      facts.ConversationTurnGiven({ ...member, step: 3, until: noon }),
      { type: 'turn-given', step: 3, member: ada.agentId },
    ],
    [
      'that a turn is over',
      facts.ConversationTurnOver({ ...member, step: 3 }),
      { type: 'turn-over', step: 3, member: ada.agentId },
    ],
    ['of its own timers', facts.ConversationTimerSet({ ...of, step: 4, due: noon }), { type: 'timer-set', step: 4 }],
    ['that a time is over', facts.ConversationTimerEnded({ ...of, step: 4 }), { type: 'timer', step: 4 }],
    [
      'what it computed',
      facts.ConversationStepDone({ ...of, step: 5, result: [1] }),
      { type: 'done', step: 5, result: [1] },
    ],
    [
      'what was large',
      facts.ConversationStepDone({ ...of, step: 5, resultFile: file }),
      { type: 'done', step: 5, result: large },
    ],
    [
      'that a step failed',
      facts.ConversationStepDone({ ...of, step: 5, failed: 'no' }),
      { type: 'done', step: 5, failed: 'no' },
    ],
    [
      'of the end',
      facts.ConversationEnded({ ...of, reason: 'too-few', settleBy: noon }),
      { type: 'ended', reason: 'too-few' },
    ],
    ['nothing of who confirms', facts.ConversationConfirmed(member), undefined],
  ])('%s', async (_, fact, event) => {
    expect(await heard(fact)).toEqual(event && { at: noon, ...event });
  });

  it.each<[string, object, string]>([
    ['a member', { by: 'member', agentId: ada.agentId }, ada.agentId],
    ['a bot', { by: 'bot', seat: 1 }, 'bot:1'],
    ['the task', { by: 'task' }, 'task'],
    ['a requester', { by: 'requester' }, 'requester'],
  ])('what %s said', async (_, by, speaker) => {
    const said = { ...of, number: 2, message: { text: 'x', task_data: { b: 2 } }, to: [bob.agentId], step: 6, ...by };
    expect(await heard(facts.ConversationSaid(said as never))).toEqual({
      ...{ type: 'said', at: noon, number: 2, by: speaker, to: [bob.agentId], text: 'x', task_data: { b: 2 }, step: 6 },
    });
  });
});

describe('a message', () => {
  const read = (said: object) => messageOf(said as Parameters<typeof messageOf>[0], files);

  it('is read from its file when it is large', async () => {
    expect(await read({ messageFile: file })).toEqual(large);
    await expect(read({ messageFile: { ...file, hash: 'f'.repeat(64) } })).rejects.toThrow('is not in the store');
  });

  it('has a text, and an object of other values or none', async () => {
    expect(await read({ message: { text: 7, task_data: [1] } })).toEqual({ text: '' });
    expect(await read({})).toEqual({ text: '' });
  });
});
