import { describe, expect, it } from 'vitest';
import type { AnyNewFact } from '../events/catalog.ts';
import * as facts from '../events/conversation.ts';
import type { ConversationSettings } from '../events/conversation-settings.ts';
import {
  accepted,
  ada,
  assigned,
  assignmentCompleted,
  assignmentExtended,
  begun,
  bob,
  completed,
  connected,
  expired,
  holder,
  noon,
  type Person,
  person,
  returned,
  sea,
  sea0,
  sky,
  sky0,
  sky1,
  stopped,
  submitted,
  submittedLate,
  timedOut,
  unitAt,
} from '../events/fixtures.ts';
import type { AgentId, QualificationId } from '../events/ids.ts';
import { UnitSubmitted } from '../events/unit.ts';
import { statusIn, statusOnLeaving, waitOf } from './conversation-status.ts';
import { todo } from './run-todo.ts';
import { connect, given, runAfter, submit } from './specify.ts';

const cem = person('cem');
const after = (seconds: number) => new Date(Date.parse(noon) + seconds * 1000).toISOString();

/** Two people wait for five minutes at most; a lost one ends the conversation. */
const pair: ConversationSettings = {
  seats: 2,
  minimum: 2,
  waitSeconds: 300,
  afterWaiting: 'pay',
  confirmSeconds: 0,
  dropout: 'end',
  dropoutSeconds: 60,
  turnSeconds: 120,
  settleSeconds: 90,
};
const of = { assignmentId: sky };
const opened = (changed: Partial<ConversationSettings> = {}, others: object = {}) =>
  begun({ conversation: { ...pair, ...changed }, ...others });

/** A unit is due after the wait and the half hour for the work. */
const took = (who: Person, unit = sky0) => [
  connected(who, unit),
  { ...assigned(who, unit), data: { ...assigned(who, unit).data, deadline: after(2100) } },
];
const joined = (who: Person, seat = 0, more: object = { waitUntil: after(300) }, assignmentId = sky) =>
  facts.ConversationJoined({ assignmentId, ...holder(who), seat, ...more });
const named = (who: Person, seat: number, more: { away?: true } = {}) => ({
  agentId: who.agentId,
  seat,
  name: `Chat Agent ${seat + 1}`,
  ...more,
});
const began = (members = [named(ada, 0), named(bob, 1)], bots: { seat: number; name: string }[] = []) =>
  facts.ConversationBegan({ ...of, members, bots });
const left = (who: Person, reason: facts.LeavingReason, more: object = {}) =>
  facts.ConversationMemberLeft({ ...of, agentId: who.agentId, reason, ...more });
const ended = (reason: facts.EndReason, seconds: number, more: object = {}) =>
  facts.ConversationEnded({ ...of, reason, settleBy: after(seconds + pair.settleSeconds), ...more });
const auto = (who: Person, unit = sky0, answer: unknown = {}) =>
  UnitSubmitted({ ...unit, ...holder(who), answer, autoSubmitted: true });
const away = (who: Person, seconds: number) =>
  facts.ConversationMemberAway({ ...of, agentId: who.agentId, until: after(seconds) });

const waits = [...took(ada), joined(ada)];
const talks = [...waits, ...took(bob, sky1), joined(bob, 1), began()];
const advance = (seconds: number) => ({ type: 'conversation.advance', ...of, now: after(seconds) }) as const;
const at = (seconds: number, who: Person) => ({ agentId: who.agentId, now: after(seconds) });

describe('a waiting room', () => {
  it('is entered with the first unit of an item, and filled before another is opened', () => {
    given(...opened())
      .when(connect(ada))
      .then(...took(ada), joined(ada));
    given(...opened(), ...waits)
      .when(connect(bob))
      .then(...took(bob, sky1), joined(bob, 1), began());
    given(...opened(), ...talks)
      .when(connect(cem))
      .then(...took(cem, sea0), joined(cem, 0, { waitUntil: after(300) }, sea));
  });

  it('is filled first also where items are given out last in, first out', () =>
    given(...opened({}, { unitOrder: { by: 'last_in' } }), ...waits)
      .when(connect(bob))
      .then(...took(bob, sky1), joined(bob, 1), began()));

  it('is for one alone where the task has one seat', () =>
    given(...opened({ seats: 1, minimum: 1, confirmSeconds: 20 }))
      .when(connect(ada))
      .then(...took(ada), joined(ada), began([named(ada, 0)]), expired(sky1)));

  it('is not entered twice by the same worker', () =>
    given(...opened({}, { allowedConcurrent: 0 }), ...waits)
      .when(connect(person('ada', 2)))
      .then(...took(person('ada', 2), sea0), joined(person('ada', 2), 0, { waitUntil: after(300) }, sea)));

  it('is an item like any other again once everybody has left', () => {
    const alone = [...opened(), ...waits, left(ada, 'returned'), returned(ada)];
    given(...alone)
      .when(connect(bob))
      .then(...took(bob), joined(bob));
    given(...alone).thenWaits();
  });

  it('gives members the names of the run and the roles of their seats', () =>
    given(...opened({ names: ['Ann', 'Ben'], roles: ['buyer', 'seller'] }), ...waits)
      .when(connect(bob))
      .then(
        ...took(bob, sky1),
        joined(bob, 1),
        began([
          { ...named(ada, 0), name: 'Ann', ...{ role: 'buyer' } },
          { ...named(bob, 1), name: 'Ben', ...{ role: 'seller' } },
        ]),
      ));
});

describe('pairing', () => {
  const inLanguage = (language: string, who = bob) => ({ ...connect(who), language });
  const same = opened({ pairing: { by: 'language', as: 'same' } });
  const german = [...took(ada), joined(ada, 0, { group: 'de', waitUntil: after(300) })];
  const alone = (group: string) => [...took(bob, sea0), joined(bob, 0, { group, waitUntil: after(300) }, sea)];
  const together = (group: string) => [...took(bob, sky1), joined(bob, 1, { group, waitUntil: after(300) }), began()];

  it('by language seats those together who speak the same one, of whatever region', () => {
    given(...same, ...german)
      .when(inLanguage('de-AT'))
      .then(...together('de'));
    given(...same, ...german)
      .when(inLanguage('en'))
      .then(...alone('en'));
  });

  it('of different groups seats nobody beside somebody of their own', () => {
    const different = opened({ pairing: { by: { qualificationId: 'party-1' as QualificationId }, as: 'different' } });
    const first = [...took(ada), joined(ada, 0, { group: '1', waitUntil: after(300) })];
    const holding = (value: number) => ({ ...connect(bob), holds: { 'party-1': value } });
    given(...different, ...first)
      .when(holding(2))
      .then(...together('2'));
    given(...different, ...first)
      .when(holding(1))
      .then(...alone('1'));
  });

  it('of people who never met keeps those apart who have talked, here or in another run', () => {
    const strangers = opened({ pairing: { neverMetBefore: true } });
    const before = [
      ...talks,
      ended('done', 60),
      submitted(ada, sky0, {}),
      submitted(bob, sky1, {}),
      assignmentCompleted(),
    ];
    const again = person('bob', 2);
    const second = [...took(person('ada', 2), sea0), joined(person('ada', 2), 0, { waitUntil: after(300) }, sea)];
    given(...strangers, ...before, ...second)
      .when(connect(again))
      .thenRefused('work/none');
    given(...strangers, ...waits)
      .when({ ...connect(bob), metElsewhere: [ada.workerId] })
      .then(...took(bob, sea0), joined(bob, 0, { waitUntil: after(300) }, sea));
  });

  it('holds also for items that the code of the task allows', () => {
    given(...same, ...german)
      .when({ ...inLanguage('en'), allowed: [0, 1] })
      .then(...alone('en'));
    given(...same, ...german)
      .when({ ...inLanguage('de'), allowed: [0, 1] })
      .then(...together('de'));
  });
});

describe('the question whether everybody is still there', () => {
  const asking = opened({ confirmSeconds: 20 });
  const asked = [
    ...waits,
    ...took(bob, sky1),
    joined(bob, 1),
    facts.ConversationConfirmationAsked({ ...of, until: after(20) }),
  ];
  const confirmed = (who: Person) => facts.ConversationConfirmed({ ...of, agentId: who.agentId });

  it('is asked when all have come, and the conversation begins with the last who confirms', () => {
    given(...asking, ...waits)
      .when(connect(bob))
      .then(...asked.slice(waits.length));
    given(...asking, ...asked)
      .when({ type: 'conversation.confirm', ...at(5, ada) })
      .then(confirmed(ada));
    given(...asking, ...asked, confirmed(ada))
      .when({ type: 'conversation.confirm', ...at(6, bob) })
      .then(confirmed(bob), began());
    given(...asking, ...asked, confirmed(ada))
      .when({ type: 'conversation.confirm', ...at(7, ada) })
      .then();
  });

  it('loses those who do not answer, and the others wait on', () => {
    const missed = [left(bob, 'not-confirmed'), returned(bob, sky1)];
    given(...asking, ...asked, confirmed(ada))
      .when(advance(20))
      .then(...missed);
    given(...asking, ...asked, confirmed(ada))
      .when(advance(19))
      .then();
    const lefts = runAfter(...asking, ...asked, confirmed(ada), ...missed);
    expect(waitOf(lefts, ada.agentId)).toMatchObject({ present: 1, seats: 2, waitUntil: after(300), confirmed: false });
    given(...asking, ...asked, confirmed(ada), ...missed)
      .when(connect(cem))
      .then(...took(cem, sky1), joined(cem, 1), facts.ConversationConfirmationAsked({ ...of, until: after(20) }));
  });
});

describe('the end of a wait', () => {
  it('pays whoever waited, and opens their seat again', () => {
    const paid = auto(ada, sky0, { ended: 'not-filled', waited_seconds: 300 });
    given(...opened(), ...waits)
      .when(advance(300))
      .then(left(ada, 'waited'), paid, assignmentExtended(3));
    given(...opened(), ...waits)
      .when(advance(299))
      .then();
    given(...opened(), ...waits, left(ada, 'waited'), paid, assignmentExtended(3))
      .when(connect(bob))
      .then(...took(bob, sky1), joined(bob));
  });

  it('pays a worker once in a run, and tells them before that a further wait is unpaid', () => {
    const paid = auto(ada, sky0, { ended: 'not-filled', waited_seconds: 300 });
    const again = person('ada', 2);
    const waitsAgain = [
      ...[...waits, left(ada, 'waited'), paid, assignmentExtended(3)],
      ...[...took(again, sky1), joined(again, 0)],
    ];
    given(...opened(), ...waitsAgain)
      .when(advance(300))
      .then(left(again, 'waited'), returned(again, sky1));
    expect(waitOf(runAfter(...opened(), ...waits), ada.agentId)).toMatchObject({ afterWaiting: 'pay' });
    expect(waitOf(runAfter(...opened(), ...waitsAgain), again.agentId)).toMatchObject({ afterWaiting: 'end' });
  });

  it('lets them go unpaid if the run says so', () =>
    given(...opened({ afterWaiting: 'end' }), ...waits)
      .when(advance(300))
      .then(left(ada, 'waited'), returned(ada)));

  it('is not held against whoever goes unpaid by a rule about returned units', () => {
    const rule = { measure: 'returned', comparator: '>=', threshold: 1, action: { type: 'flag' } } as const;
    const ruled = opened({ afterWaiting: 'end' }, { rules: [rule] });
    given(...ruled, ...waits)
      .when(advance(300))
      .then(left(ada, 'waited'), returned(ada));
    const run = runAfter(...ruled, ...waits, left(ada, 'waited'), returned(ada));
    expect(run.conversations.excused).toEqual(new Set());
  });

  it('begins with fewer if they are enough, and else pays', () => {
    given(...opened({ afterWaiting: 'go_on', minimum: 1 }), ...waits)
      .when(advance(300))
      .then(began([named(ada, 0)]), expired(sky1));
    given(...opened({ afterWaiting: 'go_on' }), ...waits)
      .when(advance(300))
      .then(left(ada, 'waited'), auto(ada, sky0, { ended: 'not-filled', waited_seconds: 300 }), assignmentExtended(3));
  });

  it('fills the open seats with bots, after the question', () => {
    given(...opened({ afterWaiting: 'bot' }), ...waits)
      .when(advance(300))
      .then(began([named(ada, 0)], [{ seat: 1, name: 'Chat Agent 2' }]), expired(sky1));
    given(...opened({ afterWaiting: 'bot', confirmSeconds: 20 }), ...waits)
      .when(advance(300))
      .then(facts.ConversationConfirmationAsked({ ...of, until: after(320) }));
  });

  it('is not asked about again when it is too late for that', () =>
    given(...opened({ afterWaiting: 'bot', confirmSeconds: 20 }), ...waits)
      .when(advance(320))
      .then(began([named(ada, 0)], [{ seat: 1, name: 'Chat Agent 2' }]), expired(sky1)));

  it('asks once, and then begins with those who confirmed', () => {
    const trio = opened({ seats: 3, minimum: 1, afterWaiting: 'go_on', confirmSeconds: 20 });
    const two = [...waits, ...took(bob, sky1), joined(bob, 1, { waitUntil: after(310) })];
    const three = { ...assignmentExtended(3) };
    const asked = facts.ConversationConfirmationAsked({ ...of, until: after(320) });
    const here = facts.ConversationConfirmed({ ...of, agentId: ada.agentId });
    given(...trio, three, ...two)
      .when(advance(300))
      .then(asked);
    given(...trio, three, ...two, asked, here)
      .when(advance(320))
      .then(
        ...[left(bob, 'not-confirmed'), returned(bob, sky1), expired(sky1)],
        ...[began([named(ada, 0)]), expired(unitAt(0, 2))],
      );
  });

  it('pays nobody who is away, and does not count them among those who are enough', () => {
    given(...opened(), ...waits, away(ada, 900))
      .when(advance(300))
      .then(left(ada, 'disconnected'), returned(ada));
    given(...opened({ afterWaiting: 'go_on' }), ...waits, ...took(bob, sky1), joined(bob, 1), away(bob, 900))
      .when(advance(300))
      .then(left(ada, 'waited'), auto(ada, sky0, { ended: 'not-filled', waited_seconds: 300 }), assignmentExtended(3));
  });

  it('is unpaid when the run is stopped, if the run says so', () =>
    given(...opened({ afterWaiting: 'end' }), ...waits, stopped)
      .when(advance(60))
      .then(left(ada, 'waited'), returned(ada), expired(sky0), ended('run-stopped', 60), completed));

  it('comes at once when the run is stopped, for pay', () => {
    const all = [...opened(), ...waits, stopped];
    given(...all).thenWaits('time-out', 'advance-conversation');
    given(...all)
      .when(advance(60))
      .then(
        ...[left(ada, 'waited'), auto(ada, sky0, { ended: 'run-stopped', waited_seconds: 60 })],
        ...[ended('run-stopped', 60), completed],
      );
  });
});

describe('a conversation', () => {
  const said = (number: number, more: object) =>
    facts.ConversationSaid({ ...of, number, by: 'member', message: { text: 'Hello' }, ...more } as never);
  const say = (who: Person, messageId?: string) =>
    ({ type: 'conversation.say', agentId: who.agentId, message: { text: 'Hello' }, messageId }) as const;
  const step = (nth: number, what: object) =>
    ({ type: 'conversation.step', ...of, step: nth, now: noon, ...what }) as never;
  const turn = (more: object = {}) =>
    facts.ConversationTurnGiven({ ...of, agentId: ada.agentId, step: 0, until: after(120), ...more });

  it('numbers what is said, and records the same message of a page once', () => {
    const first = said(1, { agentId: ada.agentId, messageId: 'm-1' });
    given(...opened(), ...talks)
      .when(say(ada, 'm-1'))
      .then(first);
    given(...opened(), ...talks, first)
      .when(say(ada, 'm-1'))
      .then();
    given(...opened(), ...talks, first)
      .when(say(bob, 'm-1'))
      .then(said(2, { agentId: bob.agentId, messageId: 'm-1' }));
  });

  it('knows a message that a page sends again also when it is over', () => {
    const of1 = facts.ConversationSaid({ ...of, number: 1, by: 'member', agentId: ada.agentId, messageId: 'm1' });
    given(...opened(), ...talks, of1, ended('done', 9))
      .when({ ...say(ada), messageId: 'm1' })
      .then();
  });

  it('says at its beginning whose page is gone', () =>
    given(
      ...opened({ afterWaiting: 'go_on', minimum: 1 }),
      ...waits,
      ...took(bob, sky1),
      joined(bob, 1),
      away(bob, 900),
    )
      .when(advance(300))
      .then(began([named(ada, 0), named(bob, 1, { away: true })])));

  it('is for its members, from its beginning to its end', () => {
    given(...opened(), ...waits)
      .when(say(ada))
      .thenRefused('conversation/not-begun');
    given(...opened(), ...talks, ended('done', 9))
      .when(say(ada))
      .thenRefused('conversation/over');
    given(...opened({ dropout: 'go_on' }), ...talks, left(bob, 'returned'), returned(bob, sky1), expired(sky1))
      .when(say(bob))
      .thenRefused('conversation/not-a-member');
    given(...opened(), ...talks)
      .when(say(cem))
      .thenRefused('agent/unknown');
    given(...begun(), ...took(ada))
      .when(say(ada))
      .thenRefused('conversation/none');
  });

  it('takes so many messages, and none that is too long', () => {
    given(...opened(), ...talks, said(1, { agentId: ada.agentId }))
      .when({ ...say(ada), limits: { messages: 1, bytes: 100 } })
      .thenRefused('conversation/too-many-messages', '1 messages');
    given(...opened(), ...talks)
      .when(step(0, { does: 'say', message: { text: 'Hello' }, limits: { messages: 0, bytes: 15 } }))
      .thenRefused('conversation/too-many-messages', '0 messages');
    given(...opened(), ...talks)
      .when({ ...say(ada), limits: { messages: 9, bytes: 15 } })
      .thenRefused('conversation/message-too-long', '15 bytes');
    const messageFile = { hash: 'a'.repeat(64), size: 16 };
    given(...opened(), ...talks)
      .when({ ...say(ada), message: undefined, messageFile, limits: { messages: 9, bytes: 15 } } as never)
      .thenRefused('conversation/message-too-long', '15 bytes');
  });

  it('hears a requester only within the limits, and in private only to its members', () => {
    const say = { type: 'conversation.say-as-requester', ...of, message: { text: 'Hello' } } as const;
    const to = (...people: Person[]) => people.map(({ agentId }) => agentId);
    const limits = { messages: 100, bytes: 100 };
    given(...opened(), ...talks)
      .when({ ...say, to: to(bob), limits })
      .then(said(1, { by: 'requester', to: to(bob) }));
    given(...opened(), ...talks)
      .when({ ...say, to: to(bob, cem) })
      .thenRefused('conversation/no-such-member');
    given(...opened(), ...talks)
      .when({ ...say, limits: { ...limits, bytes: 10 } })
      .thenRefused('conversation/message-too-long');
    given(...opened(), ...talks)
      .when({ ...say, limits: { ...limits, messages: 0 } })
      .thenRefused('conversation/too-many-messages');
    given(...opened(), ...waits)
      .when(say)
      .thenRefused('conversation/not-begun');
  });

  it('hears requesters who watch it, and the code of the task, to all or to some', () => {
    given(...opened(), ...talks)
      .when({ type: 'conversation.say-as-requester', ...of, message: { text: 'Hello' } })
      .then(said(1, { by: 'requester' }));
    given(...opened(), ...talks)
      .when(step(0, { does: 'say', message: { text: 'Hello' }, to: [ada.agentId] }))
      .then(said(1, { by: 'task', to: [ada.agentId], step: 0 }));
    given(...opened(), ...talks)
      .when(step(0, { does: 'say', message: { text: 'Hello' }, seat: 1 }))
      .then(said(1, { by: 'bot', seat: 1, step: 0 }));
  });

  it('takes each step of the code once, also when a later one was quicker', () => {
    const done = (nth: number) => facts.ConversationStepDone({ ...of, step: nth, result: 7 });
    const result = { does: 'result', result: 7 };
    given(...opened(), ...talks, done(0))
      .when(step(0, result))
      .then();
    given(...opened(), ...talks, done(2))
      .when(step(2, result))
      .then();
    given(...opened(), ...talks, done(2))
      .when(step(0, result))
      .then(done(0));
    given(...opened(), ...talks)
      .when(step(1001, result))
      .thenRefused('conversation/step-out-of-order');
    given(...opened(), ...talks, ended('done', 1))
      .when(step(0, result))
      .then();
  });

  it('gives turns, which end with a message or their time', () => {
    given(...opened(), ...talks)
      .when(step(0, { does: 'turn', agentId: ada.agentId }))
      .then(turn());
    given(...opened(), ...talks)
      .when(step(0, { does: 'turn', agentId: ada.agentId, seconds: 10, form: ['?'], mayPass: true }))
      .then(turn({ until: after(10), mayPass: true, form: ['?'] }));
    given(...opened(), ...talks, turn(), said(1, { agentId: ada.agentId }))
      .when(advance(130))
      .then();
    given(...opened(), ...talks, turn({ until: after(10), mayPass: true }))
      .when(advance(10))
      .then(facts.ConversationTurnOver({ ...of, agentId: ada.agentId, step: 0 }));
    given(...opened(), ...talks, turn())
      .when(advance(120))
      .then(left(ada, 'turn-over'), timedOut(ada), expired(sky0), ended('too-few', 120));
    given(...opened(), ...talks)
      .when(step(0, { does: 'turn', agentId: 'gone' as AgentId }))
      .then(facts.ConversationStepDone({ ...of, step: 0 }));
  });

  it('keeps answers to a form for the code, and says to all what comes after', () => {
    const form = turn({ form: ['?'] });
    given(...opened(), ...talks, form)
      .when(say(ada))
      .then(said(1, { agentId: ada.agentId, to: [] }));
    given(...opened(), ...talks, form)
      .when(say(bob))
      .then(said(1, { agentId: bob.agentId }));
    given(...opened(), ...talks, form, said(1, { agentId: ada.agentId, to: [] }))
      .when(say(ada))
      .then(said(2, { agentId: ada.agentId }));
  });

  it('keeps answers to a form for the code also once their turn is over, or is one without a form', () => {
    const answers = { ...say(ada), answersForm: true };
    const form = turn({ form: ['?'] });
    for (const then of [facts.ConversationTurnOver({ ...of, agentId: ada.agentId, step: 0 }), turn({ step: 1 })])
      given(...opened(), ...talks, form, then)
        .when(answers)
        .then(said(1, { agentId: ada.agentId, to: [] }));
  });

  it('wakes the code when its timer is due', () => {
    const set = facts.ConversationTimerSet({ ...of, step: 0, due: after(30) });
    given(...opened(), ...talks)
      .when(step(0, { does: 'timer', seconds: 30 }))
      .then(set);
    given(...opened(), ...talks, set)
      .when(advance(30))
      .then(facts.ConversationTimerEnded({ ...of, step: 0 }));
    given(...opened(), ...talks, set, facts.ConversationTimerEnded({ ...of, step: 0 }))
      .when(advance(31))
      .then();
  });

  it('waits for the code of the task while it goes on', () => {
    given(...opened(), ...talks).thenWaits('time-out', 'time-out', 'run-conversation');
    given(...opened(), ...talks, ended('done', 9)).thenWaits('time-out', 'time-out', 'advance-conversation');
  });

  it('has as many units as seats, so that the run is not extended', () =>
    given(...opened())
      .when({ type: 'task-run.extend', unitsPerAssignment: 3 })
      .thenRefused('conversation/not-extensible'));
});

describe('a member who is lost', () => {
  it('has a while to come back', () => {
    given(...opened(), ...talks)
      .when({ type: 'conversation.note-away', ...at(10, bob) })
      .then(away(bob, 70));
    given(...opened(), ...talks, away(bob, 70))
      .when({ type: 'conversation.note-back', ...at(20, bob) })
      .then(facts.ConversationMemberBack({ ...of, agentId: bob.agentId }));
    given(...opened(), ...talks, away(bob, 70))
      .when(advance(69))
      .then();
  });

  const gone = [left(bob, 'disconnected'), returned(bob, sky1), expired(sky1)];

  it.each(['end', 'wait'] as const)('ends it for all by the policy "%s"', (dropout) =>
    given(...opened({ dropout }), ...talks, away(bob, 70))
      .when(advance(70))
      .then(...gone, ended('too-few', 70)),
  );

  it('is gone without by "go_on", until nobody is left', () => {
    given(...opened({ dropout: 'go_on' }), ...talks, away(bob, 70))
      .when(advance(70))
      .then(...gone);
    given(...opened({ dropout: 'go_on' }), ...talks, ...gone)
      .when({ type: 'agent.return', ...at(80, ada) })
      .then(left(ada, 'returned'), returned(ada), expired(sky0), ended('too-few', 80), assignmentCompleted());
  });

  it('leaves a seat by "replace" that somebody else may take, with a name of their own', () => {
    const offered = [left(bob, 'disconnected', { openUntil: after(370) }), returned(bob, sky1)];
    const replacing = [...opened({ dropout: 'replace' }), ...talks];
    given(...replacing, away(bob, 70))
      .when(advance(70))
      .then(...offered);
    given(...replacing, ...offered)
      .when(connect(cem))
      .then(...took(cem, sky1), joined(cem, 1, { name: 'Chat Agent 3' }));
    given(...replacing, ...offered)
      .when(advance(370))
      .then(ended('too-few', 370), expired(sky1));
    given(...opened({ dropout: 'replace', minimum: 1 }), ...talks, ...offered)
      .when(advance(370))
      .then(facts.ConversationSeatClosed({ ...of, seat: 1 }), expired(sky1));
  });

  it('has nobody in their place in a run that is stopped, or where nobody else is left', () => {
    const replacing = [...opened({ dropout: 'replace', minimum: 1 }), ...talks];
    given(...replacing, stopped, away(bob, 70))
      .when(advance(70))
      .then(...gone);
    const offered = [left(bob, 'disconnected', { openUntil: after(370) }), returned(bob, sky1)];
    given(...replacing, ...offered)
      .when({ type: 'agent.return', ...at(80, ada) })
      .then(
        left(ada, 'returned'),
        returned(ada),
        expired(sky0),
        ended('too-few', 80),
        expired(sky1),
        assignmentCompleted(),
      );
    given(...replacing, ...offered, stopped)
      .when(advance(80))
      .then(facts.ConversationSeatClosed({ ...of, seat: 1 }));
  });

  it('counts beside bots: they fill what the conversation needs, but do not talk alone', () => {
    const withBot = [...waits, began([named(ada, 0)], [{ seat: 1, name: 'Chat Agent 2' }]), expired(sky1)];
    given(...opened({ dropout: 'go_on' }), ...withBot)
      .when({ type: 'agent.return', ...at(80, ada) })
      .then(left(ada, 'returned'), returned(ada), expired(sky0), ended('too-few', 80), assignmentCompleted());
  });

  it('has no answer that counts, and no way back by a reload', () => {
    const history = [...opened({ dropout: 'go_on' }), ...talks, ...gone];
    given(...history)
      .when(submit(bob, {}))
      .then(submittedLate(bob, sky1, {}));
    given(...history)
      .when(connect({ ...bob, agentId: 'agent-bob-2' as AgentId }))
      .then(
        ...took({ ...bob, agentId: 'agent-bob-2' as AgentId }, sea0),
        joined({ ...bob, agentId: 'agent-bob-2' as AgentId }, 0, { waitUntil: after(300) }, sea),
      );
  });

  it('in a waiting room leaves it open to others, and it begins only with those who are there', () => {
    given(...opened(), ...waits, away(ada, 60))
      .when(connect(bob))
      .then(...took(bob, sky1), joined(bob, 1));
    given(...opened(), ...waits, away(ada, 60), ...took(bob, sky1), joined(bob, 1))
      .when({ type: 'conversation.note-back', ...at(30, ada) })
      .then(facts.ConversationMemberBack({ ...of, agentId: ada.agentId }), began());
    given(...opened(), ...waits, away(ada, 60), ...took(bob, sky1), joined(bob, 1))
      .when(advance(60))
      .then(left(ada, 'disconnected'), returned(ada));
  });
});

describe('an interruption of the server', () => {
  const resume = (seconds: number) => ({ type: 'conversation.resume', ...of, now: after(seconds) }) as const;
  const resumed = (seconds: number) => facts.ConversationResumed({ ...of, until: after(seconds) });
  const turn = facts.ConversationTurnGiven({ ...of, agentId: ada.agentId, step: 0, until: after(120) });
  const passed = { ...turn, data: { ...turn.data, mayPass: true as const } };

  it('gives everybody the time to come back before a time is over', () => {
    given(...opened(), ...talks, passed)
      .when(resume(700))
      .then(resumed(760));
    given(...opened(), ...talks, passed, resumed(760))
      .when(advance(759))
      .then();
    given(...opened(), ...talks, passed, resumed(760))
      .when(advance(760))
      .then(facts.ConversationTurnOver({ ...of, agentId: ada.agentId, step: 0 }));
  });

  it('changes nothing where no time is near', () => {
    given(...opened(), ...talks, turn)
      .when(resume(30))
      .then();
    given(...opened(), ...talks)
      .when(resume(700))
      .then();
    given(...opened(), ...talks, ended('done', 9), auto(ada), auto(bob, sky1))
      .when(resume(700))
      .then();
  });

  it('counts against nobody whose unit was due meanwhile, also where no other time is near', () => {
    const timeOut = (seconds: number) => ({ type: 'unit.time-out', unitId: sky0.unitId, now: after(seconds) }) as const;
    given(...opened(), ...talks)
      .when(resume(3000))
      .then(resumed(3060));
    given(...opened(), ...talks, resumed(3060))
      .when(timeOut(3059))
      .thenRefused('unit/not-due');
    given(...opened(), ...talks, resumed(3060))
      .when(timeOut(3060))
      .then(ended('time-over', 3060), auto(ada));
    const seats = runAfter(...opened(), ...talks, resumed(3060));
    const dues = todo(seats).flatMap(({ do: what, due }) => (what === 'time-out' ? [due] : []));
    expect(dues).toEqual([after(3060), after(3060)]);
  });

  it('moves no deadline to an earlier time', () => {
    given(...opened(), ...talks, turn, resumed(760))
      .when({ type: 'unit.time-out', unitId: sky0.unitId, now: after(2099) })
      .thenRefused('unit/not-due');
  });

  it('leaves those the time to hand in whose conversation was over', () =>
    given(...opened(), ...talks, ended('done', 9))
      .when(resume(700))
      .then(resumed(760)));

  it('counts against nobody who had to confirm or whose wait was over meanwhile', () => {
    const asking = opened({ confirmSeconds: 20, afterWaiting: 'bot' });
    const asked = facts.ConversationConfirmationAsked({ ...of, until: after(20) });
    const both = [...waits, ...took(bob, sky1), joined(bob, 1), asked];
    given(...asking, ...both)
      .when(resume(700))
      .then(resumed(760));
    given(...asking, ...both, resumed(760))
      .when(advance(759))
      .then();
    given(...asking, ...waits, resumed(760))
      .when(advance(760))
      .then(facts.ConversationConfirmationAsked({ ...of, until: after(780) }));
  });
});

describe('the end of a conversation', () => {
  const end = { type: 'conversation.end', ...of, now: after(60), reason: 'done', data: { agreed: true } } as const;
  const over = ended('done', 60, { data: { agreed: true } });

  it('is said once, by the code or a requester', () => {
    given(...opened(), ...talks)
      .when(end)
      .then(over);
    given(...opened(), ...talks, over)
      .when(end)
      .then();
    given(...opened(), ...waits)
      .when(end)
      .thenRefused('conversation/not-begun');
    given(...opened(), ...waits)
      .when({ type: 'conversation.end', ...of, now: after(60), reason: 'by-requester' })
      .then(
        ...[left(ada, 'waited'), auto(ada, sky0, { ended: 'by-requester', waited_seconds: 60 })],
        ...[ended('by-requester', 60), expired(sky1), assignmentCompleted()],
      );
  });

  it('lets members hand in, and not before', () => {
    given(...opened(), ...talks)
      .when(submit(ada, {}))
      .thenRefused('conversation/not-over');
    given(...opened(), ...talks, over)
      .when(submit(ada, {}))
      .then(submitted(ada, sky0, {}));
  });

  it('hands in for those who do not, and takes it well if they do so later', () => {
    given(...opened(), ...talks, over, submitted(ada, sky0, {}))
      .when(advance(150))
      .then(auto(bob, sky1), assignmentCompleted());
    given(...opened(), ...waits, left(ada, 'waited'), auto(ada, sky0, { ended: 'not-filled', waited_seconds: 300 }))
      .when(submit(ada, {}))
      .then();
  });

  it('counts for whoever stayed until it, also if they then leave or run out of time', () => {
    given(...opened(), ...talks, over)
      .when({ type: 'agent.return', ...at(70, ada) })
      .then(auto(ada));
    given(...opened(), ...talks, over)
      .when({ type: 'unit.time-out', unitId: sky0.unitId, now: after(2100) })
      .then(auto(ada));
  });

  it('comes with the deadline of a unit, and nobody goes unpaid for that', () => {
    given(...opened(), ...talks)
      .when({ type: 'unit.time-out', unitId: sky0.unitId, now: after(2100) })
      .then(ended('time-over', 2100), auto(ada));
    given(...opened(), ...talks)
      .when({ type: 'unit.time-out', unitId: sky0.unitId, now: after(2099) })
      .thenRefused('unit/not-due');
  });

  it('leaves nothing of it in memory once all have handed in', () => {
    const run = runAfter(...opened(), ...talks, over, auto(ada), auto(bob, sky1));
    expect(run.conversations.states.has(sky)).toBe(false);
    expect(run.freeUnits.reserved.size).toBe(0);
    expect(runAfter(...opened(), ...talks, over, auto(ada)).conversations.states.has(sky)).toBe(true);
  });
});

describe('what pages show', () => {
  const statusAfter = (who: Person, ...history: AnyNewFact[]) => statusIn(runAfter(...history), who.agentId);
  const replacing = opened({ dropout: 'go_on' });

  it('is where a member stands', () => {
    expect(statusAfter(ada, ...opened(), ...waits)).toBe('waiting');
    expect(statusAfter(ada, ...opened(), ...talks)).toBe('in task');
    expect(statusAfter(ada, ...opened(), ...talks, ended('done', 9))).toBe('in task');
    expect(statusAfter(ada, ...opened(), ...talks, ended('too-few', 9))).toBe('partner disconnect');
    expect(statusAfter(ada, ...opened(), ...talks, ended('done', 9), submitted(ada, sky0, {}))).toBe('completed');
    expect(statusAfter(cem, ...opened())).toBeUndefined();
  });

  it.each([
    ['disconnected', 'disconnect'],
    ['returned', 'returned'],
    ['turn-over', 'timeout'],
  ] as const)('is, after they have left as %s, "%s"', (reason, status) =>
    expect(statusAfter(bob, ...replacing, ...talks, left(bob, reason), returned(bob, sky1), expired(sky1))).toBe(
      status,
    ),
  );

  it('is the same whether or not others are still there when somebody has left', () => {
    const paid = [...waits, left(ada, 'waited'), auto(ada, sky0, { ended: 'not-filled', waited_seconds: 300 })];
    expect(statusAfter(ada, ...opened(), ...paid)).toBe('partner disconnect');
    expect(statusAfter(ada, ...opened(), ...paid, accepted(ada, sky0))).toBe('approved');
    const unpaid = [...waits, left(ada, 'waited'), returned(ada)];
    expect(statusAfter(ada, ...opened({ afterWaiting: 'end' }), ...unpaid)).toBe('expired');
  });

  it('has the button to hand in for whoever was paid for waiting', () => {
    expect(statusOnLeaving('waited', true)).toBe('partner disconnect');
    expect(statusOnLeaving('waited', false)).toBe('expired');
  });

  it('is how many are there while they wait', () => {
    const run = runAfter(...opened(), ...waits);
    expect(waitOf(run, ada.agentId)).toEqual({
      ...{ present: 1, seats: 2, roomsBefore: 0 },
      ...{ waitUntil: after(300), confirmUntil: undefined, confirmed: false, afterWaiting: 'pay' },
    });
    expect(waitOf(runAfter(...opened(), ...talks), ada.agentId)).toBeUndefined();
  });
});
