import { z } from 'zod';

/** Where a unit stands, in the API's words. */
export const UnitStatus = z.enum(['open', 'assigned', 'completed', 'accepted', 'soft_rejected', 'rejected', 'expired']);
/** Where a run stands. */
export const RunStatus = z.enum(['opening', 'launched', 'paused', 'stopped', 'completed']);
/** What a reviewer may say of a unit. */
export const Decision = z.enum(['accepted', 'soft_rejected', 'rejected']);

/** `after` waits until the read model has seen this sequence of the log: what one just did oneself. */
export const After = z.object({ after: z.coerce.number().int().nonnegative().default(0) });
/** The task whose runs are meant, or one run; neither means everything. */
export const Scope = After.extend({ task: z.string().optional(), run: z.string().optional() });
/** A page of a list: at most `limit` rows, from the `cursor` that an earlier page gave. */
export const Paged = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(200).optional(),
});

/** What a recorded command answers: the sequence of the log up to which it is on disk, to be passed on as `after`. */
export const Recorded = z.object({ sequence: z.int() });

export const File = z.object({
  hash: z.string(),
  size: z.int(),
  type: z.string(),
  name: z.string(),
  field: z.string(),
});
const noteText = z.string().trim().max(4000);
/** A note among reviewers. */
export const Note = noteText.optional();
/** A note that the worker gets to read. */
export const Message = noteText.optional();

export type UnitStatus = z.infer<typeof UnitStatus>;
export type RunStatus = z.infer<typeof RunStatus>;
export type Decision = z.infer<typeof Decision>;
