import { describe, expect, it } from 'vitest';
import { AssignmentAdjudicated } from '../events/assignment.ts';
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
  supplemented,
  supplementUndone,
  took,
  undone,
  unitAt,
} from '../events/fixtures.ts';
import type { BonusId, VerdictId } from '../events/ids.ts';
import { UnitBonusGranted } from '../events/unit.ts';
import { assertReason } from './review.ts';
import { given, runAfter } from './specify.ts';

const { unitId } = sky0;
const [first, second] = ['v-first', 'v-second'] as VerdictId[] as [VerdictId, VerdictId];
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
  it('made again adds the note, the message or the bonus that it says for the first time, once', () => {
    const again = { type: 'unit.accept', unitId, by: anna } as const;
    const added = (more: object = {}) => supplemented(ada, sky0, { decision: 'accepted', ...more });
    for (const more of [{ note: 'once more' }, { message: 'Thank you.' }]) {
      given(...done, acceptance)
        .when({ ...again, ...more })
        .then(added(more));
      given(...done, acceptance, issuedBy(anna, added(more)))
        .when({ ...again, ...more })
        .then();
    }
    given(...done, acceptance)
      .when({ ...again, bonus, verdictId: first })
      .then(added({ verdictId: first }), bonusGranted(ada, sky0));
    given(...done, acceptance, added({ verdictId: first }), bonusGranted(ada, sky0))
      .when({ ...again, bonus, verdictId: first })
      .then();
    given(...done, rejection)
      .when({ type: 'unit.reject', unitId, by: anna, note: 'no, really', message: 'Sorry.' })
      .then(supplemented(ada, sky0, { decision: 'rejected', note: 'no, really', message: 'Sorry.' }));
    given(...done, rejection)
      .when({ type: 'unit.reject', unitId, by: anna, note: 'no', message: 'Sorry.' })
      .then(supplemented(ada, sky0, { decision: 'rejected', message: 'Sorry.' }));
  });
  it('made again adds what follows for the worker, once', () => {
    const follow = { grants: [], revokes: [], block: 'A bot.' };
    const again = { type: 'unit.reject', unitId, by: anna, note: 'no', verdictId: first, follow } as const;
    const added = supplemented(ada, sky0, { decision: 'rejected', verdictId: first, follow });
    given(...done, rejection)
      .when(again)
      .then(added);
    given(...done, rejection, issuedBy(anna, added))
      .when({ ...again, verdictId: 'v-third' as VerdictId })
      .then();
  });
  it('takes a second bonus for the same answer only on purpose', () => {
    const again = { type: 'unit.accept', unitId, by: anna } as const;
    const paid = [acceptance, bonusGranted(ada, sky0)];
    const other = { ...bonus, bonusId: 'bonus-2' as BonusId };
    for (const change of [{ cents: 150 }, { reason: 'Another reason.' }]) {
      const sentence = 'has a bonus of 0.50 EUR already, which is still to be paid';
      given(...done, ...paid)
        .when({ ...again, bonus: { ...other, ...change } })
        .thenRefused('bonus/another', sentence);
      given(...done, ...paid, undone(ada, sky0))
        .when({ ...again, bonus: { ...other, ...change } })
        .thenRefused('bonus/another', sentence);
      given(...done, ...paid)
        .when({ type: 'unit.grant-bonus', unitId, ...other, ...change })
        .thenRefused('bonus/another', sentence);
    }
    given(...done, ...paid, bonusPaid(ada, sky0))
      .when({ ...again, bonus: { ...other, cents: 150 } })
      .thenRefused('bonus/another', 'which is paid');
    given(...done, ...paid)
      .when({ ...again, bonus: { ...other, beside: true } })
      .then(supplemented(ada, sky0, { decision: 'accepted' }), bonusGranted(ada, sky0, { bonusId: other.bonusId }));
    given(...done, ...paid)
      .when({ type: 'unit.grant-bonus', unitId, ...other, beside: true })
      .then(bonusGranted(ada, sky0, { bonusId: other.bonusId }));
    const second = person('ada', 2);
    const elsewhere = [...took(second, sea0), submitted(second, sea0), bonusGranted(second, sea0)];
    for (const before of [[bonusGranted(ada, sky0), bonusWithdrawn(ada, sky0)], elsewhere])
      given(...done, acceptance, ...before)
        .when({ ...again, bonus: other })
        .then(supplemented(ada, sky0, { decision: 'accepted' }), bonusGranted(ada, sky0, { bonusId: other.bonusId }));
  });
  it('against the work needs a reason', () => {
    expect(() => assertReason('rejected', undefined)).toThrow(expect.objectContaining({ code: 'review/no-reason' }));
    expect(() => assertReason('soft_rejected', ' \n')).toThrow('To have an answer soft-rejected needs a reason');
    expect([assertReason('rejected', 'Spam.'), assertReason('accepted', undefined)]).toEqual([undefined, undefined]);
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

describe('undoing what was added to a decision', () => {
  const decided = issuedBy(anna, accepted(ada, sky0, { note: 'Fine.', verdictId: first }));
  const added = (message: string, verdictId: VerdictId) =>
    issuedBy(anna, supplemented(ada, sky0, { decision: 'accepted', message, verdictId }));
  const undo = (verdictId: VerdictId) =>
    ({ type: 'unit.undo-verdict', unitId, verdictId, bonusId: bonus.bonusId, note: 'A slip.' }) as const;
  it('leaves the decision, and what was said before holds again', () => {
    given(...done, decided, added('Thanks.', second))
      .when(undo(second))
      .then(supplementUndone(ada, sky0, { verdictId: second, note: 'A slip.', left: { note: 'Fine.' } }));
    const third = 'v-third' as VerdictId;
    given(...done, decided, added('Thanks.', second), added('Thank you.', third))
      .when(undo(third))
      .then(
        supplementUndone(ada, sky0, { verdictId: third, note: 'A slip.', left: { note: 'Fine.', message: 'Thanks.' } }),
      );
    const { units } = runAfter(
      ...[...done, decided, added('Thanks.', second)],
      supplementUndone(ada, sky0, { verdictId: second, left: { note: 'Fine.' } }),
    );
    expect(units.get(unitId)?.value).toBe('accepted');
  });
  it('withdraws its bonus unless that is paid', () => {
    const left = supplementUndone(ada, sky0, { verdictId: second, note: 'A slip.', left: { note: 'Fine.' } });
    const paying = [
      decided,
      supplemented(ada, sky0, { decision: 'accepted', verdictId: second }),
      bonusGranted(ada, sky0),
    ];
    given(...done, ...paying)
      .when(undo(second))
      .then(left, bonusWithdrawn(ada, sky0, { note: 'A slip.' }));
    given(...done, ...paying, bonusPaid(ada, sky0))
      .when(undo(second))
      .then({ ...left, data: { ...left.data, paidBonusId: bonus.bonusId } });
  });
  it('is not repeated, and is gone with the decision', () => {
    const gone = supplementUndone(ada, sky0, { verdictId: second, left: {} });
    given(...done, decided, added('Thanks.', second), gone)
      .when(undo(second))
      .then();
    given(...done, decided, added('Thanks.', second), gone)
      .when({ type: 'unit.accept', unitId, by: anna, message: 'Thanks.', verdictId: second })
      .then();
    given(...done, decided, added('Thanks.', second), undone(ada, sky0, { verdictId: first }))
      .when(undo(second))
      .thenRefused('unit/not-reviewed');
  });
  it('of what was lost is put back beside the decision', () => {
    given(...done, decided)
      .when({ type: 'unit.supplement', unitId, by: anna, message: 'Thanks.' })
      .then(supplemented(ada, sky0, { decision: 'accepted', message: 'Thanks.' }));
    given(...done, decided, added('Thanks.', second))
      .when({ type: 'unit.undo-supplement', unitId })
      .then(supplementUndone(ada, sky0, { verdictId: second, left: { note: 'Fine.' } }));
    given(...done, decided)
      .when({ type: 'unit.undo-supplement', unitId })
      .then();
    given(...done)
      .when({ type: 'unit.supplement', unitId, by: anna, message: 'Thanks.' })
      .thenRefused('unit/not-reviewed');
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
    for (const history of [begun(), whole])
      given(...history)
        .when(adjudicate)
        .then(adjudicated(blue));
  });
  it('is not overwritten unseen: the second hears who was first, and may put theirs in its place', () => {
    const azure = { colour: 'azure' };
    const first = [...done, issuedBy(anna, adjudicated(azure))];
    given(...first)
      .when(adjudicate)
      .thenRefused(
        'assignment/adjudicated',
        'anna has decided the final answer to colours-1.0 already: {"colour":"azure"}',
      );
    given(...first)
      .when({ ...adjudicate, over: true })
      .then(adjudicated(blue));
    given(...first, adjudicated(blue))
      .when({ ...adjudicate, answer: azure })
      .thenRefused('assignment/adjudicated', '{"colour":"blue"}');
    given(...first)
      .when({ ...adjudicate, answer: ['a'.repeat(1000)] })
      .thenRefused('assignment/adjudicated');
  });
  it('of the same answer is recorded once', () => {
    given(...done, adjudicated(blue))
      .when(adjudicate)
      .then();
    given(...done, adjudicated(blue))
      .when({ ...adjudicate, note: 'Both agree.' })
      .then(AssignmentAdjudicated({ assignmentId: sky, answer: blue, note: 'Both agree.' }));
    const noted = AssignmentAdjudicated({ assignmentId: sky, answer: blue, note: 'Seen twice.' });
    given(...done, noted)
      .when({ ...adjudicate, note: 'Both agree.' })
      .thenRefused('assignment/adjudicated');
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
