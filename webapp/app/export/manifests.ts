import * as z from 'zod/mini';
import type { Manifest } from '../../../src/api/exports.ts';
import { formats } from './formats.ts';

const count = z.int().check(z.nonnegative());
/** What somebody pastes is checked here: the API's own shape stays at the house. */
const Pasted = z.object({
  code: z.string(),
  of: z.union([z.object({ task: z.string() }), z.object({ run: z.string() })]),
  runs: z.array(z.string()),
  format: z.enum(formats.map(({ value }) => value)),
  identities: z.boolean(),
  sequence: count,
  rows: count,
  bytes: count,
  sha256: z.string(),
}) satisfies z.ZodMiniType<Manifest>;

/** A manifest as it was pasted or chosen, or a sentence that says why it is none. */
export function readManifest(text: string): { manifest: Manifest } | { fault: string } {
  try {
    return { manifest: Pasted.parse(JSON.parse(text)) };
  } catch {
    return { fault: 'This is no manifest of an export. One lies beside each exported file, as <file>.manifest.json.' };
  }
}

/** Whether an export has the bytes that an earlier manifest tells of, in a sentence. */
export function verdictOn(wanted: Manifest, made: Manifest): { isSame: boolean; sentence: string } {
  if (wanted.sha256 === made.sha256)
    return { isSame: true, sentence: 'These are the bytes that the manifest tells of.' };
  const reason =
    wanted.code === made.code
      ? 'although the same code made them, so the manifest is of another log.'
      : `which ${wanted.code} made. This is ${made.code}, and it writes exports differently.`;
  return { isSame: false, sentence: `These are not the bytes that the manifest tells of, ${reason}` };
}
