import { describe, expect, it } from 'vitest';
import type { AgentId } from '../../../events/ids.ts';
import type { RecordedStep } from '../../../runtime/conversations/record.ts';
import { noNames, noteNames, updatesOf } from './conversation-updates.ts';

const [ada, bob] = ['a.1', 'a.2'] as [AgentId, AgentId];
const files = { get: () => Promise.reject(new Error('There is no file here.')) };
const at = '2026-01-01T00:00:00.000Z';
const step = (order: number, type: string, data: object) => ({ order, type, at, data }) as unknown as RecordedStep;
const began = step(1, 'conversation.began', {
  members: [
    { agentId: ada, seat: 0, name: 'Ada' },
    { agentId: bob, seat: 1, name: 'Bob', role: 'buyer' },
  ],
  bots: [],
});
const names = noNames();
noteNames(names, began);
const of = (agentId: AgentId, one: RecordedStep, isPast = false) => updatesOf(one, { agentId, names, files }, isPast);

describe('what a page gets of its conversation', () => {
  it.each([
    ['conversation.member-away', 'member_away'],
    ['conversation.member-back', 'member_back'],
    ['conversation.member-left', 'member_left'],
  ])('has %s for the others alone', async (type, key) => {
    const one = step(2, type, { agentId: bob });
    expect(await of(ada, one)).toEqual([{ update_id: 'c-2', task_data: { [key]: 'Bob' } }]);
    expect(await of(bob, one)).toEqual([]);
  });

  it('has a newcomer with their seat and role', async () => {
    const joined = step(3, 'conversation.joined', { agentId: 'a.3', seat: 1, name: 'Cyd', role: 'buyer' });
    const member = { name: 'Cyd', seat: 1, role: 'buyer' };
    expect(await of(ada, joined)).toEqual([{ update_id: 'c-3', task_data: { member_joined: 'Cyd', member } }]);
  });

  it('has own words only for a page that is loaded again, with the id that the page gave them', async () => {
    const said = { by: 'member', agentId: ada, message: { text: 'Ten?', task_data: {} }, messageId: 'own-1' };
    const one = step(4, 'conversation.said', said);
    expect(await of(ada, one)).toEqual([]);
    const [own] = await of(ada, one, true);
    expect(own).toMatchObject({ id: 'Ada', said_by: 'member', is_own: true, message_id: 'own-1' });
    const [heard] = await of(bob, one);
    expect(heard).toMatchObject({ id: 'Ada', text: 'Ten?', is_private: false });
    expect(heard).not.toHaveProperty('message_id');
    expect(heard).not.toHaveProperty('is_own');
  });

  it('ends the turn after own words for a page that is loaded again', async () => {
    const said = { by: 'member', agentId: ada, message: { text: 'Ten?', task_data: {} } };
    const updates = await of(ada, step(4, 'conversation.said', said), true);
    expect(updates.map(({ update_id, task_data }) => [update_id, task_data])).toEqual([
      ['c-4', {}],
      ['c-4-said', { live_update_requested: false }],
    ]);
    expect(await of(bob, step(4, 'conversation.said', said), true)).toHaveLength(1);
  });

  it('has a form without a text, and takes it away with the next turn', async () => {
    const form = [{ question: 'Why?', type: 'text' }];
    const [asked, turn] = await of(ada, step(5, 'conversation.turn-given', { agentId: ada, until: at, form }));
    expect(asked).toEqual({ update_id: 'c-5-form', id: 'System', task_data: { respond_with_form: form } });
    expect(turn?.task_data).toEqual({ live_update_requested: true, turn_until: at });
    const [next] = await of(ada, step(6, 'conversation.turn-given', { agentId: ada, until: at }));
    expect(next?.task_data).toMatchObject({ live_update_requested: true, respond_with_form: null });
  });
});
