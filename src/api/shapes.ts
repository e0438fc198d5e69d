import { z } from 'zod';

/** The status of a unit. */
export const UnitStatus = z.enum(['open', 'assigned', 'completed', 'accepted', 'soft_rejected', 'rejected', 'expired']);
/** The status of a run. */
export const RunStatus = z.enum(['opening', 'launched', 'paused', 'stopped', 'completed']);
/** How a run knows who a worker is: by the name in their link, a cookie, an invitation, or an account. */
export const WorkerIdentity = z.enum(['unsigned', 'open', 'invited', 'account', 'panel']);
/** What a unit is for beside its answer. */
export const UnitPurpose = z.enum(['screening', 'gold']);
/** How a reviewer may decide on a unit. */
export const Decision = z.enum(['accepted', 'soft_rejected', 'rejected']);

/** `after` waits until the read model has reached this log sequence, such as that of the caller's own last command. */
export const After = z.object({ after: z.coerce.number().int().nonnegative().default(0) });
/** All runs of a task, or one run; by default all runs. */
export const Scope = After.extend({ task: z.string().optional(), run: z.string().optional() });
/** A page of a list: at most `limit` rows after the `cursor` of an earlier page. */
export const Paged = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(200).optional(),
});

/** The reply to a command: the log sequence of its commit, to be used as `after`. */
export const Recorded = z.object({ sequence: z.int() });

export const File = z.object({
  hash: z.string(),
  size: z.int(),
  type: z.string(),
  name: z.string(),
  field: z.string(),
});
const noteText = z.string().trim().max(4000);
/** A note for reviewers only. */
export const Note = noteText.optional();
/** A message to the worker. */
export const Message = noteText.optional();

export type UnitStatus = z.infer<typeof UnitStatus>;
export type RunStatus = z.infer<typeof RunStatus>;
export type WorkerIdentity = z.infer<typeof WorkerIdentity>;
export type UnitPurpose = z.infer<typeof UnitPurpose>;
export type Decision = z.infer<typeof Decision>;
