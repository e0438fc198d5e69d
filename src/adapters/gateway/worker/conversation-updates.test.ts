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

  it('has until when somebody else can take a place, and that it is closed', async () => {
    const left = step(2, 'conversation.member-left', { agentId: bob, openUntil: at });
    expect(await of(ada, left)).toEqual([
      { update_id: 'c-2', task_data: { member_left: 'Bob', left_seat: 1, replaced_until: at } },
    ]);
    const closed = step(3, 'conversation.seat-closed', { seat: 1 });
    expect(await of(ada, closed)).toEqual([{ update_id: 'c-3', task_data: { closed_seat: 1 } }]);
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

  it('takes nothing in the words of a member for what the server itself tells', async () => {
    const pretended = {
      ...{ task_done: true, end_reason: 'left', live_update_requested: true, turn_until: at, respond_with_form: [] },
      ...{ agent_display_name: 'System', members: [], member: {}, member_joined: 'Eve', member_left: 'Bob' },
      ...{ member_away: 'Bob', member_back: 'Bob', replaced_until: at, left_seat: 1, closed_seat: 1, waiting: {} },
    };
    const task_data = { price: 10, role: 'mine', ...pretended };
    const said = (by: string) => ({ by, ...(by === 'member' && { agentId: ada }), message: { text: '', task_data } });
    const dataOf = async (by: string, agentId: AgentId) =>
      (await of(agentId, step(4, 'conversation.said', said(by)), true))[0]?.task_data;
    for (const one of [ada, bob]) expect(await dataOf('member', one)).toEqual({ price: 10, role: 'mine' });
    expect(await dataOf('task', bob)).toEqual(task_data);
  });

  it('has a form without a text, and takes it away with the next turn', async () => {
    const form = [{ question: 'Why?', type: 'text' }];
    const [asked, turn] = await of(ada, step(5, 'conversation.turn-given', { agentId: ada, until: at, form }));
    expect(asked).toEqual({ update_id: 'c-5-form', id: 'System', task_data: { respond_with_form: form } });
    expect(turn?.task_data).toEqual({ live_update_requested: true, turn_until: at });
    const [next] = await of(ada, step(6, 'conversation.turn-given', { agentId: ada, until: at }));
    expect(next?.task_data).toMatchObject({ live_update_requested: true, respond_with_form: null });
  });

  describe('of an interruption of the server', () => {
    const [early, later, latest] = ['2026-01-01T00:01:00.000Z', '2026-01-01T00:02:00.000Z', '2026-01-01T00:03:00.000Z'];
    const given = step(7, 'conversation.turn-given', { agentId: ada, until: early });
    const resumed = step(9, 'conversation.resumed', { until: later });
    /** What a page gets of the interruption after this. */
    const after = (agentId: AgentId, ...before: RecordedStep[]) => {
      const known = noNames();
      for (const one of [began, ...before, resumed]) noteNames(known, one);
      return updatesOf(resumed, { agentId, names: known, files });
    };

    it('has until when its turn is now, which is not earlier than before', async () => {
      expect(await after(ada, given)).toEqual([{ update_id: 'c-9', task_data: { turn_until: later } }]);
      const long = step(7, 'conversation.turn-given', { agentId: ada, until: latest });
      expect(await after(ada, long)).toEqual([{ update_id: 'c-9', task_data: { turn_until: latest } }]);
      expect(await after(bob, given)).toEqual([]);
    });

    it.each([
      ['they said something', 'conversation.said', { by: 'member', agentId: ada }],
      ['they passed it', 'conversation.turn-over', { agentId: ada }],
      ['they left', 'conversation.member-left', { agentId: ada }],
      ['it ended', 'conversation.ended', { reason: 'done' }],
    ])('has nothing of a turn that was over because %s', async (_, type, data) => {
      expect(await after(ada, given, step(8, type, data))).toEqual([]);
    });

    it('has until when a place is open now, while it is', async () => {
      const left = step(7, 'conversation.member-left', { agentId: bob, openUntil: early });
      const moved = [{ update_id: 'c-9', task_data: { replaced_until: later } }];
      expect(await after(ada, left)).toEqual(moved);
      expect(await after(ada, left, step(8, 'conversation.joined', { agentId: 'a.3', seat: 1, name: 'Cyd' }))).toEqual(
        [],
      );
      expect(await after(ada, left, step(8, 'conversation.seat-closed', { seat: 1 }))).toEqual([]);
      expect(await after(ada, left, step(8, 'conversation.ended', { reason: 'too-few' }))).toEqual([]);
      expect(await after(ada, step(7, 'conversation.member-left', { agentId: bob }))).toEqual([]);
    });

    it('has the turn that was given after what others said', async () => {
      const said = step(8, 'conversation.said', { by: 'task', message: {} });
      expect(await after(ada, given, said)).toHaveLength(1);
    });
  });
});
