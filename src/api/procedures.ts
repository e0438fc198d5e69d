import { z } from 'zod';
import { File } from './shapes.ts';

/** A call of a procedure by a worker's page. A large value is a file instead; `reason` is why it failed, `message` what the worker read. */
export const ProcedureCall = z.object({
  /** The id that the page gave the call; it tells the call from others of the same agent. */
  call: z.string(),
  agent: z.string(),
  name: z.string(),
  args: z.unknown(),
  args_file: File.nullable(),
  at: z.string(),
  /** Null as long as it has no outcome. */
  ended_at: z.string().nullable(),
  milliseconds: z.number().nullable(),
  result: z.unknown(),
  result_file: File.nullable(),
  reason: z.string().nullable(),
  message: z.string().nullable(),
});
export type ProcedureCall = z.infer<typeof ProcedureCall>;
