import { describe, expect, it } from 'vitest';
import {
  accepted,
  ada,
  assigned,
  begun,
  bob,
  noon,
  rejected,
  runId,
  sea0,
  sky0,
  submitted,
} from '../events/fixtures.ts';
import type { BonusId, OfferId } from '../events/ids.ts';
import { OfferIntended, OfferWithdrawn } from '../events/offer.ts';
import {
  arrivedInPlace,
  offered,
  offerId,
  offerIntended,
  offering,
  placeTaken,
  submissionOf,
} from '../events/provider-fixtures.ts';
import { SubmissionApproved, SubmissionRejected, SubmissionSubmitted } from '../events/submission.ts';
import { UnitBonusGranted } from '../events/unit.ts';
import { committedCents } from './budget.ts';
import { given, runAfter } from './specify.ts';

const capped = (capCents: number, elsewhereCents = 0) => ({
  caps: [{ scope: 'requester' as const, name: 'lab', capCents, elsewhereCents }],
  currency: 'GBP',
});
const done = (who = ada, unit = sky0) => [
  placeTaken(who),
  arrivedInPlace(who, unit),
  assigned(who, unit),
  submitted(who, unit),
];
const work = { ...sky0, agentId: ada.agentId, workerId: ada.workerId };
const bonus = { bonusId: 'bonus-1' as BonusId, cents: 150, currency: 'GBP' };
const granted = UnitBonusGranted({ ...work, ...bonus });

describe('what is committed', () => {
  it('is all places of an offer with fees, and bonuses with theirs', () => {
    expect(committedCents(runAfter(...begun(), ...offered))).toBe(280);
    expect(committedCents(runAfter(...begun(), ...offered, ...done(), granted))).toBe(280 + 150 + 60);
  });
  it('is less by each place that was rejected', () => {
    const rejected = SubmissionRejected(submissionOf(ada));
    expect(committedCents(runAfter(...begun(), ...offered, ...done(), rejected))).toBe(210);
  });
  it('is every place that was handed in, if there are more of them than the offer has', () => {
    const small = [OfferIntended({ runId, ...offering, places: 1, costCents: 70 }), ...offered.slice(1)];
    const both = [...begun(), ...small, ...done(), ...done(bob, sea0)];
    expect(committedCents(runAfter(...both))).toBe(70);
    const handedIn = [SubmissionSubmitted(submissionOf(ada)), SubmissionSubmitted(submissionOf(bob))];
    expect(committedCents(runAfter(...both, ...handedIn))).toBe(140);
  });
  it('counts a place with the offer by which it was taken, also when it is heard of with another', () => {
    const other = { runId, offerId: 'offer-2' as OfferId };
    const heard = SubmissionRejected({ ...submissionOf(ada), ...other });
    const after = runAfter(...begun(), ...offered, ...done(), heard);
    expect(committedCents(after)).toBe(210);
    expect(after.submissions.counts.has(other.offerId)).toBe(false);
  });
  it('is the places that were taken, once nobody can take one any more', () => {
    const withdrawn = OfferWithdrawn({ runId, offerId });
    const taken = [...done(), SubmissionApproved(submissionOf(ada)), ...done(bob, sea0)];
    expect(committedCents(runAfter(...begun(), ...offered, ...taken, withdrawn))).toBe(140);
  });
});

describe('a budget', () => {
  it('is looked at when an offer is confirmed, with what other runs have committed', () => {
    const intend = { type: 'offer.intend', ...offering } as const;
    given(...begun())
      .when({ ...intend, budget: capped(280) })
      .then(offerIntended);
    given(...begun())
      .when({ ...intend, budget: capped(280, 0.01) })
      .thenRefused('budget/passed', 'This needs 2.80 GBP with fees, and 2.79 GBP is left of the budget of 2.80 GBP');
  });
  it('is looked at when a bonus is promised, by the fee as well, and not again when it is repeated', () => {
    const grant = { type: 'unit.grant-bonus', unitId: sky0.unitId, ...bonus } as const;
    given(...begun(), ...offered, ...done())
      .when({ ...grant, budget: capped(490) })
      .then(granted);
    given(...begun(), ...offered, ...done())
      .when({ ...grant, budget: capped(489) })
      .thenRefused('budget/passed', 'requester "lab"');
    given(...begun(), ...offered, ...done(), granted)
      .when({ ...grant, budget: capped(0) })
      .then();
  });
  it('is looked at when an offer gets more places by a person', () =>
    given(...begun(), ...offered)
      .when({ type: 'offer.raise-places', offerId, places: 5, budget: capped(300) })
      .thenRefused('budget/passed'));
  it('is looked at when work is accepted after all that was rejected at the provider', () => {
    const byAnna = { ...rejected(ada), by: 'anna' };
    const facts = [...begun(), ...offered, ...done(), byAnna, SubmissionRejected(submissionOf(ada))];
    const accept = { type: 'unit.accept', unitId: sky0.unitId, by: 'anna' } as const;
    given(...facts)
      .when({ ...accept, budget: capped(279) })
      .thenRefused('budget/passed');
    given(...facts)
      .when({ ...accept, budget: capped(280) })
      .then(accepted(ada));
  });
  it('has room for a place in stead of a rejected one, since that costs nothing', () => {
    const { submissionId } = submissionOf(ada);
    const facts = [...begun(), ...offered, ...done()];
    const after = runAfter(...facts, SubmissionRejected({ ...submissionOf(ada), at: noon }));
    expect(committedCents(after) + 70).toBe(committedCents(runAfter(...facts)));
    expect(after.submissions.states.get(submissionId)?.value).toBe('rejected');
  });
});
