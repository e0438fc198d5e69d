import { noOption } from '../actors/answer-fields.ts';
import { knownAnswers } from '../projections/quality/known-answers.ts';
import { qualityConfigOf } from '../projections/quality/quality-config.ts';
import { isRight } from './answer-key.ts';
import type { TaskConfig } from './config/task-keys.ts';
import type { TaskFunctions } from './ports/task-functions.ts';
import { refuse } from './refusals/refusals.ts';

type Items = TaskConfig['gold_data'];

/** Refuses screening and gold units without items, or whose right answers nobody knows. `code` is that of the task, if it has some. */
export function requireKnownAnswers(config: TaskConfig, code?: Pick<TaskFunctions, 'names' | 'declares'>): void {
  const functions: TaskFunctions['names'] = code?.names ?? new Set();
  requirePossibleAnswers(config);
  const { use_screening_task, max_screening_units, use_golds, min_golds, max_incorrect_golds } = config;
  if (use_screening_task && max_screening_units) {
    requireItems('screening_data', config.screening_data, functions.has('screeningItem'));
    requireAnswers(config, 'screening_data', functions.has('passesScreening'));
  } else if (use_screening_task && !functions.has('passesScreening') && !hasGoldKeys(config))
    throw refuse('task/not-judged', { key: 'use_screening_task' });
  if (!use_golds) return;
  const isByCode = functions.has('goldItem');
  requireItems('gold_data', config.gold_data, isByCode);
  requireAnswers(config, 'gold_data', functions.has('isGoldCorrect'));
  // A worker gets items that are the same only once.
  const listed = new Set(listOf(config.gold_data).map((item) => JSON.stringify(item))).size;
  const items = isByCode ? code?.declares?.gold_items : listed;
  // Whoever gives as many wrong answers as allowed must still be able to give the right ones.
  const needed = min_golds + max_incorrect_golds;
  if (items !== undefined && items < needed)
    throw refuse('task/gold-too-few', { key: isByCode ? 'gold.items' : 'gold_data', items, needed });
}

const listOf = (items: Items): Record<string, unknown>[] => (Array.isArray(items) ? items : []);

function requireItems(key: string, items: Items, isByCode: boolean): void {
  if (!isByCode && listOf(items).length === 0) throw refuse('task/no-items', { key });
}

function requireAnswers(config: TaskConfig, key: 'screening_data' | 'gold_data', isByCode: boolean): void {
  if (isByCode) return;
  const at = listOf(config[key]).findIndex((item) => isRight(config, item, {}) === undefined);
  if (at >= 0) throw refuse('task/no-answer', { key, item: at + 1 });
}

/** Refuses right answers that no worker can give: to a question that is not asked, or with a label that it does not offer. */
function requirePossibleAnswers(config: TaskConfig): void {
  const { questions = [] } = qualityConfigOf(config);
  const keys = questions.map(({ key }) => key);
  if (keys.length === 0) return;
  for (const key of ['onboarding_data', 'screening_data', 'gold_data'] as const)
    for (const [at, item] of listOf(config[key]).entries())
      for (const [question, answer] of knownAnswers(config, item)) {
        const place = { key, item: at + 1, question, answer };
        if (!keys.includes(question)) throw refuse('task/unknown-question', { ...place, keys });
        const { labels } = questions.find((one) => one.key === question) ?? {};
        if (labels && !isOffered(answer, labels)) throw refuse('task/impossible-answer', { ...place, labels });
      }
}

/** Whether an answer can be given with these labels: one of them, or several where several can be chosen. */
const isOffered = (answer: string, labels: readonly string[]): boolean =>
  labels.includes(answer) || answer === noOption || answer.split(', ').every((one) => labels.includes(one));

const hasGoldKeys = ({ quality, questions = [] }: TaskConfig): boolean =>
  quality?.gold !== undefined || questions.some(({ gold }) => gold !== undefined);
