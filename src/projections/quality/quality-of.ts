import type { z } from 'zod';
import type { quality } from '../../api/quality.ts';
import { noFigure } from '../statistics/figure.ts';
import { goldAccuracy } from '../statistics/gold.ts';
import { majority } from '../statistics/majority.ts';
import type { Matrix } from '../statistics/ratings.ts';
import { refuse } from '../store/refusals.ts';
import { type Aggregated, aggregate, type Method, shareOfRight } from './aggregate.ts';
import { agreementOf, itemsByAgreement } from './agreement.ts';
import { evidenceOf } from './evidence.ts';
import type { Asked } from './questions.ts';
import { closedQuestions, goldOf, type Sheet, type Study } from './sheet.ts';
import { strengthsOf } from './strengths.ts';

/** What is asked about the quality of answers; the level is the question's own unless told. */
export type QualityWish = { question?: string; level?: Asked['level']; method: Method };
export type Quality = Omit<z.input<typeof quality.reply>, 'sequence'>;

/** So many workers are listed, the least reliable first; all of them count. */
const mostWorkers = 2000;

/** The closed question that is meant: the named one, else the first; refuses a name that none has. */
export function questionMeant(sheet: Sheet, key: string | undefined): Asked | undefined {
  const closed = closedQuestions(sheet);
  const found = key === undefined ? closed[0] : closed.find((one) => one.key === key);
  if (key !== undefined && !found)
    throw refuse('quality/no-question', { question: key, closed: closed.map((one) => one.key) });
  return found;
}

/** How far answers to a closed question agree, what they come to, and how reliable each worker is. */
export function qualityOf({ sheet, matrixFor, once }: Study, wish: QualityWish): Quality {
  const asked = questionMeant(sheet, wish.question);
  const questions = closedQuestions(sheet).map(shown);
  if (!asked) return { ...nothing(sheet, wish.level ?? 'nominal'), questions };
  const level = wish.level ?? asked.level;
  const matrix = matrixFor(asked.key);
  const gold = goldOf(sheet, asked.key);
  const plain = once(`plain majority of ${asked.key}`, () => majority(matrix));
  const found = once(`${wish.method} of ${asked.key}`, () => aggregate(matrix, wish.method));
  const settled = found.value ?? { items: plain.items, workers: [] };
  return {
    questions,
    question: asked.key,
    level,
    items: matrix.items.length,
    workers: matrix.workers.length,
    answers: matrix.item.length,
    agreement: once(`agreement ${level} of ${asked.key}`, () => agreementOf(matrix, { ...asked, level })),
    item_agreement: itemsByAgreement(matrix),
    labels: labelsOf(matrix, settled, asked),
    reliability: reliabilityOf(matrix, { plain, settled, gold }),
    gold: goldFigures({ plain, found, gold }),
    strengths: strengthsOf(sheet, asked),
    evidence: once(`evidence of ${asked.key}`, () => evidenceOf(sheet, matrix)),
  };
}

/** A question as the API tells it. */
export const shown = ({ key, label, kind, closed, answers }: Asked) => ({ key, label, kind, closed, answers });

function nothing(sheet: Sheet, level: Asked['level']): Omit<Quality, 'questions'> {
  const why = noFigure('No question with few possible answers has been answered yet.');
  const counting = sheet.given.filter(({ counts }) => counts);
  return {
    question: null,
    level,
    items: new Set(counting.map(({ item }) => item)).size,
    workers: new Set(counting.map(({ worker }) => worker)).size,
    answers: counting.length,
    agreement: { pairwise: why, alpha: why, alpha_interval: null, fleiss: why, cohen: why, ac1: why },
    item_agreement: [],
    labels: [],
    reliability: [],
    gold: null,
    strengths: null,
    evidence: evidenceOf(sheet, undefined),
  };
}

/** How often each label was given, and came out; ties come out as none. In the order of the form or of their numbers, else those that were given most first. */
function labelsOf(matrix: Matrix, { items }: Aggregated, { offered, kind }: Asked): Quality['labels'] {
  const answers = new Map((offered ?? []).map((label) => [label, 0]));
  for (const label of matrix.label) {
    const name = matrix.labels[label]!;
    answers.set(name, (answers.get(name) ?? 0) + 1);
  }
  const aggregated = new Map<string, number>();
  for (const { label, tied } of items) if (tied.length === 0) aggregated.set(label, (aggregated.get(label) ?? 0) + 1);
  const rows = [...answers].map(([label, count]) => ({
    label,
    answers: count,
    aggregated: aggregated.get(label) ?? 0,
  }));
  if (offered) return rows;
  return kind === 'rating'
    ? rows.sort((one, other) => Number(one.label) - Number(other.label))
    : rows.sort((one, other) => other.answers - one.answers);
}

type Held = { plain: Aggregated; settled: Aggregated; gold: ReadonlyMap<string, string> };

function reliabilityOf(matrix: Matrix, { plain, settled, gold }: Held): Quality['reliability'] {
  const known = goldAccuracy(matrix, gold).workers;
  const rows = plain.workers.map(({ worker, answers, reliability: agrees }, at) => {
    const { right = 0, of = 0, interval } = known[at] ?? {};
    return {
      worker,
      answers,
      reliability: settled.workers[at]?.reliability.value ?? null,
      agrees_with_majority: agrees.value,
      gold: interval?.value ? { right, of, ...interval.value } : null,
    };
  });
  const place = ({ reliability }: (typeof rows)[number]) => reliability ?? 2;
  return rows.sort((one, other) => place(one) - place(other)).slice(0, mostWorkers);
}

type Found = { plain: Aggregated; found: ReturnType<typeof aggregate>; gold: ReadonlyMap<string, string> };

function goldFigures({ plain, found, gold }: Found): Quality['gold'] {
  if (gold.size === 0) return null;
  return {
    majority: shareOfRight(plain.items, gold),
    aggregated: found.value ? shareOfRight(found.value.items, gold) : found,
    items: plain.items.filter(({ item }) => gold.has(item)).length,
  };
}
