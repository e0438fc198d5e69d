import { and, eq, gt, isNotNull, lt, ne, sql } from 'drizzle-orm';
import { runConfig } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { answers } from '../units/answers.ts';
import { units } from '../units/units.ts';
import { expectedOf, judged, labelsIn } from './known-answers.ts';
import { qualityConfigOf } from './quality-config.ts';
import { inWords } from './questions.ts';

/** A question with what the answer says to it and, where it is known, what is right. */
export type AnsweredQuestion = {
  key: string;
  /** The question in words. */
  label: string;
  /** Null if it was not answered, or at length. */
  answer: string | null;
  expected: string | null;
  correct: boolean | null;
  /** What others answered to the same item, the most frequent first. */
  others: { answer: string; count: number }[];
};

/** The data of the item, what is known to be right, and what others answered. */
type Known = {
  data: Readonly<Record<string, unknown>>;
  expected: Readonly<Record<string, string>> | null;
  others?: readonly unknown[];
};

/** The declared questions of a config, else the fields of the answer, with what it says to each; long texts and files are left out. */
export function answerInWords(
  config: Record<string, unknown> | undefined,
  answer: unknown,
  { data, expected, others = [] }: Known,
): AnsweredQuestion[] {
  const { questions = [] } = qualityConfigOf(config);
  const declared = new Map(questions.map(({ key, label }) => [key, label ?? inWords(key)]));
  const given = labelsIn(config, answer);
  const known = new Map(Object.entries(expected ?? {}));
  const correct = judged(config, data, { given, known });
  const ofOthers = others.map((one) => labelsIn(config, one));
  const keys = new Set([...declared.keys(), ...given.keys(), ...known.keys()]);
  return [...keys].map((key) => ({
    ...{ key, label: declared.get(key) ?? inWords(key) },
    ...{ answer: given.get(key) ?? null, expected: known.get(key) ?? null, correct: correct.get(key) ?? null },
    others: countsOf(ofOthers.flatMap((labels) => labels.get(key) ?? [])),
  }));
}

/** How often each answer was given, the most frequent first. */
function countsOf(labels: readonly string[]): { answer: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([answer, count]) => ({ answer, count })).sort((one, other) => other.count - one.count);
}

type OfUnit = Parameters<typeof expectedOf>[1] & {
  id: string;
  run: string;
  assignment: string;
  submitted_at: string | null;
  answer: unknown;
};

/** What is known to be right about a unit, and its answer in words beside those of others once it has one. */
export function wordsOf(db: Database, unit: OfUnit) {
  const { run, submitted_at, answer, data } = unit;
  const config = runConfig(db, run)?.config;
  const expected = expectedOf(config, unit);
  if (submitted_at === null) return { expected, in_words: [] };
  return { expected, in_words: answerInWords(config, answer, { data, expected, others: otherAnswers(db, unit) }) };
}

/** More answers to one item, and larger ones, are not read for these words. */
const maxOthers = 200;
const maxReadChars = 100_000;

/** The answers of others to the item of a unit, without those that were rejected. */
const otherAnswers = (db: Database, { id, assignment }: Pick<OfUnit, 'id' | 'assignment'>): unknown[] =>
  db
    .select({ answer: answers.answer })
    .from(units)
    .innerJoin(answers, eq(answers.agentId, units.agentId))
    .where(
      and(
        // The ids of an assignment's units are its id, a dot and a number; "/" is the character after ".".
        gt(units.unitId, `${assignment}.`),
        lt(units.unitId, `${assignment}/`),
        ne(units.unitId, id),
        isNotNull(units.submittedAt),
        ne(units.status, 'rejected'),
        sql`length(${answers.answer}) <= ${maxReadChars}`,
      ),
    )
    .limit(maxOthers)
    .all()
    .map(({ answer }) => answer);
