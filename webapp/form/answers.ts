import type { PageQuestion } from '../../src/api/question-page.ts';

/** A marked part of a text: from `start` to before `end`, counted in UTF-16 code units as strings in JavaScript are. */
export type Span = { start: number; end: number; label: string; text: string };

/** A worker's answer to one question. */
export type Value = string | number | string[] | Span[];

/** The answers by the keys of the questions. */
export type Answers = Record<string, Value>;

const isEmpty = (value: Value | undefined): boolean =>
  value === undefined || (typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0);

/** Questions whose answer may be empty: nothing may apply, and nothing may be worth marking. */
const mayBeEmpty = ({ type, optional }: PageQuestion) => optional || type === 'choices' || type === 'spans';

/** The keys of the questions that still need an answer. */
export const missingIn = (questions: readonly PageQuestion[], answers: Answers): string[] =>
  questions
    .filter(
      (question) =>
        !mayBeEmpty(question) && isEmpty(Object.hasOwn(answers, question.key) ? answers[question.key] : undefined),
    )
    .map(({ key }) => key);

/** The answer as it is submitted: empty lists where nothing was chosen, and no key for an optional question left empty. */
export function answerOf(questions: readonly PageQuestion[], answers: Answers): Answers {
  const given: Answers = {};
  for (const { key, type } of questions) {
    const value = Object.hasOwn(answers, key) ? answers[key] : undefined;
    if (type === 'choices' || type === 'spans') given[key] = value ?? [];
    else if (value !== undefined && !isEmpty(value)) given[key] = value;
  }
  return given;
}
