import type { PageQuestion } from '../../src/api/question-page.ts';
import type { Value } from './answers.ts';
import type { Item } from './item.ts';

/** A question with its answer so far; `onAnswer(undefined)` takes the answer back. */
export type QuestionProps = {
  question: PageQuestion;
  item: Item;
  value: Value | undefined;
  onAnswer: (value: Value | undefined) => void;
  /** The ids of the texts that describe the input: help, and what is missing. */
  describedBy: string | undefined;
};
