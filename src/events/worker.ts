import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { QualificationId, UnitId, VerdictId, WorkerId } from './ids.ts';
import { RefusedPart, upcastPart, upcastRefused } from './verdict.ts';

const worker = z.object({ workerId: WorkerId });
/** The unit over which it was decided, and the verdict from which it followed, if there was one. */
const occasion = { unitId: UnitId.optional(), verdictId: VerdictId.optional() };
const note = z.string().optional();
const blocked = worker.extend({ reason: z.string(), ...occasion });
const unblocked = worker.extend({ note });
const followed = worker.extend({
  verdictId: VerdictId,
  unitId: UnitId,
  refused: z.array(RefusedPart),
  /** What it asked for and found done already. */
  standing: z.array(z.string()).optional(),
});
const undone = worker.extend({ verdictId: VerdictId, kept: z.array(z.string()) });
/** Version 1 of the facts about a block differed in their type only. */
const unchanged = (data: object): object => data;

export const WorkerQualificationGranted = defineFact('worker.qualification-granted', {
  says: 'The worker holds the qualification with this value from now on, whatever it was before.',
  data: worker.extend({ qualificationId: QualificationId, value: z.int(), ...occasion, note }),
});
export const WorkerQualificationRevoked = defineFact('worker.qualification-revoked', {
  says: 'The worker no longer holds the qualification.',
  data: worker.extend({ qualificationId: QualificationId, ...occasion, note }),
});
export const WorkerBlocked = defineFact('worker.blocked', {
  says: 'The worker gets no more work, in no run; what they hold they may finish.',
  data: blocked,
  earlier: [{ type: 'worker.banned', data: blocked, upcast: unchanged }],
});
export const WorkerUnblocked = defineFact('worker.unblocked', {
  says: 'The worker gets work again.',
  data: unblocked,
  earlier: [{ type: 'worker.unbanned', data: unblocked, upcast: unchanged }],
});

export const WorkerVerdictFollowed = defineFact('worker.verdict-followed', {
  says: 'What follows from a verdict is decided for the worker; asking again changes nothing.',
  data: followed,
  earlier: [{ data: followed, upcast: upcastRefused }],
});
export const WorkerVerdictUndone = defineFact('worker.verdict-undone', {
  says: 'What followed from a verdict is taken back, except the parts that were changed after it.',
  data: undone,
  earlier: [{ data: undone, upcast: (data: z.infer<typeof undone>) => ({ ...data, kept: data.kept.map(upcastPart) }) }],
});

export const workerFacts = [
  WorkerQualificationGranted,
  WorkerQualificationRevoked,
  WorkerBlocked,
  WorkerUnblocked,
  WorkerVerdictFollowed,
  WorkerVerdictUndone,
] as const;
export type WorkerFact = FactOf<typeof workerFacts>;
