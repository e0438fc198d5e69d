import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { StoredFile } from './file.ts';
import { AgentId, AssignmentId, UnitId, WorkerId } from './ids.ts';

const unit = z.object({ unitId: UnitId, assignmentId: AssignmentId });
const work = unit.extend({ agentId: AgentId, workerId: WorkerId });
const verdict = work.extend({ note: z.string().optional() });

export const UnitAssigned = defineFact('unit.assigned', {
  says: 'A worker took the unit and has until the deadline.',
  data: work.extend({ deadline: z.iso.datetime() }),
});
export const UnitSubmitted = defineFact('unit.submitted', {
  says: 'The worker handed in the answer; it waits for review.',
  data: work.extend({
    answer: z.unknown(),
    files: z.array(StoredFile).optional(),
    autoSubmitted: z.boolean().optional(),
  }),
});
export const UnitReturned = defineFact('unit.returned', {
  says: 'The worker gave the unit back undone; it is open again.',
  data: work,
});
export const UnitTimedOut = defineFact('unit.timed-out', {
  says: 'The deadline passed without an answer; the unit is open again.',
  data: work,
});
export const UnitExpired = defineFact('unit.expired', {
  says: 'The unit was withdrawn before anyone submitted it.',
  data: unit,
});
export const UnitAccepted = defineFact('unit.accepted', {
  says: 'A reviewer accepted the work: it is used and paid.',
  data: verdict,
});
export const UnitSoftRejected = defineFact('unit.soft-rejected', {
  says: 'A reviewer soft-rejected the work: it is paid like an acceptance and kept out of the data like a rejection.',
  data: verdict,
});
export const UnitRejected = defineFact('unit.rejected', {
  says: 'A reviewer rejected the work: it is neither used nor paid.',
  data: verdict,
});

export const unitFacts = [
  UnitAssigned,
  UnitSubmitted,
  UnitReturned,
  UnitTimedOut,
  UnitExpired,
  UnitAccepted,
  UnitSoftRejected,
  UnitRejected,
] as const;
export type UnitFact = FactOf<typeof unitFacts>;
