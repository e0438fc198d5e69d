import { describe, expect, it, vi } from 'vitest';
import { maxResponseLength, openConversation } from './conversation.ts';
import type { KeptWords, WordsKeeper } from './kept-words.ts';
import type { LiveListener, LiveUpdate } from './live-socket.ts';

/** A connection that a spec plays the server of. */
function specLive() {
  const posted: Record<string, unknown>[] = [];
  let listener: LiveListener = {};
  let ids = 0;
  return {
    posted,
    newId: () => `own-${++ids}`,
    hear: (update: LiveUpdate) => listener.onUpdate?.(update),
    lose: () => listener.onConnection?.('reconnecting'),
    tell: (status: string) => listener.onStatus?.(status),
    connection: () => 'connected' as const,
    listen(one: LiveListener) {
      listener = one;
      return () => undefined;
    },
    post(data: Record<string, unknown>) {
      posted.push(data);
      return Promise.resolve(data);
    },
  };
}

const members = [
  { name: 'Alex', role: 'mover', seat: 0 },
  { name: 'Robin', role: 'stayer', seat: 1 },
];
const began = { update_id: 'c-2', task_data: { agent_display_name: 'Alex', role: 'mover', members } };
const says = (id: string, by: string, text: string, more = {}) => ({
  update_id: id,
  id: by,
  text,
  task_data: {},
  ...more,
});
const turn = (update_id: string, more = {}) => ({ update_id, task_data: { live_update_requested: true, ...more } });

function begun(past: LiveUpdate[] = [began]) {
  const live = specLive();
  return { live, talk: openConversation(live, past, live.newId) };
}

describe('the conversation of a page', () => {
  it('waits for others, is asked whether somebody is there, and begins', () => {
    const { live, talk } = begun([]);
    expect(talk.state()).toMatchObject({ phase: 'waiting', waiting: null });
    const wait_until = '2026-01-01T00:05:00.000Z';
    const waiting = { present: 1, seats: 2, wait_until, confirm_until: null, confirmed: false };
    live.hear({ update_id: 'w-1', task_data: { waiting } });
    expect(talk.state().waiting).toEqual({
      ...{ present: 1, seats: 2, until: new Date(wait_until), confirmUntil: null, isConfirmed: false },
      ...{ roomsBefore: 0, afterwards: null },
    });
    live.hear({ update_id: 'w-2', task_data: { waiting: { ...waiting, present: 2, confirm_until: wait_until } } });
    expect(talk.state().waiting).toMatchObject({ present: 2, confirmUntil: new Date(wait_until) });
    talk.confirm();
    expect(live.posted).toEqual([{ update_id: 'own-1', text: '', task_data: { confirm: true } }]);
    live.hear(began);
    expect(talk.state()).toMatchObject({ phase: 'talking', waiting: null, name: 'Alex', role: 'mover', members });
  });

  it('shows own words at once, and the turn is over with them', () => {
    const { live, talk } = begun();
    live.hear(turn('c-3', { turn_until: '2026-01-01T00:05:00.000Z' }));
    expect(talk.state()).toMatchObject({ isMyTurn: true, turnUntil: new Date('2026-01-01T00:05:00.000Z') });
    talk.say('Ten?', { offer: 10 });
    expect(live.posted).toEqual([{ update_id: 'own-1', text: 'Ten?', task_data: { offer: 10 } }]);
    expect(talk.state()).toMatchObject({ isMyTurn: false, said: [{ text: 'Ten?', isOwn: true, isSent: false }] });
    live.hear({ update_id: 'got-own-1', acknowledges: 'own-1', task_data: {} });
    live.hear(says('c-4', 'Robin', 'Eight.'));
    live.hear(says('c-4', 'Robin', 'Eight.'));
    expect(talk.state().said.map(({ by, text, isOwn, isSent }) => [by, text, isOwn, isSent])).toEqual([
      ['Alex', 'Ten?', true, true],
      ['Robin', 'Eight.', false, true],
    ]);
  });

  describe('of somebody who has left', () => {
    const [early, later] = ['2026-01-01T00:05:00.000Z', '2026-01-01T00:09:00.000Z'];
    /** Until when the place of Robin is open after these updates. */
    const openUntil = (...more: Record<string, unknown>[]) => {
      const { live, talk } = begun();
      live.hear({ update_id: 'c-3', task_data: { member_left: 'Robin', replaced_until: early } });
      for (const [at, task_data] of more.entries()) live.hear({ update_id: `c-${at + 4}`, task_data });
      const [notice] = talk.state().notices;
      expect(notice).toMatchObject({ what: 'left', name: 'Robin' });
      return notice?.replacedUntil?.toISOString();
    };

    it('knows until when somebody else can take their place, also after an interruption', () => {
      expect(openUntil()).toBe(early);
      expect(openUntil({ replaced_until: later })).toBe(later);
      expect(openUntil({ replaced_until: later }, { replaced_until: early })).toBe(later);
    });

    it('knows the place also when they were never among its members, until it is among them itself', () => {
      const { live, talk } = begun([]);
      const left = { member_left: 'Sam', left_seat: 1, replaced_until: early };
      live.hear({ update_id: 'c-0', task_data: { ...left, left_seat: 2 } });
      live.hear({ update_id: 'c-1', task_data: left });
      const open = () => talk.state().notices.map(({ replacedUntil }) => replacedUntil?.toISOString());
      expect(open()).toEqual([early, early]);
      live.hear(began);
      expect(open()).toEqual([early, undefined]);
    });

    it('knows that it was taken, closed, or that all is over', () => {
      const member = { name: 'Sam', role: 'stayer', seat: 1 };
      expect(openUntil({ member_joined: 'Sam', member })).toBeUndefined();
      expect(openUntil({ member_joined: 'Sam', member: { ...member, seat: 2 } })).toBe(early);
      expect(openUntil({ closed_seat: 1 })).toBeUndefined();
      expect(openUntil({ task_done: true, end_reason: 'too-few' })).toBeUndefined();
    });
  });

  it('takes back words that were refused, with the sentence', () => {
    const { live, talk } = begun();
    live.hear(turn('c-3'));
    talk.say('x');
    live.hear({ update_id: 'refused-own-1', refused: { message: 'Too long.', update_id: 'own-1' }, task_data: {} });
    expect(talk.state()).toMatchObject({ said: [], refusal: 'Too long.', isMyTurn: true });
    talk.say('y');
    expect(talk.state().refusal).toBeNull();
  });

  it('hears what has values and no text, also its own words once it is loaded again', () => {
    const offer = (id: string, more = {}) =>
      says(id, 'Robin', '', { task_data: { offer: 8 }, said_by: 'member', ...more });
    const { live, talk } = begun([began, offer('c-3', { id: 'Alex', is_own: true })]);
    live.hear(offer('c-4'));
    expect(talk.state().said.map(({ by, isOwn, data }) => [by, isOwn, data])).toEqual([
      ['Alex', true, { offer: 8 }],
      ['Robin', false, { offer: 8 }],
    ]);
  });

  it('answers a form with a response for each question', () => {
    const { live, talk } = begun();
    const form = [{ question: 'Fair?', type: 'choices', choices: ['Yes', 'No'] }];
    live.hear({ update_id: 'c-3-form', id: 'System', text: '', task_data: { respond_with_form: form } });
    live.hear(turn('c-3'));
    expect(talk.state()).toMatchObject({ form, isMyTurn: true, said: [] });
    talk.respond(['Yes']);
    expect(live.posted[0]).toMatchObject({
      text: 'Fair? Yes',
      task_data: { form_responses: [{ question: 'Fair?', response: 'Yes' }] },
    });
    expect(talk.state().form).toBeNull();
  });

  it('knows again what was said before it was loaded, also its own words', () => {
    const past = [
      began,
      says('c-3', 'System', 'Agree.', { is_private: true }),
      says('c-4', 'Alex', 'Ten?', { is_own: true }),
      turn('c-5'),
    ];
    const { live, talk } = begun(past);
    live.hear(turn('c-5'));
    expect(talk.state().said.map(({ isOwn, isPrivate }) => [isOwn, isPrivate])).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(talk.state().isMyTurn).toBe(true);
  });

  it('knows of turns that were taken before it was loaded', () => {
    const { talk } = begun([began, turn('c-3'), says('c-4', 'Alex', 'Ten?', { is_own: true })]);
    expect(talk.state()).toMatchObject({ isMyTurn: false, said: [{ text: 'Ten?' }] });
  });

  it.each([
    ['waiting', [], 'completed', 'waited'],
    ['waiting', [], 'partner disconnect', 'waited'],
    ['talking', [began], 'partner disconnect', null],
    ['waiting', [], 'returned', 'left'],
    ['waiting', [], 'waiting', null],
    ['talking', [began], 'disconnect', 'left'],
    ['talking', [began], 'timeout', 'left'],
    ['talking', [began], 'in task', null],
  ])('is over, while %s, for whoever is told that they are no longer in it', (phase, past, status, endReason) => {
    const { live, talk } = begun(past);
    live.tell(status);
    expect(talk.state()).toMatchObject({ phase: endReason ? 'ended' : phase, endReason });
  });

  it('says who left, that a turn is over, that it has ended, and that the connection is lost', () => {
    const { live, talk } = begun();
    live.hear(turn('c-3'));
    live.hear({ update_id: 'c-4', task_data: { live_update_requested: false } });
    live.hear({ update_id: 'c-5', task_data: { member_left: 'Robin' } });
    expect(talk.state()).toMatchObject({ isMyTurn: false, members: [members[0]] });
    live.hear({ update_id: 'c-6', task_data: { task_done: true, end_reason: 'too-few' } });
    live.lose();
    expect(talk.state()).toMatchObject({ phase: 'ended', endReason: 'too-few', connection: 'reconnecting' });
  });

  it('says how many rooms come first, and what happens at the end of the wait', () => {
    const { live, talk } = begun([]);
    const waiting = { present: 1, seats: 2, wait_until: null, confirm_until: null, confirmed: false };
    live.hear({ update_id: 'w-1', task_data: { waiting: { ...waiting, rooms_before: 3, after_waiting: 'pay' } } });
    expect(talk.state().waiting).toMatchObject({ roomsBefore: 3, afterwards: 'pay' });
    live.hear({ update_id: 'w-2', task_data: { waiting: { ...waiting, after_waiting: 'dance' } } });
    expect(talk.state().waiting).toMatchObject({ roomsBefore: 0, afterwards: null });
  });

  it('notes who is away, back, gone or new, at their place among what was said', () => {
    const { live, talk } = begun();
    live.hear({ update_id: 'c-3', task_data: { member_away: 'Robin' } });
    expect(talk.state().members).toContainEqual({ ...members[1], isAway: true });
    live.hear(says('c-4', 'System', 'One moment.', { said_by: 'task' }));
    live.hear({ update_id: 'c-5', task_data: { member_back: 'Robin' } });
    expect(talk.state().members).toContainEqual({ ...members[1], isAway: false });
    live.hear({ update_id: 'c-6', task_data: { member_left: 'Robin' } });
    const kim = { name: 'Kim', role: 'stayer', seat: 1 };
    live.hear({ update_id: 'c-7', task_data: { member_joined: 'Kim', member: kim } });
    expect(talk.state().members).toEqual([members[0], kim]);
    expect(talk.state().notices.map(({ what, name, after }) => [what, name, after])).toEqual([
      ['away', 'Robin', 0],
      ['back', 'Robin', 1],
      ['left', 'Robin', 1],
      ['joined', 'Kim', 1],
    ]);
    expect(talk.state().said[0]).toMatchObject({ speaker: 'task' });
  });

  it('gives refused words back, and the turn that they had ended, with its form', () => {
    const { live, talk } = begun();
    const form = [{ question: 'Fair?', type: 'text' }];
    live.hear({ update_id: 'c-3', id: 'System', text: '', task_data: { respond_with_form: form } });
    live.hear(turn('c-4'));
    talk.respond(['Yes']);
    expect(talk.state()).toMatchObject({ isMyTurn: false, form: null });
    live.hear({ update_id: 'refused-own-1', refused: { code: 'x', message: 'Too long.', update_id: 'own-1' } });
    expect(talk.state()).toMatchObject({ isMyTurn: true, form, refusal: 'Too long.', refused: { text: 'Fair? Yes' } });
    talk.say('Yes');
    expect(talk.state()).toMatchObject({ refusal: null, refused: null });
  });

  it('knows words of another with the same name from its own', () => {
    const { live, talk } = begun();
    live.hear(turn('c-3'));
    live.hear(says('c-4', 'Alex', 'Not you.'));
    expect(talk.state()).toMatchObject({ isMyTurn: true, said: [{ text: 'Not you.', isOwn: false }] });
  });

  it('has more time for a turn that was moved, and no turn again by that', () => {
    const { live, talk } = begun();
    live.hear(turn('c-3', { turn_until: '2026-01-01T00:05:00.000Z' }));
    live.hear({ update_id: 'c-4', task_data: { turn_until: '2026-01-01T00:09:00.000Z' } });
    expect(talk.state()).toMatchObject({ isMyTurn: true, turnUntil: new Date('2026-01-01T00:09:00.000Z') });
    talk.say('Ten?');
    live.hear({ update_id: 'c-5', task_data: { turn_until: '2026-01-01T00:10:00.000Z' } });
    expect(talk.state()).toMatchObject({ isMyTurn: false, turnUntil: null });
  });

  it('has no form any more in a turn without one', () => {
    const { live, talk } = begun();
    live.hear(turn('c-3', { respond_with_form: [{ question: 'Fair?', type: 'text' }] }));
    live.hear(turn('c-4', { respond_with_form: null }));
    expect(talk.state()).toMatchObject({ isMyTurn: true, form: null });
  });

  it('says a full form in one message that the server takes', () => {
    const { live, talk } = begun();
    const form = ['Who?', 'What?', 'Why?'].map((question) => ({ question, type: 'text' as const }));
    live.hear(turn('c-3', { respond_with_form: form }));
    const full = '漢'.repeat(maxResponseLength(form.length));
    talk.respond([full, full, full]);
    const [{ text, task_data }] = live.posted as [{ text: string; task_data: unknown }];
    expect(Buffer.byteLength(JSON.stringify({ text, task_data }))).toBeLessThan(100_000);
    expect(task_data).toEqual({ form_responses: form.map(({ question }) => ({ question, response: full })) });
    expect(text).toMatch(/^Who\? 漢+…$/);
  });

  it('still says what happened to others after words that were refused', () => {
    const { live, talk } = begun();
    live.hear(says('c-3', 'Robin', 'Bye.'));
    talk.say('Wait!');
    live.hear({ update_id: 'c-4', task_data: { member_left: 'Robin' } });
    live.hear({ update_id: 'refused-own-1', refused: { code: 'x', message: 'It is over.', update_id: 'own-1' } });
    expect(talk.state().said).toHaveLength(1);
    expect(talk.state().notices).toEqual([{ id: 'c-4-left', what: 'left', name: 'Robin', after: 1 }]);
  });

  it('gives no turn for refused words that were said without one', () => {
    const { live, talk } = begun();
    talk.say('Hello');
    live.hear({ update_id: 'refused-own-1', refused: { code: 'x', message: 'No.', update_id: 'own-1' } });
    expect(talk.state()).toMatchObject({ isMyTurn: false, said: [], refused: { text: 'Hello' } });
  });

  it('sends words again after a reload until the server says that it has them', () => {
    const kept: KeptWords[] = [];
    const drop = (id: string) => void kept.splice(0, kept.length, ...kept.filter((one) => one.update_id !== id));
    const keeper: WordsKeeper = { all: () => [...kept], keep: (words) => kept.push(words), drop };
    const first = specLive();
    openConversation(first, [began, turn('c-3')], first.newId, keeper).say('Ten?');
    const second = specLive();
    const again = openConversation(second, [began, turn('c-3')], second.newId, keeper);
    expect(second.posted).toEqual([{ update_id: 'own-1', text: 'Ten?', task_data: {} }]);
    expect(again.state()).toMatchObject({ isMyTurn: false, said: [{ text: 'Ten?', isOwn: true, isSent: false }] });
    second.hear({ update_id: 'got-own-1', acknowledges: 'own-1', task_data: {} });
    expect(again.state().said).toMatchObject([{ isSent: true }]);
    expect(kept).toEqual([]);
  });

  it('shows words once that the server had, though the page heard no receipt', () => {
    const drop = vi.fn();
    const kept = [{ update_id: 'own-1', text: 'Ten?', task_data: {} }];
    const keeper: WordsKeeper = { all: () => kept.filter(() => drop.mock.calls.length === 0), keep: () => {}, drop };
    const live = specLive();
    const talk = openConversation(
      live,
      [began, says('c-4', 'Alex', 'Ten?', { is_own: true, message_id: 'own-1' })],
      live.newId,
      keeper,
    );
    expect(drop).toHaveBeenCalledWith('own-1');
    expect(talk.state().said).toHaveLength(1);
    expect(live.posted).toEqual([]);
  });
});
