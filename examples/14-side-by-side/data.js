import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { responders, sentencesIn } from './responders.js';

const textOf = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

/**
 * One item for each question to which the responders say something different. Which of them stands on the left is drawn for each question with the
 * seed of the config: the same again when the server starts anew, and recorded with the item.
 */
export function data({ config }) {
  const { seed } = config.task_config;
  const sentences = sentencesIn(textOf('guide.txt'));
  const names = Object.keys(responders);
  const answering = new Map(names.map((name) => [name, responders[name](sentences)]));
  return textOf('questions.txt')
    .split('\n')
    .filter(Boolean)
    .map((question) => {
      const isSwapped = createHash('sha256').update(`${seed} ${question}`).digest()[0] % 2 === 1;
      const [left, right] = isSwapped ? names.toReversed() : names;
      const [left_answer, right_answer] = [answering.get(left)(question), answering.get(right)(question)];
      return { question, left_answer, right_answer, left, right };
    })
    .filter(({ left_answer, right_answer }) => left_answer !== right_answer);
}
