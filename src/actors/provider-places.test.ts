import { describe, expect, it } from 'vitest';
import { AssignmentExtended } from '../events/assignment.ts';
import {
  ada,
  assigned,
  assignmentCompleted,
  assignmentExtended,
  begun,
  bob,
  completed,
  connected,
  noon,
  rejected,
  returned,
  runId,
  sky0,
  sky1,
  skyCreated,
  stopped,
  submitted,
  took,
} from '../events/fixtures.ts';
import {
  OfferEnded,
  OfferPaused,
  OfferPlacesRaised,
  OfferPublished,
  OfferRefused,
  OfferWithdrawalBegun,
  OfferWithdrawn,
} from '../events/offer.ts';
import { PaymentConfirmed } from '../events/payment.ts';
import {
  arrivedInPlace,
  offered,
  offerId,
  offerIntended,
  offering,
  payId,
  payIntended,
  placeOf,
  placeTaken,
  submissionOf,
} from '../events/provider-fixtures.ts';
import {
  SubmissionApproved,
  SubmissionRejected,
  SubmissionReturned,
  SubmissionSubmitted,
} from '../events/submission.ts';
import { TaskRunCompleted, TaskRunPaused, TaskRunReopened } from '../events/task-run.ts';
import { UnitAccepted, UnitExpired, UnitPaid, UnitRejected } from '../events/unit.ts';
import { committedCents } from './budget.ts';
import { connect, given, runAfter } from './specify.ts';

const inPlace = (who = ada, unit = sky0) => [placeTaken(who), arrivedInPlace(who, unit), assigned(who, unit)];
const done = (who = ada, unit = sky0) => [...inPlace(who, unit), submitted(who, unit)];
const report = (status: 'active' | 'submitted' | 'approved' | 'rejected' | 'returned', who = ada, at?: string) =>
  ({
    type: 'submissions.report',
    offerId,
    now: noon,
    reports: [{ ...placeOf(who), status, ...(at ? { at } : {}) }],
  }) as const;
const work = (who = ada, unit = sky0) => ({ ...unit, agentId: who.agentId, workerId: who.workerId });
const paid = (who = ada, unit = sky0) => UnitPaid({ ...work(who, unit), cents: 50, currency: 'GBP' });
const elsewhere = (who = ada) => PaymentConfirmed({ runId, paymentId: payId(who), how: 'elsewhere' });

describe('an offer', () => {
  it('is confirmed once, then waits to be published, and for nothing while it stands', () => {
    given(...begun())
      .when({ type: 'offer.intend', ...offering })
      .then(offerIntended);
    given(...begun(), offerIntended)
      .when({ type: 'offer.intend', ...offering })
      .then();
    given(...begun(), offerIntended).thenWaits('publish-offer');
    given(...begun(), ...offered).thenWaits();
  });
  it('is over when the provider refuses it, and costs nothing', () => {
    const refused = OfferRefused({ runId, offerId, reason: 'The pay is too low.' });
    given(...begun(), offerIntended)
      .when({ type: 'offer.note-refused', offerId, reason: 'The pay is too low.' })
      .then(refused);
    given(...begun(), offerIntended, refused).thenWaits();
    given(...begun(), ...offered)
      .when({ type: 'offer.note-refused', offerId, reason: 'Late.' })
      .then();
    expect(committedCents(runAfter(...begun(), offerIntended, refused))).toBe(0);
  });
  it('follows its run: paused, resumed, taken away', () => {
    const paused = TaskRunPaused({ runId });
    const offerPaused = OfferPaused({ runId, offerId });
    given(...begun(), ...offered, paused).thenWaits('pause-offer');
    given(...begun(), ...offered, paused, offerPaused).thenWaits();
    given(...begun(), ...offered, offerPaused).thenWaits('resume-offer');
    given(...begun(), ...offered, stopped).thenWaits('withdraw-offer');
    given(...begun(), ...offered, stopped, OfferWithdrawn({ runId, offerId })).thenWaits();
  });
  it('is not put before workers once somebody took it away', () => {
    const begunToEnd = OfferWithdrawalBegun({ runId, offerId });
    given(...begun(), offerIntended)
      .when({ type: 'offer.withdraw', offerId })
      .then(begunToEnd);
    given(...begun(), offerIntended, begunToEnd).thenWaits('withdraw-offer');
    given(...begun(), offerIntended, begunToEnd, OfferWithdrawn({ runId, offerId }))
      .when({ type: 'offer.raise-places', offerId, places: 9 })
      .thenRefused('offer/over');
  });
  it('is known as published also when it is heard of while it is taken away', () => {
    const begunToEnd = OfferWithdrawalBegun({ runId, offerId });
    const published = OfferPublished({ runId, offerId, external: 'study-1' });
    const note = { type: 'offer.note-published', offerId, external: 'study-1' } as const;
    given(...begun(), offerIntended, begunToEnd)
      .when(note)
      .then(published);
    given(...begun(), offerIntended, begunToEnd, published)
      .when(note)
      .then();
    given(...begun(), offerIntended, begunToEnd, published).thenWaits('withdraw-offer');
  });
  it('gets more places for what a place costs, also once all are taken', () => {
    const raised = OfferPlacesRaised({ runId, offerId, places: 6, costCents: 420 });
    given(...begun(), ...offered)
      .when({ type: 'offer.raise-places', offerId, places: 6 })
      .then(raised);
    given(...begun(), ...offered, OfferEnded({ runId, offerId }), raised).thenWaits('raise-places');
    given(...begun(), ...offered)
      .when({ type: 'offer.raise-places', offerId, places: 3 })
      .then();
  });
});

describe('a place at a provider', () => {
  it('is taken by who arrives from there, and holds one piece of work', () => {
    const { submissionId, external } = placeOf(ada);
    const place = { submissionId, offerId, external };
    given(...begun(), ...offered)
      .when({ ...connect(ada), place })
      .then(placeTaken(ada), arrivedInPlace(ada), assigned(ada));
    given(...begun({ maximumUnitsPerWorker: 0 }), ...offered, ...done())
      .when({ ...connect(bob), workerId: ada.workerId, place })
      .thenRefused('work/place-done');
  });
  it('lets nobody work who gave it back', () => {
    const { submissionId, external } = placeOf(ada);
    given(...begun(), ...offered, placeTaken(ada), SubmissionReturned(submissionOf(ada)))
      .when({ ...connect(ada), place: { submissionId, offerId, external } })
      .thenRefused('work/place-over');
  });
  it('is heard of by the page or by the provider, whichever comes first, and once', () => {
    given(...begun(), ...offered)
      .when(report('active'))
      .then(placeTaken(ada));
    given(...begun(), ...offered, placeTaken(ada))
      .when(report('active'))
      .then();
    given(...begun(), ...offered, ...inPlace())
      .when(report('submitted'))
      .then(SubmissionSubmitted(submissionOf(ada)));
  });
  it('gives its unit back with the place', () =>
    given(...begun(), ...offered, ...inPlace())
      .when(report('returned'))
      .then(SubmissionReturned(submissionOf(ada)), returned(ada)));
  it('leaves an answer that is there as it is', () =>
    given(...begun(), ...offered, ...done())
      .when(report('returned'))
      .then(SubmissionReturned(submissionOf(ada))));
  it('does not go back to what an older report says', () => {
    const later = SubmissionSubmitted({ ...submissionOf(ada), at: '2026-01-01T13:00:00.000Z' });
    given(...begun(), ...offered, ...done(), later)
      .when(report('active', ada, noon))
      .then();
  });
});

describe('a decision that was made at the provider', () => {
  it('accepts the work and records it as paid, once', () => {
    const approved = SubmissionApproved(submissionOf(ada));
    const facts = [approved, UnitAccepted(work()), payIntended(ada), elsewhere(), paid()];
    given(...begun(), ...offered, ...done())
      .when(report('approved'))
      .then(...facts);
    given(...begun(), ...offered, ...done(), ...facts)
      .when(report('approved'))
      .then();
  });
  it('leaves a decision of a reviewer here, and records what was paid', () =>
    given(...begun(), ...offered, ...done(), rejected(ada))
      .when(report('approved'))
      .then(SubmissionApproved(submissionOf(ada)), payIntended(ada), elsewhere(), paid()));
  it('records a payment without work, so that the books stay equal', () => {
    const { unitId: _, ...withoutWork } = payIntended(ada).data;
    given(...begun(), ...offered)
      .when(report('approved'))
      .then(
        placeTaken(ada),
        SubmissionApproved(submissionOf(ada)),
        { ...payIntended(ada), data: withoutWork },
        elsewhere(),
      );
  });
  it('records a payment for a unit that expired with its run, without work', () => {
    const { unitId: _, ...withoutWork } = payIntended(ada).data;
    const expired = [returned(ada), UnitExpired({ ...sky0 }), TaskRunCompleted({ runId })];
    const gone = [...inPlace(), stopped, ...expired];
    given(...begun(), ...offered, ...gone)
      .when(report('approved'))
      .then(SubmissionApproved(submissionOf(ada)), { ...payIntended(ada), data: withoutWork }, elsewhere());
  });
  it('rejects the work, and offers another unit and another place in its stead', () =>
    given(...begun(), ...offered, ...done())
      .when(report('rejected'))
      .then(
        SubmissionRejected(submissionOf(ada)),
        UnitRejected(work()),
        assignmentExtended(3),
        OfferPlacesRaised({ runId, offerId, places: 5, costCents: 350 }),
      ));
  it('opens no offer again for which the budget has no room any more', () => {
    const [opening, , , ended, launch] = begun();
    const small = [opening, skyCreated, ended, launch] as ReturnType<typeof begun>;
    const whole = [...small, ...offered, ...done(), ...took(bob, sky1), submitted(bob, sky1)];
    const over = [...whole, assignmentCompleted(), completed, OfferWithdrawn({ runId, offerId })];
    const budget = {
      caps: [{ scope: 'run' as const, name: runId, capCents: 279, elsewhereCents: 0 }],
      currency: 'GBP',
    };
    const units = [
      ...[SubmissionRejected(submissionOf(ada)), UnitRejected(work()), TaskRunReopened({ runId })],
      AssignmentExtended({ assignmentId: sky0.assignmentId, units: 3 }),
    ];
    given(...over)
      .when({ ...report('rejected'), budget })
      .then(...units);
    given(...over, ...units)
      .when({ type: 'offer.raise-places', offerId, places: 5, budget })
      .thenRefused('budget/passed', 'This needs 2.80 GBP with fees');
  });
  it('opens a run again that was complete, but none that was stopped', () => {
    const [opening, , , ended, launch] = begun();
    const small = [opening, skyCreated, ended, launch] as ReturnType<typeof begun>;
    const whole = [...small, ...offered, ...done(), ...took(bob, sky1), submitted(bob, sky1)];
    const over = [...whole, assignmentCompleted(), completed, OfferWithdrawn({ runId, offerId })];
    given(...over)
      .when(report('rejected'))
      .then(
        SubmissionRejected(submissionOf(ada)),
        UnitRejected(work()),
        TaskRunReopened({ runId }),
        AssignmentExtended({ assignmentId: sky0.assignmentId, units: 3 }),
        OfferPlacesRaised({ runId, offerId, places: 5, costCents: 350 }),
      );
    given(...small, ...offered, ...done(), stopped, TaskRunCompleted({ runId }))
      .when(report('rejected'))
      .then(SubmissionRejected(submissionOf(ada)), UnitRejected(work()));
  });
});

it('somebody who comes by a link of the requester has no place', () =>
  given(...begun(), ...offered)
    .when(connect(ada))
    .then(connected(ada), assigned(ada)));
