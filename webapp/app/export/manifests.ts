import * as z from 'zod/mini';
import type { Manifest } from '../../../src/api/exports.ts';
import { aggregations } from '../../../src/api/quality.ts';
import { formats } from './formats.ts';

const count = z.int().check(z.nonnegative());
const taskOrRun = z.union([z.object({ task: z.string() }), z.object({ run: z.string() })]);
/** The shape of a pasted manifest; the API's own schema is too large for the app. */
const Pasted = z.object({
  code: z.string(),
  of: z.union([taskOrRun, z.array(taskOrRun)]),
  runs: z.array(z.string()),
  format: z.enum(formats.map(({ value }) => value)),
  identities: z.boolean(),
  ordinary: z.optional(z.literal(true)),
  answers: z.optional(z.enum(['accepted', 'not-rejected'])),
  bom: z.optional(z.boolean()),
  by: z.optional(z.literal('item')),
  method: z.optional(z.enum(aggregations)),
  columns: z.optional(z.array(z.string())),
  sequence: count,
  rows: count,
  bytes: count,
  sha256: z.string(),
}) satisfies z.ZodMiniType<Manifest>;

/** Parses a manifest that was pasted or chosen, or returns why it is not one. */
export function readManifest(text: string): { manifest: Manifest } | { fault: string } {
  try {
    return { manifest: Pasted.parse(JSON.parse(text)) };
  } catch {
    return { fault: 'This is not an export manifest. Each exported file has one beside it: <file>.manifest.json.' };
  }
}

/** Whether an export has the bytes of an earlier manifest, in a sentence. */
export function verdictOn(wanted: Manifest, made: Manifest): { isSame: boolean; sentence: string } {
  if (wanted.sha256 === made.sha256) return { isSame: true, sentence: 'Verified: identical to the earlier export.' };
  const reason =
    wanted.code === made.code
      ? 'The code is the same, so the manifest is of another log.'
      : `That was made by ${wanted.code}. This is ${made.code}, which writes exports differently.`;
  return { isSame: false, sentence: `Not identical to the earlier export. ${reason}` };
}
