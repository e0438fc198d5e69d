import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Recorded } from './shapes.ts';

/** A version of the task's own code that a run has loaded. */
export const CodeLoad = z.object({
  at: z.iso.datetime(),
  by: z.string(),
  /** The file relative to the task folder, and its SHA-256; null for a host in another language. */
  file: z.string().nullable(),
  sha256: z.string().nullable(),
});
export type CodeLoad = z.infer<typeof CodeLoad>;

export const reloadCode = endpoint({
  name: 'reloadCode',
  method: 'POST',
  path: '/api/runs/:run/reload',
  summary:
    "Loads the task's own code again, for its open run. Code that cannot be loaded is refused, and the former code goes on; calls in progress end on that.",
  role: 'owner',
  params: z.object({ run: z.string() }),
  reply: Recorded.extend({
    functions: z.array(z.string()),
    /** The file and its SHA-256; null for a host in another language. */
    file: z.string().nullable(),
    sha256: z.string().nullable(),
  }),
  status: 202,
});
