import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { QualificationId, UnitId, VerdictId, WorkerId } from './ids.ts';
import { RefusedPart } from './verdict.ts';

const worker = z.object({ workerId: WorkerId });
/** The unit over which it was decided, and the verdict from which it followed, if there was one. */
const occasion = { unitId: UnitId.optional(), verdictId: VerdictId.optional() };
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

export const WorkerVerdictFollowed = defineFact('worker.verdict-followed', {
  says: 'What follows from a verdict is decided for the worker; asking again changes nothing.',
  data: worker.extend({ verdictId: VerdictId, unitId: UnitId, refused: z.array(RefusedPart) }),
});
export const WorkerVerdictUndone = defineFact('worker.verdict-undone', {
  says: 'What followed from a verdict is taken back, except the parts that were changed after it.',
  data: worker.extend({ verdictId: VerdictId, kept: z.array(z.string()) }),
});

export const workerFacts = [
  WorkerQualificationGranted,
  WorkerQualificationRevoked,
  WorkerBanned,
  WorkerUnbanned,
  WorkerVerdictFollowed,
  WorkerVerdictUndone,
] as const;
export type WorkerFact = FactOf<typeof workerFacts>;
