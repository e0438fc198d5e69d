import { fieldsOf, type Value } from '../../actors/answer-fields.ts';
import { flagsIn } from '../rules/applied-rules.ts';
import { countedRunsIn, type Scope } from '../runs/scope.ts';
import type { Database } from '../store/database.ts';
import { finalAnswersIn } from '../units/final-answers.ts';
import { formFields } from './forms.ts';
import { judged, knownAnswers, labelsIn } from './known-answers.ts';
import { namedOption } from './pairs.ts';
import { qualityConfigOf } from './quality-config.ts';
import type { QualityConfig } from './quality-keys.ts';
import { type AnswerRow, answersInTime, configsOf, goldItemsOf, itemsOf, sequenceOf } from './quality-rows.ts';
import { type Column, questionsOf } from './questions.ts';
import type { GoldAnswer, Sheet, SheetAnswer } from './sheet.ts';

/** The most questions of a scope; answers with ever new fields must not fill the memory. */
const maxColumns = 500;

/** A scope, or these `runs`; and which answers have fields: those that count, or also the rejected and soft-rejected ones. */
type SheetOf = Scope & { runs?: readonly string[]; rejected?: boolean };

/** Reads all answers of a scope in one transaction. */
export function readSheet(db: Database, scope: SheetOf): Sheet {
  db.$client.exec('begin');
  try {
    return sheetIn(db, scope);
  } finally {
    db.$client.exec('rollback');
  }
}

/** The same within the transaction of the caller. */
export function sheetIn(db: Database, scope: SheetOf): Sheet {
  const runs = scope.runs ?? countedRunsIn(db, scope);
  const opened = configsOf(db, runs);
  const configs = new Map([...opened].map(([run, config]) => [run, qualityConfigOf(config)]));
  // For each question the config of the newest run applies.
  const declared = new Map(
    runs.flatMap((run) => (configs.get(run)?.questions ?? []).map((one) => [one.key, one] as const)),
  );
  const form = formFields(...runs.toReversed().flatMap((run) => [opened.get(run)?.task_config, firstData(db, run)]));
  const data = new Map(runs.flatMap((run) => [...namedData(db, run, configs.get(run) ?? {})]));
  const pairs = new Map([...declared.values()].flatMap(({ key, pairwise }) => (pairwise ? [[key, pairwise]] : [])));
  const { answers, columns, golds } = readAnswers(db, opened, { rejected: scope.rejected ?? false, pairs, data });
  return {
    sequence: sequenceOf(db),
    runs,
    answers,
    columns,
    golds,
    flags: flagsIn(db, runs),
    questions: questionsOf(columns, [...declared.values()], form),
    configs,
    data,
    finals: finalAnswersIn(db, runs),
  };
}

type Row = SheetAnswer & { row: number; fields: [string, Value][] };

type Read = Pick<Sheet, 'answers' | 'columns' | 'golds'>;

type How = Pick<Sheet, 'data'> & {
  rejected: boolean;
  /** The pairwise questions, with the keys of the data that name their options. */
  pairs: ReadonlyMap<string, { left: string; right: string }>;
};

/** Units that were made for one worker say nothing about the data, so their answers are no part of it. */
function readAnswers(db: Database, opened: ReadonlyMap<string, Config>, how: How): Read {
  const rows: Row[] = [];
  const golds: GoldAnswer[] = [];
  for (const [run, config] of opened) {
    const items = goldItemsOf(db, run);
    for (const one of answersInTime(db, run)) {
      if (!one.special) rows.push(toRow(one, how));
      else if (one.purpose === 'gold') golds.push(toGold(one, config, items.get(itemOf(one)) ?? {}));
    }
  }
  // The answers of one run are in order; those of several runs interleave.
  if (opened.size > 1) rows.sort((one, other) => one.row - other.row);
  const columns = new Map<string, Column>();
  for (const [place, { fields }] of rows.entries()) {
    for (const [key, value] of fields) {
      const column = columns.get(key) ?? { at: [], values: [] };
      if (!columns.has(key) && columns.size >= maxColumns) continue;
      columns.set(key, column);
      column.at.push(place);
      column.values.push(value);
    }
  }
  return { answers: rows.map(({ row: _, fields: __, ...answer }) => answer), columns, golds };
}

type Config = Record<string, unknown>;

const itemOf = ({ unit }: Pick<AnswerRow, 'unit'>) => unit.slice(0, unit.lastIndexOf('.'));

const toGold = ({ worker, answer, correct }: AnswerRow, config: Config, item: Config): GoldAnswer => ({
  ...{ worker, correct },
  right: judged(config, item, { given: labelsIn(config, answer), known: knownAnswers(config, item) }),
});

function toRow(
  { row, unit, worker, status, seconds, submittedAt, reviewedAt, answer, pastes }: AnswerRow,
  { rejected, pairs, data }: How,
): Row {
  const counts = status === 'completed' || status === 'accepted';
  const item = itemOf({ unit });
  const fields = counts || rejected ? fieldsOf(answer, new Set(pairs.keys())) : new Map<string, Value>();
  for (const [key, keys] of pairs) {
    const value = fields.get(key);
    if (value !== undefined) fields.set(key, namedOption(value, data.get(item), keys));
  }
  return {
    row,
    unit,
    item,
    worker,
    counts,
    seconds,
    submitted: Date.parse(submittedAt),
    reviewed: reviewedAt === null ? null : Date.parse(reviewedAt),
    pastes,
    fields: [...fields],
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
