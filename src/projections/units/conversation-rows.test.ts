import { describe, expect, it } from 'vitest';
import * as facts from '../../events/conversation.ts';
import {
  ada,
  begun,
  bob,
  file,
  halfPast,
  holder,
  type Person,
  runId,
  sea,
  sky,
  sky0,
  sky1,
  took,
} from '../../events/fixtures.ts';
import { minute, projected, recorded } from '../specify.ts';
import { conversationCounts, conversationIn, conversationPage } from './conversation-rows.ts';
import { runNaming } from './named-files.ts';
import { unitDetail } from './unit-detail.ts';

const of = { assignmentId: sky };
const joined = (who: Person, seat: number) => facts.ConversationJoined({ ...of, ...holder(who), seat });
const said = (number: number, more: Omit<Parameters<typeof facts.ConversationSaid>[0], 'assignmentId' | 'number'>) =>
  facts.ConversationSaid({ ...of, number, ...more });
const by = ({ agentId }: Person) => ({ by: 'member', agentId }) as const;
const waits = [...begun(), ...took(ada), joined(ada, 0)];
const began = facts.ConversationBegan({
  ...of,
  members: [
    { agentId: ada.agentId, seat: 0, name: 'Red', role: 'seller' },
    { agentId: bob.agentId, seat: 1, name: 'Green' },
  ],
  bots: [{ seat: 2, name: 'Blue' }],
});
const form = [{ question: 'How much?', type: 'text' }];
const talk = [
  ...waits,
  ...took(bob, sky1),
  joined(bob, 1),
  began,
  said(1, { by: 'task', to: [ada.agentId], message: { text: 'You sell.' }, step: 0 }),
  facts.ConversationTurnGiven({ ...of, agentId: ada.agentId, step: 1, until: halfPast, form }),
  said(2, { ...by(ada), to: [], message: { text: '', task_data: { form_responses: { '0': '8' } } } }),
  facts.ConversationStepDone({ ...of, step: 2, result: { tokens: 7 } }),
  facts.ConversationStepDone({ ...of, step: 3 }),
  said(3, { by: 'bot', seat: 2, message: { text: 'Hm.', task_data: {} } }),
  facts.ConversationMemberAway({ ...of, agentId: bob.agentId, until: halfPast }),
  said(4, { by: 'requester', messageFile: file }),
];
const over = [
  ...talk,
  facts.ConversationMemberLeft({ ...of, agentId: bob.agentId, reason: 'disconnected' }),
  facts.ConversationEnded({ ...of, reason: 'by-requester', settleBy: halfPast, note: 'Enough.' }),
];
const rowsOf = (all: Parameters<typeof recorded>[0]) => projected(recorded(all)).db;

describe('a conversation', () => {
  it('waits, with who has come', () => {
    const { conversations } = conversationPage(rowsOf(waits), runId, { limit: 10 });
    expect(conversations).toMatchObject([
      { id: sky, run: runId, state: 'waiting', messages: 0, began_at: null, last: null },
    ]);
    expect(conversations[0]?.members).toEqual([
      {
        ...{ agent: ada.agentId, worker: ada.workerId, unit: sky0.unitId, seat: 0 },
        ...{ name: null, role: null, state: 'here', left_because: null },
      },
    ]);
  });

  it('is told in order: words and who hears them, turns with their questions, what was computed', () => {
    const found = conversationIn(rowsOf(talk), sky, { limit: 100 });
    const told = found?.events.map(({ what, name, text, to }) => [what, name, text, to]);
    expect(told).toEqual([
      ['joined', null, null, null],
      ['joined', null, null, null],
      ['began', null, null, null],
      ['said', 'System', 'You sell.', ['Red']],
      ['turn', 'Red', null, null],
      ['said', 'Red', '', []],
      ['computed', null, null, null],
      ['said', 'Blue', 'Hm.', null],
      ['away', 'Green', null, null],
      ['said', 'Requester', null, null],
    ]);
    expect(found?.events[4]).toMatchObject({ form, until: halfPast, worker: ada.workerId });
    expect(found?.events[5]).toMatchObject({ number: 2, data: { form_responses: { '0': '8' } } });
    expect(found?.events.map(({ data }) => data).slice(6, 8)).toEqual([{ tokens: 7 }, null]);
    expect(found?.events[9]).toMatchObject({ by: 'requester', file });
    expect(found?.members.map(({ name, state }) => [name, state])).toEqual([
      ['Red', 'here'],
      ['Green', 'away'],
      ['Blue', 'here'],
    ]);
  });

  it('is cut to its last events, and says how many went before', () => {
    const found = conversationIn(rowsOf(talk), sky, { limit: 2 });
    expect([found?.events.map(({ what }) => what), found?.earlier]).toEqual([['away', 'said'], 8]);
  });

  it('is read part after part: what is new, and what went before', () => {
    const db = rowsOf(over);
    const all = conversationIn(db, sky, { limit: 100 });
    const part = (of: Parameters<typeof conversationIn>[2]) => {
      const { events, earlier, ...row } = conversationIn(db, sky, of) ?? {};
      return { row, earlier, orders: events?.map(({ order }) => order) };
    };
    const { events = [], earlier: _, ...row } = all ?? {};
    const orders = events.map(({ order }) => order);
    expect(orders).toHaveLength(12);
    expect(part({ limit: 3, before: orders[5] })).toEqual({ row, earlier: 2, orders: orders.slice(2, 5) });
    expect(part({ limit: 100, since: orders[8] })).toEqual({ row, earlier: 9, orders: orders.slice(9) });
    expect(part({ limit: 2, since: orders[8] })).toEqual({ row, earlier: 10, orders: orders.slice(10) });
    expect(part({ limit: 5, since: orders[11] })).toEqual({ row, earlier: 12, orders: [] });
    expect(part({ limit: 5, before: orders[0] })).toEqual({ row, earlier: 0, orders: [] });
    const cut = [...Array(12).keys()].map((nth) =>
      conversationIn(db, sky, { limit: 1, before: (orders[nth] ?? 0) + 1 }),
    );
    expect(cut.flatMap((one) => one?.events)).toEqual(events);
  });

  it('has its last words in the list, also those of a bot', () => {
    const { conversations } = conversationPage(rowsOf(talk.slice(0, -2)), runId, { limit: 10 });
    expect(conversations[0]).toMatchObject({ state: 'talking', messages: 3, last: { name: 'Blue', text: 'Hm.' } });
  });

  it('ends, with the reason of the requester', () => {
    const db = rowsOf(over);
    expect(conversationPage(db, runId, { limit: 10, state: 'talking' }).conversations).toEqual([]);
    const [found] = conversationPage(db, runId, { limit: 10, state: 'ended' }).conversations;
    expect(found).toMatchObject({ state: 'ended', end_reason: 'by-requester', note: 'Enough.' });
    expect(found?.members[1]).toMatchObject({ state: 'left', left_because: 'disconnected' });
    expect(conversationCounts(db, runId)).toEqual({ waiting: 0, empty: 0, talking: 0, ended: 1 });
  });

  it('is empty once everybody has left its waiting room, until somebody comes again', () => {
    const leaves = (who: Person) => facts.ConversationMemberLeft({ ...of, agentId: who.agentId, reason: 'returned' });
    const two = [...waits, ...took(bob, sky1), joined(bob, 1)];
    const found = (all: Parameters<typeof recorded>[0]) => {
      const db = rowsOf(all);
      return { ...conversationCounts(db, runId), opened: conversationIn(db, sky, { limit: 10 })?.opened_at };
    };
    const [first, gone] = [found(waits).opened, [...two, leaves(ada), leaves(bob)]];
    expect(found([...two, leaves(ada)])).toMatchObject({ waiting: 1, empty: 0, opened: first });
    expect(found(gone)).toMatchObject({ waiting: 0, empty: 1 });
    expect(conversationPage(rowsOf(gone), runId, { limit: 10, state: 'empty' }).conversations).toMatchObject([
      { id: sky, state: 'empty', ended_at: null },
    ]);
    const again = found([...gone, joined(ada, 0)]);
    expect(again).toMatchObject({ waiting: 1, empty: 0, opened: minute(gone.length) });
    expect(
      found([...gone, facts.ConversationEnded({ ...of, reason: 'by-requester', settleBy: halfPast })]),
    ).toMatchObject({ empty: 0, ended: 1 });
    const left = rowsOf([...two, began, leaves(ada), leaves(bob)]);
    expect(conversationCounts(left, runId)).toMatchObject({ talking: 1, empty: 0 });
  });

  it('comes with each of its units', () => {
    const db = rowsOf(over);
    for (const { unitId } of [sky0, sky1])
      expect(unitDetail(db, unitId)?.conversation).toMatchObject({ id: sky, messages: 4, end_reason: 'by-requester' });
    expect(unitDetail(rowsOf([...begun(), ...took(ada)]), sky0.unitId)?.conversation).toBeNull();
  });

  it('keeps the files of its messages', () => {
    expect(runNaming(rowsOf(talk), file.hash)).toBe(runId);
  });

  it('is listed page after page', () => {
    const second = { assignmentId: sea, ...holder(ada), seat: 0 };
    const db = rowsOf([...waits, facts.ConversationJoined(second)]);
    const { conversations: newest, cursor } = conversationPage(db, runId, { limit: 1 });
    expect(newest.map(({ id }) => id)).toEqual([sea]);
    const { conversations: others, cursor: end } = conversationPage(db, runId, { limit: 1, cursor });
    expect([others.map(({ id }) => id), end]).toEqual([[sky], undefined]);
    expect(() => conversationPage(db, runId, { limit: 1, cursor: 'x' })).toThrow('cursor');
  });

  it('is not there for an item without one', () => {
    expect(conversationIn(rowsOf(begun()), sky, { limit: 10 })).toBeUndefined();
  });
});
