import { describe, it } from 'vitest';
import { AgentSubmittedLate, AgentWorkRecovered } from '../events/agent.ts';
import {
  accepted,
  ada,
  assigned,
  assignmentCompleted,
  begun,
  bob,
  bonus,
  bonusGranted,
  commentEdited,
  commented,
  commentRemoved,
  completed,
  connected,
  file,
  holder,
  noon,
  type Person,
  paid,
  rejected,
  secondOpinionAsked,
  settingsChanged,
  sky0,
  sky1,
  stopped,
  submitted,
  submittedLate,
  took,
  undone,
} from '../events/fixtures.ts';
import type { CommentId } from '../events/ids.ts';
import { UnitAssigned, UnitSubmitted } from '../events/unit.ts';
import type { RunCommand } from './run-decide.ts';
import { given } from './specify.ts';

const origin = { kind: 'answer', source: 'the rows in read-model/1.db', at: noon };
const lostAnswer = (who: Person, isLate = false) =>
  ({
    type: 'agent.recover',
    now: noon,
    origin,
    lost: {
      agentId: who.agentId,
      workerId: who.workerId,
      provider: who.provider,
      worker: who.worker,
      unitId: sky0.unitId,
      answer: 'blue',
      isLate,
    },
  }) satisfies RunCommand;
const about = (who: Person, what: Extract<RunCommand, { unitId: unknown }>): RunCommand => ({
  type: 'run.recover',
  what,
  agentId: who.agentId,
  origin,
});
const again = (who: Person): Person => ({ ...who, registration: `recovered ${who.agentId}` });
const found = (who: Person) =>
  AgentWorkRecovered({ agentId: who.agentId, kind: 'answer', source: origin.source, recordedAt: noon });
const takenAgain = (who: Person) => [connected(again(who)), UnitAssigned({ ...sky0, ...holder(who), deadline: noon })];

describe('an answer that the log had lost', () => {
  it('counts where its unit is open, and names where it was found', () =>
    given(...begun())
      .when(lostAnswer(ada))
      .then(...takenAgain(ada), submitted(ada, sky0, 'blue'), found(ada)));

  it('completes its item like any other', () =>
    given(...begun(), ...took(bob, sky1), submitted(bob, sky1))
      .when(lostAnswer(ada))
      .then(...takenAgain(ada), submitted(ada, sky0, 'blue'), found(ada), assignmentCompleted()));

  it('counts where the log still has its agent at work', () =>
    given(...begun(), ...took(ada, sky0))
      .when(lostAnswer(ada))
      .then(submitted(ada, sky0, 'blue'), found(ada)));

  it('is kept and does not count where another worker has the unit', () =>
    given(...begun(), ...took(bob, sky0))
      .when(lostAnswer(ada))
      .then(connected(again(ada), sky0), submittedLate(ada, sky0, 'blue'), found(ada)));

  it('is kept and does not count in a run that was stopped', () =>
    given(...begun(), stopped, completed)
      .when(lostAnswer(ada))
      .then(connected(again(ada), sky0), submittedLate(ada, sky0, 'blue'), found(ada)));

  it('stays one that came late', () =>
    given(...begun())
      .when(lostAnswer(ada, true))
      .then(connected(again(ada), sky0), submittedLate(ada, sky0, 'blue'), found(ada)));

  it.each([
    ['what it paid when it was given out', 50, { payCents: 50 }],
    ['what the run was opened with', null, {}],
    ['what the run pays now, where nothing else is known', undefined, { payCents: 80 }],
  ])('pays %s', (_, payCents, recorded) => {
    const { lost, ...rest } = lostAnswer(ada);
    const taken = UnitAssigned({ ...sky0, ...holder(ada), deadline: noon, ...recorded });
    given(...begun(), settingsChanged({ task_reward: 0.8 }, { payCents: 80 }))
      .when({ ...rest, lost: { ...lost, payCents } })
      .then(connected(again(ada)), taken, submitted(ada, sky0, 'blue'), found(ada));
  });

  it('is recorded with its files, and as auto-submitted where its time ran out', () => {
    const lost = lostAnswer(ada);
    const rest = { files: [file], autoSubmitted: true };
    given(...begun(), ...took(ada))
      .when({ ...lost, lost: { ...lost.lost, ...rest } })
      .then(UnitSubmitted({ ...sky0, ...holder(ada), answer: 'blue', ...rest }), found(ada));
    given(...begun(), ...took(ada))
      .when({ ...lost, lost: { ...lost.lost, ...rest, isLate: true } })
      .then(AgentSubmittedLate({ ...holder(ada), unitId: sky0.unitId, answer: 'blue', files: [file] }), found(ada));
  });

  it('changes nothing once it is there', () =>
    given(...begun(), ...took(ada, sky0), submitted(ada, sky0, 'blue'))
      .when(lostAnswer(ada))
      .then());

  it('needs a unit that the run has', () => given().when(lostAnswer(ada)).thenRefused('unit/unknown'));
});

describe('a decision about a lost answer', () => {
  const work = [...begun(), connected(ada, sky0), assigned(ada, sky0), submitted(ada, sky0)];
  const accept = { type: 'unit.accept', unitId: sky0.unitId, by: 'reviewer:anna', note: 'Well seen.' } as const;

  it('is recorded again for the same answer', () =>
    given(...work)
      .when(about(ada, accept))
      .then(accepted(ada, sky0, { note: 'Well seen.' }), found(ada)));

  it('is not recorded for the answer of another worker', () =>
    given(...work)
      .when(about(bob, accept))
      .thenRefused('recovery/other-work'));

  it('is not recorded over a newer one', () => {
    const undo = { type: 'unit.undo-review', unitId: sky0.unitId, by: 'reviewer:anna' } as const;
    given(...work, accepted(ada))
      .when(about(ada, undo))
      .thenRefused('recovery/newer-decision');
    given(...work, secondOpinionAsked(ada))
      .when(about(ada, undo))
      .then(undone(ada), found(ada));
  });

  it('that was undone leaves the answer to review', () =>
    given(...work)
      .when(about(ada, { type: 'unit.undo-review', unitId: sky0.unitId, by: 'reviewer:anna' }))
      .then());

  it('is recorded once: a bonus is promised once however often it is recovered', () =>
    given(...work, accepted(ada, sky0), bonusGranted(ada, sky0))
      .when(about(ada, { type: 'unit.grant-bonus', unitId: sky0.unitId, ...bonus }))
      .then());
});

describe('a payment that the log had lost', () => {
  const work = [...begun(), ...took(ada), submitted(ada)];
  const payment = { type: 'unit.recover-payment', unitId: sky0.unitId, cents: 150, currency: 'EUR' } as const;

  it('is recorded again, so that nobody is paid twice', () =>
    given(...work, accepted(ada))
      .when(about(ada, payment))
      .then(paid(ada), found(ada)));

  it.each([
    ['was taken back', [undone(ada)]],
    ['became a rejection', [undone(ada), rejected(ada)]],
  ])('is recorded again also where the decision %s', (_, since) =>
    given(...work, accepted(ada), ...since)
      .when(about(ada, payment))
      .then(paid(ada), found(ada)),
  );

  it('is recorded once', () =>
    given(...work, accepted(ada), paid(ada))
      .when(about(ada, payment))
      .then());

  it('is not due any more once it is there', () =>
    given(...work, paid(ada), accepted(ada))
      .when({ type: 'units.pay', units: [{ unitId: sky0.unitId, cents: 150 }], bonuses: [], currency: 'EUR' })
      .then());

  it('is not recorded for the answer of another worker', () =>
    given(...work, accepted(ada))
      .when(about(bob, payment))
      .thenRefused('recovery/other-work'));
});

describe('a comment that the log had lost', () => {
  const work = [...begun(), ...took(ada), submitted(ada)];
  const lost = (commentId: string, more: { text?: string; replyTo?: string }): RunCommand => ({
    type: 'run.recover',
    what: { type: 'unit.recover-comment', unitId: sky0.unitId, ...more, ...ids(commentId, more.replyTo) },
    origin,
  });
  const ids = (commentId: string, replyTo?: string) => ({
    commentId: commentId as CommentId,
    replyTo: replyTo as CommentId | undefined,
  });

  it('is recorded again, for whoever submitted the unit', () =>
    given(...work)
      .when(lost('c1', { text: 'Blue?' }))
      .then(commented('c1', 'Blue?'), found(ada)));

  it('gets its last text, where the log has an earlier one', () =>
    given(...work, commented('c1', 'Blue?'))
      .when(lost('c1', { text: 'Blue!' }))
      .then(commentEdited('c1', 'Blue!'), found(ada)));

  it('is removed again, where the log lacks that', () =>
    given(...work, commented('c1'))
      .when(lost('c1', {}))
      .then(commentRemoved('c1'), found(ada)));

  it('does not come back once it is removed', () => {
    given(...work, commented('c1'), commentRemoved('c1'))
      .when(lost('c1', { text: 'Blue?' }))
      .then();
    given(...work)
      .when(lost('c1', {}))
      .then();
  });

  it('stays a reply, also to a removed comment, and stands alone where that is lost', () => {
    given(...work, commented('c1'), commentRemoved('c1'))
      .when(lost('c2', { text: 'Yes.', replyTo: 'c1' }))
      .then(commented('c2', 'Yes.', sky0, 'c1'), found(ada));
    given(...work)
      .when(lost('c2', { text: 'Yes.', replyTo: 'c1' }))
      .then(commented('c2', 'Yes.'), found(ada));
  });

  it('needs an answer', () =>
    given(...begun())
      .when(lost('c1', { text: 'Blue?' }))
      .thenRefused('unit/not-submitted'));
});
