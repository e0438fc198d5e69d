import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Damage } from './log.ts';

export const alive = endpoint({
  name: 'alive',
  method: 'GET',
  path: '/alive',
  summary: 'Replies as long as the process runs; a supervisor restarts it when it does not.',
  role: 'anyone',
  reply: z.object({ alive: z.literal(true) }),
});

export const ready = endpoint({
  name: 'ready',
  method: 'GET',
  path: '/ready',
  summary: 'Whether the server can record facts; 503 with a reason if it cannot.',
  role: 'anyone',
  reply: z.object({ ready: z.boolean(), code: z.string().optional(), reason: z.string().optional() }),
});

export const health = endpoint({
  name: 'health',
  method: 'GET',
  path: '/health',
  summary:
    'The state of the server, a sentence for each problem; 503 if there is one. Without a login only `ok` is shown.',
  role: 'anyone',
  reply: z.object({
    ok: z.boolean(),
    pid: z.int().optional(),
    problems: z.array(z.string()).optional(),
    /** What is known and needs no action, a sentence each. */
    notes: z.array(z.string()).optional(),
    /** Damages of recorded data; while there are any, nothing is recorded. */
    damages: z.array(Damage).optional(),
    /** The hosts of tasks' own code: the run, the process, the functions it defines, and what failed last. */
    hosts: z
      .array(
        z.object({
          run: z.string(),
          pid: z.int().optional(),
          functions: z.array(z.string()),
          failure: z.string().optional(),
        }),
      )
      .optional(),
    log: z.object({ sequence: z.int() }).optional(),
    projected: z.int().optional(),
    broadcast: z.int().optional(),
  }),
});

export const scrape = endpoint({
  name: 'scrape',
  method: 'GET',
  path: '/metrics',
  summary: 'All metrics in the text format of Prometheus.',
  role: 'reader',
  reply: z.string(),
  streams: 'bytes',
});
