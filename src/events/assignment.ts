import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { AssignmentId, WorkerId } from './ids.ts';
import { UnitPurpose } from './unit.ts';

const assignment = z.object({ assignmentId: AssignmentId });
const record = z.record(z.string(), z.unknown());

/** A unit beside those of the data, made for one worker and given to nobody else; the key tells one gold item from others. */
const SpecialUnit = z.object({ purpose: UnitPurpose, workerId: WorkerId, key: z.string().optional() });
export type SpecialUnit = z.infer<typeof SpecialUnit>;

export const AssignmentCreated = defineFact('assignment.created', {
  says: 'One item of the task data became an assignment; its units, places 0 to units-1, are created with it and open.',
  data: assignment.extend({
    units: z.int().positive(),
    shared: record,
    unitData: z.array(record).optional(),
    /** Read from the item where the order of the run asks for it. */
    priority: z.number().optional(),
    group: z.string().optional(),
    special: SpecialUnit.optional(),
    /** The number of the file, from 1, if the item was added to the open run. */
    addition: z.int().positive().optional(),
  }),
});
export const AssignmentExtended = defineFact('assignment.extended', {
  says: 'It has this many units from now on, and the new ones are open: the answers to the item agreed too little, or somebody was paid for waiting and their seat is free.',
  data: assignment.extend({ units: z.int().positive() }),
});
export const AssignmentCompleted = defineFact('assignment.completed', {
  says: 'Every unit of the assignment is submitted, or was withdrawn by itself; a stop of the run closes it without this.',
  data: assignment,
});
export const AssignmentAdjudicated = defineFact('assignment.adjudicated', {
  says: 'A reviewer settled what the answer to the item is, whatever its workers said; the last such fact counts.',
  data: assignment.extend({ answer: z.unknown(), note: z.string().optional() }),
});

export const AssignmentAdjudicationWithdrawn = defineFact('assignment.adjudication-withdrawn', {
  says: 'A reviewer took the final answer to the item back; it has none until the next one is settled.',
  data: assignment.extend({ note: z.string().optional() }),
});

export const assignmentFacts = [
  AssignmentCreated,
  AssignmentExtended,
  AssignmentCompleted,
  AssignmentAdjudicated,
  AssignmentAdjudicationWithdrawn,
] as const;
export type AssignmentFact = FactOf<typeof assignmentFacts>;
