import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Note, Recorded } from './shapes.ts';

/** What became of a file of items for an open run. */
export const DataOutcome = Recorded.extend({
  /** How many items the file has, and how many of these the run had before. */
  items: z.int(),
  duplicates: z.int(),
  /** How many items and units were added now, or would be, without those of an attempt that broke off; 0 if the same file was added before. */
  added: z.int(),
  units: z.int(),
  was_added: z.boolean(),
  /** What may be a mistake, one sentence each. */
  notes: z.array(z.string()),
});
export type DataOutcome = z.infer<typeof DataOutcome>;

export const addData = endpoint({
  name: 'addData',
  method: 'POST',
  path: '/api/runs/:run/data',
  summary:
    'Adds the items of a .csv, .tsv, .json or .jsonl file of at most 100 MiB, the body, to an open run; a completed one continues. The same file, with the same ending of its name, is added once: sent again, it goes on where it broke off.',
  role: 'owner',
  takes: 'application/octet-stream',
  params: z.object({ run: z.string() }),
  query: z.object({
    file: z.string().min(1).max(255),
    reason: Note,
    /** Leaves out the items that the run has already. */
    only_new: z.stringbool().default(false),
    /** Checks the file, and adds nothing. */
    dry_run: z.stringbool().default(false),
  }),
  reply: DataOutcome,
  status: 202,
});
