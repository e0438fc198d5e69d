import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { QualificationId, RunId, VerdictId, WorkerId } from './ids.ts';

const verdict = z.object({ verdictId: VerdictId });
const note = z.string().optional();

/** What follows from a verdict for the worker: qualifications with their values, those that are revoked, and why a block, if one. */
export const FollowUp = z.object({
  grants: z.array(z.object({ qualificationId: QualificationId, value: z.int() })),
  revokes: z.array(QualificationId),
  block: z.string().optional(),
  /** Why; it stands with the grants and revocations. */
  explanation: z.string().optional(),
});
export type FollowUp = z.infer<typeof FollowUp>;

/** Version 1 of the facts that have a follow-up called a block `ban`. */
export const FollowUpV1 = FollowUp.omit({ block: true }).extend({ ban: z.string().optional() });

/** Brings the follow-up in a fact's data to its second version. */
export function upcastFollowUp<Data extends { follow?: z.infer<typeof FollowUpV1> }>(data: Data) {
  if (data.follow?.ban === undefined) return data;
  const { ban: block, ...follow } = data.follow;
  return { ...data, follow: { ...follow, block } };
}

/** A part of a follow-up that was refused: `grant <qualification>`, `revoke <qualification>` or `block`; and the refusal. */
export const RefusedPart = z.object({ what: z.string(), code: z.string(), message: z.string() });
export type RefusedPart = z.infer<typeof RefusedPart>;

/** The part of a follow-up that version 1 of a fact names: it called a block `ban`. */
export const upcastPart = (what: string): string => (what === 'ban' ? 'block' : what);

/** Brings the refused parts in a fact's data to their second version. */
export const upcastRefused = <Data extends { refused: RefusedPart[] }>(data: Data): Data => ({
  ...data,
  refused: data.refused.map((part) => ({ ...part, what: upcastPart(part.what) })),
});

/** A unit that could not be decided or undone, and the refusal. */
export const RefusedUnit = z.object({ unitId: z.string(), code: z.string(), message: z.string() });
export type RefusedUnit = z.infer<typeof RefusedUnit>;

/** What an undo left as it is for a worker, since it was changed after the verdict. */
export const KeptPart = z.object({ workerId: WorkerId, what: z.string() });
export type KeptPart = z.infer<typeof KeptPart>;

/** Units by run, without the name of their run: `{run: 'films-1', units: ['0.0', '4.1']}`. */
export const UnitsOfRun = z.object({ run: RunId, units: z.array(z.string()) });
export type UnitsOfRun = z.infer<typeof UnitsOfRun>;

const begun = verdict.extend({
  decision: z.enum(['accepted', 'soft_rejected', 'rejected']),
  units: z.array(UnitsOfRun),
  note,
  message: z.string().optional(),
  bonusCents: z.int().positive().optional(),
  /** Whether the bonus is granted beside others of the same unit. */
  beside: z.literal(true).optional(),
  follow: FollowUp.optional(),
});
const undone = verdict.extend({
  undone: z.int().nonnegative(),
  refused: z.int().nonnegative(),
  firstRefused: z.array(RefusedUnit),
  kept: z.array(KeptPart),
});

export const VerdictBegun = defineFact('verdict.begun', {
  says: 'A reviewer decided several units at once; each is decided in its run from here on.',
  data: begun,
  earlier: [{ data: begun.extend({ follow: FollowUpV1.optional() }), upcast: upcastFollowUp }],
});
export const VerdictCompleted = defineFact('verdict.completed', {
  says: 'Every unit of the verdict was decided or has refused; the first hundred refusals are listed.',
  data: verdict.extend({
    reviewed: z.int().nonnegative(),
    refused: z.int().nonnegative(),
    firstRefused: z.array(RefusedUnit),
  }),
});
export const VerdictUndoBegun = defineFact('verdict.undo-begun', {
  says: 'A reviewer takes the whole verdict back, with all that followed from it.',
  data: verdict.extend({ units: z.array(UnitsOfRun), note }),
});
export const VerdictUndone = defineFact('verdict.undone', {
  says: 'The verdict is taken back, except on units and qualifications that were changed after it.',
  data: undone,
  earlier: [
    {
      data: undone,
      upcast: (data: z.infer<typeof undone>) => ({
        ...data,
        kept: data.kept.map(({ workerId, what }) => ({ workerId, what: upcastPart(what) })),
      }),
    },
  ],
});

export const verdictFacts = [VerdictBegun, VerdictCompleted, VerdictUndoBegun, VerdictUndone] as const;
export type VerdictFact = FactOf<typeof verdictFacts>;
