import type { z } from 'zod';
import type { quality } from '../../api/quality.ts';
import { noFigure } from '../statistics/figure.ts';
import { goldAccuracy } from '../statistics/gold.ts';
import { majority } from '../statistics/majority.ts';
import type { Matrix } from '../statistics/ratings.ts';
import { wilson } from '../statistics/wilson.ts';
import { refuse } from '../store/refusals.ts';
import { type Aggregated, aggregate, type Method, shareOfRight } from './aggregate.ts';
import { agreementOf, itemsByAgreement } from './agreement.ts';
import { evidenceOf } from './evidence.ts';
import { goldUnitsOf } from './gold-units.ts';
import type { PairReader } from './pairs.ts';
import { pastesOf } from './pastes.ts';
import type { QuestionSpec } from './questions.ts';
import { closedQuestions, goldOf, readerOf, type Sheet, type Study } from './sheet.ts';
import { strengthsOf } from './strengths.ts';

/** Which quality figures; `level` defaults to that of the question. */
export type QualityQuery = { question?: string; level?: QuestionSpec['level']; method: Method };
export type Quality = Omit<z.input<typeof quality.reply>, 'sequence'>;

/** At most this many workers are listed, the least reliable first, and of the others as many who are flagged; all of them count. */
const maxListedWorkers = 2000;

/** The closed question of this key, or the first one without a key; refuses an unknown key. */
export function closedQuestion(sheet: Sheet, key: string | undefined): QuestionSpec | undefined {
  const closed = closedQuestions(sheet);
  const found = key === undefined ? closed[0] : closed.find((one) => one.key === key);
  if (found || key === undefined) return found;
  if (sheet.questions.some((one) => one.key === key)) throw refuse('quality/not-comparable', { question: key });
  throw refuse('quality/no-question', { question: key, closed: closed.map((one) => one.key) });
}

/** For a closed question: the agreement of answers, the aggregated labels, and the reliability of each worker. */
export function qualityOf({ sheet, matrixFor, once }: Study, query: QualityQuery): Quality {
  const spec = closedQuestion(sheet, query.question);
  const questions = closedQuestions(sheet).map(toReply);
  if (!spec) return { ...noQuality(sheet, query.level ?? 'nominal'), questions };
  const level = query.level ?? spec.level;
  const matrix = matrixFor(spec.key);
  const gold = goldOf(sheet, spec.key);
  const plain = once(`plain majority of ${spec.key}`, () => majority(matrix));
  const found = once(`${query.method} of ${spec.key}`, () => aggregate(matrix, query.method));
  const aggregated = found.value ?? { items: plain.items, workers: [] };
  return {
    questions,
    question: spec.key,
    level,
    items: matrix.items.length,
    workers: matrix.workers.length,
    answers: matrix.item.length,
    ...(found.value ? { aggregation: found.value.how } : {}),
    agreement: once(`agreement ${level} of ${spec.key}`, () => agreementOf(matrix, { ...spec, level })),
    item_agreement: itemsByAgreement(matrix),
    labels: labelsOf(matrix, aggregated, spec, readerOf(sheet, spec.key)),
    reliability: reliabilityOf(matrix, { plain, aggregated, gold, units: goldUnitsOf(sheet, spec.key) }, sheet.flags),
    gold: goldFigures({ plain, found, gold }),
    gold_units: goldUnits(sheet, spec.key),
    ...once(`strengths of ${spec.key}`, () => strengthsIn(sheet, spec)),
    evidence: once(`evidence of ${spec.key}`, () => evidenceOf(sheet, matrix)),
    pastes: pastesOf(sheet).slice(0, maxListedWorkers),
  };
}

/** A question as the API returns it. */
export const toReply = ({ key, label, kind, closed, answers }: QuestionSpec) => ({ key, label, kind, closed, answers });

function noQuality(sheet: Sheet, level: QuestionSpec['level']): Omit<Quality, 'questions'> {
  const why = noFigure('No question with few possible answers has been answered yet.');
  const counted = sheet.answers.filter(({ counts }) => counts);
  return {
    question: null,
    level,
    items: new Set(counted.map(({ item }) => item)).size,
    workers: new Set(counted.map(({ worker }) => worker)).size,
    answers: counted.length,
    agreement: {
      pairwise: why,
      alpha: why,
      alpha_interval: null,
      fleiss: why,
      cohen: why,
      cohen_linear: null,
      cohen_quadratic: null,
      ac1: why,
    },
    item_agreement: [],
    labels: [],
    reliability: listed(withoutAnswers(goldUnitsOf(sheet), sheet.flags, new Set())),
    gold: null,
    gold_units: goldUnits(sheet),
    strengths: null,
    strengths_notes: [],
    evidence: evidenceOf(sheet, undefined),
    pastes: pastesOf(sheet).slice(0, maxListedWorkers),
  };
}

function strengthsIn(sheet: Sheet, spec: QuestionSpec): Pick<Quality, 'strengths' | 'strengths_notes'> {
  const found = strengthsOf(sheet, spec);
  return { strengths: found?.strengths ?? null, strengths_notes: found?.notes ?? [] };
}

/** How often each label was given, and aggregated; ties count for none. In the order of the form or of numbers, else the most frequent first. */
function labelsOf(
  matrix: Matrix,
  { items }: Pick<Labelled, 'items'>,
  { offered, kind }: QuestionSpec,
  reader: PairReader | undefined,
): Quality['labels'] {
  const nameOf = (item: string, label: string) => reader?.nameOf(item, label) ?? label;
  const answers = new Map((offered ?? []).map((label) => [label, 0]));
  for (const [at, label] of matrix.label.entries()) {
    const name = nameOf(matrix.items[matrix.item[at]!]!, matrix.labels[label]!);
    answers.set(name, (answers.get(name) ?? 0) + 1);
  }
  const aggregated = new Map<string, number>();
  for (const { item, label, tied } of items) {
    const name = nameOf(item, label);
    if (tied.length === 0) aggregated.set(name, (aggregated.get(name) ?? 0) + 1);
  }
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

type Labelled = Omit<Aggregated, 'how'>;
type GoldUnits = ReturnType<typeof goldUnitsOf>;
type Aggregates = { plain: Labelled; aggregated: Labelled; gold: ReadonlyMap<string, string>; units: GoldUnits };

type Flags = Sheet['flags'];
type Reliability = Quality['reliability'];

function reliabilityOf(matrix: Matrix, { plain, aggregated, gold, units }: Aggregates, flags: Flags): Reliability {
  const known = goldAccuracy(matrix, gold).workers;
  const rows = plain.workers.map(({ worker, answers, reliability: agrees }, at) => {
    const items = known[at] ?? { right: 0, of: 0 };
    const made = units.get(worker) ?? { right: 0, of: 0 };
    return {
      worker,
      answers,
      reliability: aggregated.workers[at]?.reliability.value ?? null,
      agrees_with_majority: agrees.value,
      gold: shareOf({ right: items.right + made.right, of: items.of + made.of }),
      flags: flagsOf(flags, worker),
    };
  });
  const place = ({ reliability }: (typeof rows)[number]) => reliability ?? 2;
  rows.sort((one, other) => place(one) - place(other));
  return listed([...rows, ...withoutAnswers(units, flags, new Set(plain.workers.map(({ worker }) => worker)))]);
}

const flagsOf = (flags: Flags, worker: string): string[] => [...(flags.get(worker) ?? [])];

function listed(rows: Reliability): Reliability {
  const others = rows.slice(maxListedWorkers).filter(({ flags }) => flags.length > 0);
  return [...rows.slice(0, maxListedWorkers), ...others.slice(0, maxListedWorkers)];
}

const shareOf = ({ right, of }: { right: number; of: number }) => (of > 0 ? { right, of, ...wilson(right, of) } : null);

/** Workers who have answered nothing but gold units, and those who are flagged without an answer that counts. */
const withoutAnswers = (units: GoldUnits, flags: Flags, others: ReadonlySet<string>): Reliability =>
  [...new Set([...units.keys(), ...flags.keys()])]
    .filter((worker) => !others.has(worker))
    .map((worker) => ({
      ...{ worker, answers: 0, reliability: null, agrees_with_majority: null },
      gold: shareOf(units.get(worker) ?? { right: 0, of: 0 }),
      flags: flagsOf(flags, worker),
    }));

/** The accuracy of all workers together in gold units. */
function goldUnits(sheet: Sheet, question?: string): Quality['gold_units'] {
  let [right, of] = [0, 0];
  for (const counts of goldUnitsOf(sheet, question).values()) {
    right += counts.right;
    of += counts.of;
  }
  return shareOf({ right, of });
}

type Found = { plain: Labelled; found: ReturnType<typeof aggregate>; gold: ReadonlyMap<string, string> };

function goldFigures({ plain, found, gold }: Found): Quality['gold'] {
  if (gold.size === 0) return null;
  return {
    majority: shareOfRight(plain.items, gold),
    aggregated: found.value ? shareOfRight(found.value.items, gold) : found,
    items: plain.items.filter(({ item }) => gold.has(item)).length,
  };
}
