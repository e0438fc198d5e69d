import { createHash } from 'node:crypto';

/** Everything that was acknowledged to workers and reviewers. */
export type Acknowledged = {
  runs: string[];
  /** The answers as JSON, by agent, without the fields that the server adds for files. */
  answers: Record<string, string>;
  /** The hashes of the files of an answer, by agent. */
  filesOf: Record<string, string[]>;
  /** The verdicts on each unit, in order. */
  reviews: Record<string, { what: string; note: string | null }[]>;
  bonuses: Record<string, { unit: string; cents: number; state: string }>;
  /** The answers as JSON, by assignment. */
  adjudications: Record<string, string>;
  /** A hash of each fact, in the order of the log. */
  facts: string[];
};

/** Nothing acknowledged yet. */
export const nothing = (): Acknowledged => ({
  runs: [],
  answers: {},
  filesOf: {},
  reviews: {},
  bonuses: {},
  adjudications: {},
  facts: [],
});

/** The SHA-256 of a text or of bytes, in hex. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** An answer as it was submitted: without the fields that the server adds for its files. */
export function submittedAnswer(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null || !('filesByFields' in answer)) return JSON.stringify(answer);
  const { files: _, filesByFields: __, ...submitted } = answer as Record<string, unknown>;
  return JSON.stringify(submitted);
}
