import { z } from 'zod';
import { nearestOf } from '../spelling/nearest.ts';

/** A text that is not empty. */
export const text = z.string('must be text; put it in quotes').trim().min(1, 'must not be empty');
/** A key of the data as it is there: blanks around it are part of it, since another key may differ in them alone. */
export const dataKey = z
  .string('must be text; put it in quotes')
  .min(1, { error: 'must not be empty', abort: true })
  .refine((key) => key.trim() !== '', 'must not be empty');
const label = z
  .union([text, z.number(), z.boolean()], 'must be text, a number, true or false')
  // As in answers, each letter in its one spelling.
  .transform((given) => String(given).normalize('NFC'));

/** The error for a map with unknown keys, which lists the known ones. */
export const maps = (...keys: string[]) => ({
  error: ({ code, keys: unknownKeys }: { code?: string; keys?: unknown }) =>
    code === 'unrecognized_keys'
      ? `has ${unknownKeysText(unknownKeys as string[], keys)}; its keys are ${keys.join(', ')}`
      : 'must be a map of keys and values',
});

function unknownKeysText(names: readonly string[], keys: readonly string[]): string {
  const [only, ...others] = names;
  if (only === undefined || others.length > 0) return `unknown keys (${names.join(', ')})`;
  const meant = nearestOf(only.toLowerCase(), keys);
  return `the unknown key "${only}"${meant === undefined ? '' : ` (did you mean "${meant}"?)`}`;
}

/** Adds a fault for each question with the key of one before it. */
export function requireOwnKeys(questions: readonly { key: string }[], { addIssue }: z.core.$RefinementCtx): void {
  for (const [index, { key }] of questions.entries())
    if (questions.findIndex((other) => other.key === key) < index)
      addIssue({ code: 'custom', path: [index, 'key'], message: `is "${key}", as that of a question before it` });
}

const Pairwise = z.strictObject(
  {
    left: dataKey.describe("the key of the item's data that names the left option"),
    right: dataKey.describe("the key of the item's data that names the right option"),
  },
  maps('left', 'right'),
);

/** A question as a task's config declares it. */
export const DeclaredQuestion = z.strictObject(
  {
    key: text.describe('the field of the answer, such as rating or film.genre; "answer" where answers are bare values'),
    label: text.optional().describe('the question in words; by default the key'),
    level: z
      .enum(['nominal', 'ordinal', 'interval'], 'must be nominal, ordinal or interval')
      .optional()
      .describe('what may be compared of two answers: whether they are the same, which is higher, or by how much'),
    labels: z
      .array(label, 'must be a list')
      .min(2, 'must name two labels or more')
      .max(1000, 'must not name more than 1,000 labels')
      .optional()
      .describe('every answer that the form offers, in order'),
    pairwise: Pairwise.optional().describe(
      'for an answer that chooses between two options: the keys of the data that name them',
    ),
  },
  maps('key', 'label', 'level', 'labels', 'pairwise'),
);

/** The quality section of a task's config. */
export const QualityConfig = z.strictObject(
  {
    questions: z
      .array(DeclaredQuestion, 'must be a list')
      .max(200, 'must not name more than 200 questions')
      .superRefine(requireOwnKeys)
      .optional()
      .describe('the questions whose answers are compared; by default those found in the answers'),
    gold: z
      .union([dataKey, z.record(text, dataKey)], 'must be a key of the items, or a map of questions and such keys')
      .optional()
      .describe("the key of the item's data that holds the right answer, or a map from question to such a key"),
  },
  maps('questions', 'gold'),
);

/** A question as it is declared; `free` if the page asks for any text, which is not compared unless a level is declared or all answers are numbers. */
export type DeclaredQuestion = z.infer<typeof DeclaredQuestion> & { free?: boolean };
/** What a config says about figures. */
export type QualityConfig = Omit<z.infer<typeof QualityConfig>, 'questions'> & { questions?: DeclaredQuestion[] };
