import { AssignmentExtended } from '../events/assignment.ts';
import type { AnyNewFact } from '../events/catalog.ts';
import { type OfferId, partsOf } from '../events/ids.ts';
import { PaymentConfirmed } from '../events/payment.ts';
import { TaskRunReopened } from '../events/task-run.ts';
import { UnitAccepted, UnitPaid, UnitRejected } from '../events/unit.ts';
import { committedCents, raisedCents } from './budget.ts';
import { type BudgetNow, isWithin } from './caps.ts';
import { payFact } from './due-payments.ts';
import { morePlaces, type Offer } from './offer.ts';
import { payOf } from './owed.ts';
import { statusOf as paymentStatus } from './payment.ts';
import { factsOf, type Reported, type Submission } from './provider-submission.ts';
import { refuse } from './refusals.ts';
import { returned } from './returning.ts';
import { assignmentAt, hasStopped, type Run, unitOf } from './run.ts';
import { isSpecial } from './special-units.ts';
import * as taskRuns from './task-run.ts';
import { type IdentifiedUnit, isHandedIn, submittedWork } from './unit.ts';

/**
 * What the provider says of the places of an offer; one report for each place at most. `now` is ISO 8601. Places in stead of rejected ones
 * are opened within the budget.
 */
export type ReportCommand = {
  type: 'submissions.report';
  offerId: OfferId;
  reports: readonly Reported[];
  now: string;
  budget?: BudgetNow;
};

/** What is new in the reports, and what follows for units and payments; none for what is known. Throws `offer/unknown`. */
export function report(run: Run, { offerId, reports, now, budget }: ReportCommand): AnyNewFact[] {
  const offer = run.offers.get(offerId);
  if (!offer) throw refuse('offer/unknown', { offer: offerId });
  const { runId } = run.taskRun.context;
  const facts: AnyNewFact[] = [];
  /** How many units each assignment gets in place of rejected ones, by its index. */
  const replaced = new Map<number, number>();
  for (const one of reports) {
    const known = run.submissions.states.get(one.submissionId);
    const own = factsOf(one, { runId, offerId }, known);
    const at = { run, one, known, offer, now };
    facts.push(...own, ...(own.some(({ type }) => type !== 'submission.begun') ? consequences(at, replaced) : []));
  }
  return [...facts, ...inPlaceOf(run, offer, replaced, budget)];
}

type Case = { run: Run; one: Reported; known: Submission | undefined; offer: Offer; now: string };

function consequences(at: Case, replaced: Map<number, number>): AnyNewFact[] {
  const { run, one, now } = at;
  const agentId = run.submissions.agentOf.get(one.submissionId);
  const unitId = agentId && run.agents.get(agentId)?.context.unitId;
  const named = unitId && unitOf(run, unitId);
  const isTheirs = named && named.unit.context.agentId === agentId;
  switch (one.status) {
    case 'returned':
    case 'timed_out':
    case 'screened_out':
      return isTheirs && named.unit.matches('assigned') ? returned(run, { agentId, now }) : [];
    case 'approved':
      return approved(at, isTheirs ? named : undefined);
    case 'rejected':
      return isTheirs ? rejected(run, named, replaced) : [];
    default:
      return [];
  }
}

/** The provider pays: the work is accepted unless somebody decided otherwise, and what it pays is recorded as paid. */
function approved({ run, one, offer }: Case, named: IdentifiedUnit | undefined): AnyNewFact[] {
  const { submissionId } = one;
  const paymentId = payOf(submissionId);
  const state = paymentStatus(run.payments, paymentId);
  if (state === 'confirmed' || offer.context.payCents === 0) return [];
  const work = named && isHandedIn(named.unit) ? submittedWork(named) : undefined;
  const accepted = work && named?.unit.matches('completed') ? [UnitAccepted(work)] : [];
  const submission = run.submissions.states.get(submissionId) ?? begunNow(one, offer);
  const intended = state === undefined || state === 'withdrawn';
  const { runId } = run.taskRun.context;
  const { payCents: cents, currency } = offer.context;
  const isUnpaid = named?.unit.context.paidCents === undefined;
  return [
    ...accepted,
    ...(intended ? [payFact(run, work?.unitId, { submissionId, submission, offer })] : []),
    PaymentConfirmed({ runId, paymentId, how: state === 'sent' || state === 'uncertain' ? 'found' : 'elsewhere' }),
    ...(work && isUnpaid ? [UnitPaid({ ...work, cents, currency })] : []),
  ];
}

/** What a place is called that is heard of for the first time, as far as its payment needs it. */
const begunNow = (one: Reported, offer: Offer) =>
  ({ context: { workerId: one.workerId, offerId: offer.context.offerId } }) as Submission;

/** The work is rejected unless somebody decided already; its assignment is to get another unit, which somebody else does. */
function rejected(run: Run, named: IdentifiedUnit, replaced: Map<number, number>): AnyNewFact[] {
  const { unit, unitId } = named;
  const decided = unit.matches('completed') ? [UnitRejected(submittedWork(named))] : [];
  const isRejected = decided.length > 0 || unit.matches('rejected');
  const { index } = partsOf(unitId);
  if (isRejected && !isSpecial(run.special, unitId)) replaced.set(index, (replaced.get(index) ?? 0) + 1);
  return decided;
}

/** The run goes on with other units, and its offer gets places for who does them; unless somebody ended it, or people work in it together. */
function inPlaceOf(
  run: Run,
  offer: Offer,
  replaced: ReadonlyMap<number, number>,
  budget: BudgetNow | undefined,
): AnyNewFact[] {
  const { runId, settings } = run.taskRun.context;
  if (replaced.size === 0 || !taskRuns.isExtensible(run.taskRun) || settings.conversation) return [];
  const extended = [...replaced].flatMap(([index, count]) => {
    const { assignmentId, units } = assignmentAt(run, index).context;
    return Array.from({ length: count }, (_, nth) => AssignmentExtended({ assignmentId, units: units + nth + 1 }));
  });
  const reopened = hasStopped(run) ? [TaskRunReopened({ runId })] : [];
  const more = extended.length;
  const committing = { committedCents: committedCents(run), moreCents: raisedCents(run, offer, more, more) };
  return [...reopened, ...extended, ...(isWithin(budget, committing) ? morePlaces(offer, runId, more) : [])];
}
