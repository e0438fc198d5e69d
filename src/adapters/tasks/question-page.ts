import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QuestionPage } from '../../api/question-page.ts';
import { toPageQuestion } from '../../projections/quality/page-questions.ts';
import { hiddenKeys, withoutKeys } from '../../runtime/config/data-keys.ts';
import type { TaskConfig } from '../../runtime/config/task-keys.ts';
import type { DataSummary } from '../../runtime/ports/tasks.ts';
import { packageFolder } from '../package.ts';
import { indexOf } from './built-page.ts';
import { htmlText } from './html-text.ts';

/** The built page for declared questions: its script and its style. */
export const questionPageFolder = join(packageFolder, 'webapp/form/dist');

/** What the page is made from: the questions without gold answers, and an item for previews if the data is a list. */
export function questionPageOf(config: TaskConfig, summary?: Pick<DataSummary, 'first'>): QuestionPage {
  const { task_title: title, task_description: description, questions = [], show } = config;
  return {
    title,
    description,
    questions: questions.map(toPageQuestion),
    ...(show ? { show: show.map((one) => (typeof one === 'string' ? { key: one } : one)) } : {}),
    ...(summary ? { sample: withoutKeys(summary.first, hiddenKeys(config)) } : {}),
  };
}

/** The index.html of the page. Its description is there before the scripts, which takes a slow telephone a second. */
export const questionHtml = (page: QuestionPage): string => {
  const body = `<main><header><p class="quiet" dir="auto">${htmlText(page.description)}</p></header></main>`;
  return indexOf({ name: 'form', title: page.title, body, data: ['questions', page] });
};

/** Writes the page for a task's questions into a folder. */
export async function writeQuestionPage(folder: string, page: QuestionPage): Promise<void> {
  await cp(questionPageFolder, folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), questionHtml(page));
}
