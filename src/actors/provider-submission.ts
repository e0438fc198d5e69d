import { assign, type SnapshotFrom, setup } from 'xstate';
import type { AgentId, OfferId, SubmissionId, WorkerId } from '../events/ids.ts';
import {
  SubmissionApproved,
  SubmissionBegun,
  type SubmissionFact,
  SubmissionRejected,
  SubmissionReopened,
  SubmissionReturned,
  SubmissionScreenedOut,
  SubmissionSubmitted,
  SubmissionTimedOut,
} from '../events/submission.ts';
import { actorOf } from './actor.ts';
import { actorStatesOf } from './actor-states.ts';

// ── State machine ────────────────────────────────────────────────────────────

type Context = {
  offerId: OfferId;
  workerId: WorkerId;
  provider: string;
  worker: string;
  external: string;
  /** Since when it stands so, by the provider's clock. */
  at?: string;
  code?: string;
  approvesAt?: string;
};

/** The time of a report that is older than what is known does not count; a fact without one keeps the last. */
const timeOf = ({ data }: SubmissionFact) => ('at' in data && data.at ? { at: data.at } : {});

const everywhere = {
  'submission.reopened': { target: 'active', actions: 'noteTime' },
  'submission.submitted': { target: 'submitted', actions: 'noteSubmitted' },
  'submission.approved': { target: 'approved', actions: 'noteTime' },
  'submission.rejected': { target: 'rejected', actions: 'noteTime' },
  'submission.returned': { target: 'returned', actions: 'noteTime' },
  'submission.timed-out': { target: 'timed_out', actions: 'noteTime' },
  'submission.screened-out': { target: 'screened_out', actions: 'noteTime' },
} as const;

/** A worker's place at a provider. The provider decides what follows what, so any state may follow any other. */
export const machine = setup({
  types: {} as { context: Context; events: SubmissionFact },
  actions: {
    remember: assign(({ event, context }) => {
      if (event.type !== 'submission.begun') return context;
      const { offerId, workerId, provider, worker, external } = event.data;
      return { offerId, workerId, provider, worker, external, ...timeOf(event) };
    }),
    noteTime: assign(({ event }) => timeOf(event)),
    noteSubmitted: assign(({ event }) => {
      if (event.type !== 'submission.submitted') return {};
      const { code, approvesAt } = event.data;
      return { ...timeOf(event), ...(code ? { code } : {}), ...(approvesAt ? { approvesAt } : {}) };
    }),
  },
}).createMachine({
  id: 'submission',
  context: { offerId: '' as OfferId, workerId: '' as WorkerId, provider: '', worker: '', external: '' },
  initial: 'initial',
  states: {
    initial: { on: { 'submission.begun': { target: 'active', actions: 'remember' } } },
    active: { on: everywhere },
    submitted: { on: everywhere },
    approved: { on: everywhere },
    rejected: { on: everywhere },
    returned: { on: everywhere },
    timed_out: { on: everywhere },
    screened_out: { on: everywhere },
  },
});

/** A worker's place at a provider as a fold over its facts. */
export const submission = actorOf(machine);
export type Submission = SnapshotFrom<typeof machine>;
export type SubmissionContext = Context;

/** How many places of an offer are taken and may cost, in how many of these the work was handed in, and how many were rejected. */
export type PlaceCounts = { taken: number; handedIn: number; rejected: number };

/** The submissions of a run, who is at work in each, and how many of each offer there are. */
export type Submissions = {
  states: ReturnType<typeof actorStatesOf<Submission, Context>>;
  agentOf: Map<SubmissionId, AgentId>;
  ofAgent: Map<AgentId, SubmissionId>;
  counts: Map<OfferId, PlaceCounts>;
};

/** The submissions of a new run. */
export const noSubmissions = (): Submissions => ({
  states: actorStatesOf(submission),
  agentOf: new Map(),
  ofAgent: new Map(),
  counts: new Map(),
});

/** Whether a fact is about a submission at a provider. */
export const isSubmissionFact = (fact: { type: string }): fact is SubmissionFact => fact.type.startsWith('submission.');

const handedIn = new Set(['submitted', 'approved', 'screened_out']);

/** Takes in a fact about a submission. */
export function noteSubmission({ states, counts }: Submissions, fact: SubmissionFact): void {
  const { submissionId } = fact.data;
  const before = states.get(submissionId)?.value as string | undefined;
  states.apply(submissionId, fact);
  const place = states.get(submissionId);
  const after = place?.value as string;
  // Offers of one kind can be alike at the provider, so that the page may have taken one for the other.
  const offerId = place?.context.offerId ?? fact.data.offerId;
  const count = counts.get(offerId) ?? { taken: 0, handedIn: 0, rejected: 0 };
  for (const [state, by] of [
    [before, -1],
    [after, 1],
  ] as const) {
    if (state === 'active') count.taken += by;
    if (state !== undefined && handedIn.has(state)) {
      count.taken += by;
      count.handedIn += by;
    }
    if (state === 'rejected') count.rejected += by;
  }
  counts.set(offerId, count);
}

/** Takes in which agent works in which place; a worker who begins again there is another agent. */
export function noteAgentOf({ agentOf, ofAgent }: Submissions, submissionId: SubmissionId, agentId: AgentId): void {
  agentOf.set(submissionId, agentId);
  ofAgent.set(agentId, submissionId);
}

// ── Commands ─────────────────────────────────────────────────────────────────

/** Where a place stands at the provider. */
export type SubmissionStatus =
  | 'active'
  | 'submitted'
  | 'approved'
  | 'rejected'
  | 'returned'
  | 'timed_out'
  | 'screened_out';

/** A place as the provider reports it, or as a worker's link names it; times are ISO 8601. */
export type Reported = {
  submissionId: SubmissionId;
  workerId: WorkerId;
  provider: string;
  worker: string;
  external: string;
  status: SubmissionStatus;
  at?: string;
  code?: string;
  approvesAt?: string;
};

/** The facts that a report leads to for the submission alone: none if it says nothing new, or is older than what is known. */
export function factsOf(
  report: Reported,
  of: { runId: Parameters<typeof SubmissionBegun>[0]['runId']; offerId: OfferId },
  known: Submission | undefined,
): SubmissionFact[] {
  const { submissionId, status, at } = report;
  const told = { ...of, submissionId, ...(at ? { at } : {}) };
  if (known && at && known.context.at && at < known.context.at) return [];
  const begun = known ? [] : [begunBy(report, of)];
  if (status === (known?.value ?? 'active')) return begun;
  return [...begun, statusFact(report, told)];
}

/** The fact that a worker took a place. */
export function begunBy(
  { submissionId, workerId, provider, worker, external, at, status }: Reported,
  of: { runId: Parameters<typeof SubmissionBegun>[0]['runId']; offerId: OfferId },
): SubmissionFact {
  const began = status === 'active' && at ? { at } : {};
  return SubmissionBegun({ ...of, submissionId, workerId, provider, worker, external, ...began });
}

type Told = Parameters<typeof SubmissionApproved>[0];

function statusFact({ status, code, approvesAt }: Reported, told: Told): SubmissionFact {
  switch (status) {
    case 'active':
      return SubmissionReopened(told);
    case 'submitted':
      return SubmissionSubmitted({ ...told, ...(code ? { code } : {}), ...(approvesAt ? { approvesAt } : {}) });
    case 'approved':
      return SubmissionApproved(told);
    case 'rejected':
      return SubmissionRejected(told);
    case 'returned':
      return SubmissionReturned(told);
    case 'timed_out':
      return SubmissionTimedOut(told);
    case 'screened_out':
      return SubmissionScreenedOut(told);
  }
}
