import { describe, expect, it } from 'vitest';
import {
  accepted,
  ada,
  adjudicated,
  assignmentCompleted,
  begun,
  blue,
  bob,
  bonus,
  bonusGranted,
  bonusPaid,
  bonusWithdrawn,
  expired,
  holder,
  issuedBy,
  noon,
  person,
  rejected,
  sea0,
  secondOpinionAsked,
  sky,
  sky0,
  sky1,
  submitted,
  took,
  undone,
  unitAt,
} from '../events/fixtures.ts';
import type { BonusId } from '../events/ids.ts';
import { UnitBonusGranted } from '../events/unit.ts';
import { given, runAfter } from './specify.ts';

const { unitId } = sky0;
const [anna, ben] = ['reviewer:anna', 'reviewer:ben'];
const done = [...begun(), ...took(ada, sky0), submitted(ada, sky0)];
const acceptance = issuedBy(anna, accepted(ada, sky0));
const rejection = issuedBy(anna, rejected(ada, sky0, { note: 'no' }));

describe('a decision', () => {
  it('of the same person, made again, changes nothing', () => {
    given(...done, acceptance)
      .when({ type: 'unit.accept', unitId, by: anna })
      .then();
    given(...done, rejection)
      .when({ type: 'unit.reject', unitId, by: anna, note: 'no' })
      .then();
    given(...done, acceptance, bonusGranted(ada, sky0))
      .when({ type: 'unit.accept', unitId, by: anna, bonus: { ...bonus, bonusId: 'bonus-2' as BonusId } })
      .then();
  });
  it('made again with a note, a message or a bonus is refused, so that none is lost', () => {
    const again = { type: 'unit.accept', unitId, by: anna } as const;
    for (const more of [{ note: 'once more' }, { message: 'Thank you.' }, { bonus }])
      given(...done, acceptance)
        .when({ ...again, ...more })
        .thenRefused('unit/already-reviewed');
    const second = person('ada', 2);
    const elsewhere = [...took(second, sea0), submitted(second, sea0), bonusGranted(second, sea0)];
    for (const before of [[bonusGranted(ada, sky0), bonusWithdrawn(ada, sky0)], elsewhere])
      given(...done, acceptance, ...before)
        .when({ ...again, bonus })
        .thenRefused('unit/already-reviewed');
    given(...done, acceptance, bonusGranted(ada, sky0))
      .when({ ...again, bonus: { ...bonus, cents: bonus.cents + 1 } })
      .thenRefused('unit/already-reviewed');
    given(...done, acceptance, bonusGranted(ada, sky0))
      .when({ ...again, bonus: { ...bonus, reason: 'Another reason.' } })
      .thenRefused('unit/already-reviewed');
    given(...done, rejection)
      .when({ type: 'unit.reject', unitId, by: anna, note: 'no, really' })
      .thenRefused('unit/already-reviewed');
  });
  it('is not overwritten, and the refusal names who was first', () => {
    for (const type of ['unit.accept', 'unit.soft-reject', 'unit.reject'] as const) {
      given(...done, acceptance)
        .when({ type, unitId, by: ben })
        .thenRefused('unit/already-reviewed', 'is accepted already, by anna');
    }
    given(...done, rejection)
      .when({ type: 'unit.accept', unitId, by: ben })
      .thenRefused('unit/already-reviewed');
    for (const type of ['unit.soft-reject', 'unit.reject'] as const)
      given(...done, acceptance)
        .when({ type, unitId, by: anna })
        .thenRefused('unit/already-reviewed');
    given(...done, rejection)
      .when({ type: 'unit.soft-reject', unitId, by: anna })
      .thenRefused('unit/already-reviewed', 'is rejected already');
    given(...done, accepted(ada))
      .when({ type: 'unit.reject', unitId, by: anna })
      .thenRefused('unit/already-reviewed', 'by unknown');
  });
  it('to reject may be turned into an acceptance by the same reviewer', () =>
    given(...done, rejection)
      .when({ type: 'unit.accept', unitId, by: anna })
      .then(accepted(ada, sky0)));
  it('carries a message to the worker beside the note', () =>
    given(...done)
      .when({ type: 'unit.reject', unitId, by: anna, note: 'bot?', message: 'Please read the question.' })
      .then(rejected(ada, sky0, { note: 'bot?', message: 'Please read the question.' })));
});

describe('undoing a decision', () => {
  const undo = { type: 'unit.undo-review', unitId, by: ben } as const;
  it('lets the work wait again, whatever the decision and its reviewer', () => {
    given(...done, acceptance)
      .when(undo)
      .then(undone(ada, sky0));
    given(...done, rejection)
      .when(undo)
      .then(undone(ada, sky0));
  });
  it('lets any reviewer decide again', () =>
    given(...done, acceptance, undone(ada, sky0))
      .when({ type: 'unit.reject', unitId, by: ben, note: 'no' })
      .then(rejected(ada, sky0, { note: 'no' })));
  it('counts as if nothing had been decided', () => {
    const before = runAfter(...done).tally;
    expect(runAfter(...done, acceptance, undone(ada, sky0)).tally).toEqual(before);
    expect(runAfter(...done, rejection, undone(ada, sky0)).tally).toEqual(before);
  });
  it('needs a decision', () => {
    given(...done)
      .when(undo)
      .thenRefused('unit/not-reviewed');
    given(...begun())
      .when(undo)
      .thenRefused('unit/not-submitted');
  });
});

describe('a second opinion', () => {
  const askSecondOpinion = { type: 'unit.ask-second-opinion', unitId, by: anna } as const;
  const asked = issuedBy(anna, secondOpinionAsked(ada, sky0));
  it('is asked for while nothing is decided, once', () => {
    given(...done)
      .when(askSecondOpinion)
      .then(secondOpinionAsked(ada, sky0));
    given(...done)
      .when({ ...askSecondOpinion, note: 'Azure?' })
      .then(secondOpinionAsked(ada, sky0, { note: 'Azure?' }));
    given(...done, asked)
      .when(askSecondOpinion)
      .then();
    const withNote = secondOpinionAsked(ada, sky0, { note: 'Azure?' });
    given(...done, asked)
      .when({ ...askSecondOpinion, note: 'Azure?' })
      .then(withNote);
    given(...done, asked, issuedBy(anna, withNote))
      .when({ ...askSecondOpinion, note: 'Azure?' })
      .then();
    const benAsked = issuedBy(ben, secondOpinionAsked(ada, sky0, { note: 'Teal?' }));
    given(...done, issuedBy(anna, withNote), benAsked)
      .when({ ...askSecondOpinion, note: 'Azure?' })
      .then();
    given(...done, acceptance)
      .when(askSecondOpinion)
      .thenRefused('unit/already-reviewed');
    given(...begun())
      .when(askSecondOpinion)
      .thenRefused('unit/not-submitted');
  });
  it('is given by any reviewer but the one who asked', () => {
    given(...done, asked)
      .when({ type: 'unit.accept', unitId, by: anna })
      .thenRefused('review/second-opinion');
    given(...done, asked)
      .when({ type: 'unit.accept', unitId, by: ben })
      .then(accepted(ada, sky0));
  });
  it('is given by none of those who asked, when several did', () =>
    given(...done, asked, issuedBy(ben, secondOpinionAsked(ada, sky0)))
      .when({ type: 'unit.accept', unitId, by: anna })
      .thenRefused('review/second-opinion'));
  it('is settled once it was given, or the question was undone', () => {
    given(...done, asked, issuedBy(ben, accepted(ada, sky0)), undone(ada, sky0))
      .when({ type: 'unit.accept', unitId, by: anna })
      .then(accepted(ada, sky0));
    given(...done, asked)
      .when({ type: 'unit.undo-review', unitId, by: anna })
      .then(undone(ada, sky0));
    given(...done, asked, undone(ada, sky0))
      .when({ type: 'unit.accept', unitId, by: anna })
      .then(accepted(ada, sky0));
  });
});

describe('a bonus', () => {
  const grant = { type: 'unit.grant-bonus', unitId, ...bonus } as const;
  const pay = { type: 'unit.pay-bonus', unitId, bonusId: bonus.bonusId } as const;
  const withdraw = { type: 'unit.withdraw-bonus', unitId, bonusId: bonus.bonusId } as const;

  it('is for submitted work, decided or not', () => {
    for (const history of [done, [...done, acceptance], [...done, rejection]]) {
      given(...history)
        .when(grant)
        .then(bonusGranted(ada, sky0));
    }
    for (const history of [begun(), [...begun(), ...took(ada, sky0)], [...begun(), expired(sky0)]]) {
      given(...history)
        .when(grant)
        .thenRefused('unit/not-submitted');
    }
  });
  it('needs no reason', () => {
    const { reason: _, ...unexplained } = bonus;
    given(...done)
      .when({ type: 'unit.grant-bonus', unitId, ...unexplained })
      .then(UnitBonusGranted({ ...sky0, ...holder(ada), ...unexplained }));
  });
  it('goes with an acceptance in one decision', () =>
    given(...done)
      .when({ type: 'unit.accept', unitId, by: anna, bonus })
      .then(accepted(ada, sky0), bonusGranted(ada, sky0)));
  it('is promised once under its id', () =>
    given(...done, bonusGranted(ada, sky0))
      .when(grant)
      .then());
  it('is paid or withdrawn, and that once', () => {
    given(...done, bonusGranted(ada, sky0))
      .when(pay)
      .then(bonusPaid(ada, sky0));
    given(...done, bonusGranted(ada, sky0))
      .when(withdraw)
      .then(bonusWithdrawn(ada, sky0));
    for (const settled of [bonusPaid(ada, sky0), bonusWithdrawn(ada, sky0)]) {
      for (const command of [pay, withdraw]) {
        given(...done, bonusGranted(ada, sky0), settled)
          .when(command)
          .thenRefused('bonus/settled');
      }
    }
    given(...done)
      .when(pay)
      .thenRefused('bonus/unknown');
  });
});

describe('an adjudication', () => {
  const adjudicate = { type: 'assignment.adjudicate', assignmentId: sky, answer: blue } as const;
  it('may come at any time, and again', () => {
    const whole = [...done, ...took(bob, sky1), submitted(bob, sky1), assignmentCompleted()];
    for (const history of [begun(), [...begun(), adjudicated(blue)], whole, [...whole, adjudicated(blue)]]) {
      given(...history)
        .when(adjudicate)
        .then(adjudicated(blue));
    }
  });
  it('leaves the assignment to be completed', () =>
    given(...done, adjudicated(blue), ...took(bob, sky1))
      .when({ type: 'agent.submit', agentId: bob.agentId, answer: noon })
      .then(submitted(bob, sky1, noon), assignmentCompleted()));
  it('is about an item of the run', () =>
    given(...begun())
      .when({ ...adjudicate, assignmentId: unitAt(7, 0).assignmentId })
      .thenRefused('assignment/unknown'));
  it('is refused for the index behind the last item, and for an item of another run', () => {
    for (const assignmentId of [unitAt(2, 0).assignmentId, 'other-1.0' as typeof sky])
      given(...begun())
        .when({ ...adjudicate, assignmentId })
        .thenRefused('assignment/unknown');
  });
});
