import { runConfig } from '../runs/task-runs.ts';
import type { Database } from '../store/database.ts';
import { expectedOf, labelsIn } from './known-answers.ts';
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
};

/** The declared questions of a config, else the fields of the answer, with what it says to each; long texts and files are left out. */
export function answerInWords(
  config: Record<string, unknown> | undefined,
  answer: unknown,
  expected: Readonly<Record<string, string>> | null,
): AnsweredQuestion[] {
  const { questions = [] } = qualityConfigOf(config);
  const declared = new Map(questions.map(({ key, label }) => [key, label ?? inWords(key)]));
  const given = labelsIn(answer);
  const keys = new Set([...declared.keys(), ...given.keys(), ...Object.keys(expected ?? {})]);
  return [...keys].map((key) => {
    const right = expected && Object.hasOwn(expected, key) ? (expected[key] as string) : null;
    const said = given.get(key) ?? null;
    const correct = right === null ? null : said === right;
    return { key, label: declared.get(key) ?? inWords(key), answer: said, expected: right, correct };
  });
}

type OfUnit = Parameters<typeof expectedOf>[1] & { submitted_at: string | null; answer: unknown };

/** What is known to be right about a unit, and its answer in words once it has one. */
export function wordsOf(db: Database, unit: OfUnit) {
  const { run, submitted_at, answer } = unit;
  const expected = expectedOf(db, unit);
  const inWords = submitted_at === null ? [] : answerInWords(runConfig(db, run)?.config, answer, expected);
  return { expected, in_words: inWords };
}
