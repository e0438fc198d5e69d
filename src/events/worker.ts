import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { QualificationId, UnitId, WorkerId } from './ids.ts';

const worker = z.object({ workerId: WorkerId });
/** The unit over which it was decided, if it was over one. */
const occasion = { unitId: UnitId.optional() };
const note = z.string().optional();

export const WorkerQualificationGranted = defineFact('worker.qualification-granted', {
  says: 'The worker holds the qualification with this value from now on, whatever it was before.',
  data: worker.extend({ qualificationId: QualificationId, value: z.int(), ...occasion, note }),
});
export const WorkerQualificationRevoked = defineFact('worker.qualification-revoked', {
  says: 'The worker no longer holds the qualification.',
  data: worker.extend({ qualificationId: QualificationId, ...occasion, note }),
});
export const WorkerBanned = defineFact('worker.banned', {
  says: 'The worker gets no more work, in no run; what they hold they may finish.',
  data: worker.extend({ reason: z.string(), ...occasion }),
});
export const WorkerUnbanned = defineFact('worker.unbanned', {
  says: 'The worker may work again.',
  data: worker.extend({ note }),
});

export const workerFacts = [
  WorkerQualificationGranted,
  WorkerQualificationRevoked,
  WorkerBanned,
  WorkerUnbanned,
] as const;
export type WorkerFact = FactOf<typeof workerFacts>;
