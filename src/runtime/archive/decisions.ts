import type { Fact } from '../../events/catalog.ts';
import type { QualificationId, WorkerId } from '../../events/ids.ts';

/** The last decision about a qualification of a worker; without a value it was revoked. */
export type Decision = { value?: number; by: string; at: string; note?: string };
/** The last decision about a block; the worker may have been unblocked. */
type BlockDecision = { blocked: boolean; reason: string; by: string; at: string };
/** The last decisions about one worker. */
type WorkerDecisions = { values: Map<QualificationId, Decision>; block?: BlockDecision };
/** The last decisions about each worker. */
export type Decisions = Map<WorkerId, WorkerDecisions>;

function decisionsOn(decisions: Decisions, worker: WorkerId): WorkerDecisions {
  const known: WorkerDecisions = decisions.get(worker) ?? { values: new Map() };
  decisions.set(worker, known);
  return known;
}

/** Records a fact if it is a decision about a worker. */
export function recordDecision(decisions: Decisions, fact: Fact): void {
  const { by, at } = fact;
  switch (fact.type) {
    case 'worker.qualification-granted': {
      const { workerId, qualificationId, value, note } = fact.data;
      decisionsOn(decisions, workerId).values.set(qualificationId, { value, by, at, ...(note ? { note } : {}) });
      return;
    }
    case 'worker.qualification-revoked':
      decisionsOn(decisions, fact.data.workerId).values.set(fact.data.qualificationId, { by, at });
      return;
    case 'worker.blocked':
      decisionsOn(decisions, fact.data.workerId).block = { blocked: true, reason: fact.data.reason, by, at };
      return;
    case 'worker.unblocked':
      decisionsOn(decisions, fact.data.workerId).block = { blocked: false, reason: '', by, at };
  }
}
