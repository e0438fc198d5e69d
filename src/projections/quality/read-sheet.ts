import { runsIn, type Scope } from '../runs/scope.ts';
import type { Database } from '../store/database.ts';
import { fieldsOf, type Value } from './answer-fields.ts';
import { formFields } from './forms.ts';
import { type QualityConfig, qualityConfigOf } from './quality-keys.ts';
import { answersGiven, configsOf, type GivenAnswer, itemsOf, sequenceOf } from './quality-rows.ts';
import { type Column, questionsOf } from './questions.ts';
import type { Given, Sheet } from './sheet.ts';

/** A scope has no more questions than this; answers with a new field each do not get to fill the memory. */
const mostColumns = 500;

/** Reads all answers of a scope, as they are at one moment. */
export function readSheet(db: Database, scope: Scope): Sheet {
  db.$client.exec('begin');
  try {
    return read(db, scope);
  } finally {
    db.$client.exec('rollback');
  }
}

function read(db: Database, scope: Scope): Sheet {
  const runs = runsIn(db, scope);
  const asOpened = configsOf(db, runs);
  const configs = new Map([...asOpened].map(([run, config]) => [run, qualityConfigOf(config)]));
  const { given, columns } = readAnswers(db, runs);
  // What the newest run says of a question holds for all.
  const declared = new Map(
    runs.flatMap((run) => (configs.get(run)?.questions ?? []).map((one) => [one.key, one] as const)),
  );
  const form = formFields(...runs.toReversed().flatMap((run) => [asOpened.get(run)?.task_config, firstData(db, run)]));
  return {
    sequence: sequenceOf(db),
    runs,
    given,
    columns,
    questions: questionsOf(columns, [...declared.values()], form),
    configs,
    data: new Map(runs.flatMap((run) => [...namedData(db, run, configs.get(run) ?? {})])),
  };
}

type Row = Given & { row: number; fields: [string, Value][] };

function readAnswers(db: Database, runs: readonly string[]): Pick<Sheet, 'given' | 'columns'> {
  const rows: Row[] = [];
  for (const run of runs) for (const one of answersGiven(db, run)) rows.push(toRow(one));
  // One run's answers come in order; those of several lie between each other.
  if (runs.length > 1) rows.sort((one, other) => one.row - other.row);
  const columns = new Map<string, Column>();
  for (const [place, { fields }] of rows.entries()) {
    for (const [key, value] of fields) {
      const column = columns.get(key) ?? { at: [], values: [] };
      if (!columns.has(key) && columns.size >= mostColumns) continue;
      columns.set(key, column);
      column.at.push(place);
      column.values.push(value);
    }
  }
  return { given: rows.map(({ row: _, fields: __, ...given }) => given), columns };
}

function toRow({ row, unit, worker, status, seconds, submittedAt, reviewedAt, answer }: GivenAnswer): Row {
  const counts = status === 'completed' || status === 'accepted';
  return {
    row,
    unit,
    item: unit.slice(0, unit.lastIndexOf('.')),
    worker,
    counts,
    seconds,
    submitted: Date.parse(submittedAt),
    reviewed: reviewedAt === null ? null : Date.parse(reviewedAt),
    fields: counts ? [...fieldsOf(answer)] : [],
  };
}

function* namedData(db: Database, run: string, { gold, questions = [] }: QualityConfig) {
  const named = new Set([
    ...(typeof gold === 'string' ? [gold] : Object.values(gold ?? {})),
    ...questions.flatMap(({ pairwise }) => (pairwise ? [pairwise.left, pairwise.right] : [])),
  ]);
  if (named.size === 0) return;
  for (const { item, data } of itemsOf(db, run)) {
    const own = [...named].filter((key) => Object.hasOwn(data, key));
    yield [item, new Map(own.map((key) => [key, data[key]]))] as const;
  }
}

function firstData(db: Database, run: string): Record<string, unknown> | undefined {
  for (const { data } of itemsOf(db, run)) return data;
  return undefined;
}
