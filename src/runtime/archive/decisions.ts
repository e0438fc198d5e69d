import type { Fact } from '../../events/catalog.ts';
import type { QualificationId, WorkerId } from '../../events/ids.ts';

/** The last word about a qualification of a worker: by whom, when, and with which value; without one it was taken away. */
export type Decision = { value?: number; by: string; at: string; note?: string };
/** The last word about a ban; a worker may have been let in again. */
export type BanDecision = { banned: boolean; reason: string; by: string; at: string };
/** The last words about one worker. */
export type WorkerDecisions = { values: Map<QualificationId, Decision>; ban?: BanDecision };
/** The last words about each worker about whom something was decided. */
export type Decisions = Map<WorkerId, WorkerDecisions>;

function standingIn(decisions: Decisions, worker: WorkerId): WorkerDecisions {
  const standing: WorkerDecisions = decisions.get(worker) ?? { values: new Map() };
  decisions.set(worker, standing);
  return standing;
}

/** Takes in what a fact says about a worker, if it is a decision about one. */
export function noteDecision(decisions: Decisions, fact: Fact): void {
  const { by, at } = fact;
  switch (fact.type) {
    case 'worker.qualification-granted': {
      const { workerId, qualificationId, value, note } = fact.data;
      standingIn(decisions, workerId).values.set(qualificationId, { value, by, at, ...(note ? { note } : {}) });
      return;
    }
    case 'worker.qualification-revoked':
      standingIn(decisions, fact.data.workerId).values.set(fact.data.qualificationId, { by, at });
      return;
    case 'worker.banned':
      standingIn(decisions, fact.data.workerId).ban = { banned: true, reason: fact.data.reason, by, at };
      return;
    case 'worker.unbanned':
      standingIn(decisions, fact.data.workerId).ban = { banned: false, reason: '', by, at };
  }
}
