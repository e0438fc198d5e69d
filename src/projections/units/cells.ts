import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { fieldsOf, unwrapped } from '../../actors/answer-fields.ts';
import { cellColumn, cellColumnParts } from '../../api/unit-columns.ts';
import { runsIn, type Scope } from '../runs/scope.ts';
import type { Database } from '../store/database.ts';
import { agents } from './agents.ts';
import { answers } from './answers.ts';
import { assignments, dataOf } from './assignments.ts';
import { units } from './units.ts';

type Values = Readonly<Record<string, unknown>>;
/** The texts of a unit by column. */
export type Cells = Record<string, string>;
/** The columns that items and answers offer, by their keys. */
export type OfferedColumns = { item: string[]; answer: string[] };

/** A cell shows the beginning of a text. */
const maxCellChars = 200;
/** Larger data and answers are not read for a table. */
const maxReadChars = 100_000;
/** The newest runs of a scope, and the first and last rows of each, tell which keys there are. */
const sampledRuns = 10;
const sampledRows = 20;
/** How many keys are offered of items and of answers. */
const maxOffered = 200;
/** A longer key is no heading of a column that nobody chose. */
const maxHeadChars = 100;
/** How many columns of items and of answers are shown when none are chosen. */
const shownFirst = { item: 2, answer: 3 } as const;

const isMap = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);
const readable = (column: typeof assignments.shared | typeof assignments.unitData | typeof answers.answer) =>
  sql<string | null>`case when length(${column}) <= ${maxReadChars} then ${column} end`;
const parsed = (text: string | null): unknown => (text === null ? undefined : JSON.parse(text));

/** The keys of the data and the answers of a scope, those of its newest runs first. */
export function columnsIn(db: Database, scope: Scope): OfferedColumns {
  const { item, answer } = sampledKeys(db, scope);
  return { item: [...item.keys()], answer: [...answer.keys()] };
}

/** The keys of a scope; those of the data each with the length of the longest text of several words under it. */
function sampledKeys(db: Database, scope: Scope) {
  const item = new Map<string, number>();
  const answer = new Map<string, number>();
  const note = (keys: Map<string, number>, key: string, value: unknown) => {
    const length = isSentence(value) ? value.length : 0;
    if (keys.has(key) || keys.size < maxOffered) keys.set(key, Math.max(keys.get(key) ?? 0, length));
  };
  for (const run of runsIn(db, scope).slice(-sampledRuns).reverse()) {
    for (const data of sampleItems(db, run).flatMap(dataIn))
      for (const [key, value] of Object.entries(data)) note(item, key, value);
    for (const { text } of sampleAnswers(db, run)) for (const [key] of fieldsOf(parsed(text))) note(answer, key, null);
  }
  return { item, answer };
}

const dataIn = ({ shared, unitData }: { shared: string | null; unitData: string | null }): Values[] =>
  [parsed(shared), ...((parsed(unitData) as Values[] | undefined) ?? [])].filter(isMap);

const isSentence = (value: unknown): value is string => typeof value === 'string' && /\S\s+\S/.test(value);

/**
 * The columns to show first: of the data, texts before short values, since they say what was asked, the longest first; and the first
 * keys of the answers. Keys that are too long for a heading are left out.
 */
export function firstColumns(db: Database, scope: Scope): string[] {
  const { item, answer } = sampledKeys(db, scope);
  const isShort = (key: string) => key.length <= maxHeadChars;
  const textsFirst = [...item].sort(([, one], [, other]) => other - one).map(([key]) => key);
  return [
    ...textsFirst
      .filter(isShort)
      .slice(0, shownFirst.item)
      .map((key) => cellColumn('item', key)),
    ...[...answer.keys()]
      .filter(isShort)
      .slice(0, shownFirst.answer)
      .map((key) => cellColumn('answer', key)),
  ];
}

function sampleItems(db: Database, run: string) {
  const select = (order: typeof asc | typeof desc) =>
    db
      .select({ shared: readable(assignments.shared), unitData: readable(assignments.unitData) })
      .from(assignments)
      .where(eq(assignments.runId, run))
      .orderBy(order(assignments.row))
      .limit(sampledRows)
      .all();
  return [...select(asc), ...select(desc)];
}

function sampleAnswers(db: Database, run: string) {
  const select = (order: typeof asc | typeof desc) =>
    db
      .select({ text: readable(answers.answer) })
      .from(answers)
      .where(and(eq(answers.runId, run), eq(answers.late, false)))
      .orderBy(order(answers.row))
      .limit(sampledRows)
      .all();
  return [...select(asc), ...select(desc)];
}

/** What a table reads of a unit: the data of its item and its answer, if they are not too large. */
export type UnitSides = { run: string; isSpecial: boolean; isSubmitted: boolean; item: Values; answer: unknown };

/** What a table reads of these units, by their ids. */
export function sidesOf(db: Database, unitIds: readonly string[]): Map<string, UnitSides> {
  const found = db
    .select({
      unitId: units.unitId,
      run: units.runId,
      purpose: units.purpose,
      submittedAt: units.submittedAt,
      shared: readable(assignments.shared),
      unitData: readable(assignments.unitData),
      treatment: agents.treatment,
      answer: readable(answers.answer),
    })
    .from(units)
    .leftJoin(assignments, eq(assignments.assignmentId, units.assignmentId))
    .leftJoin(agents, eq(agents.agentId, units.agentId))
    .leftJoin(answers, and(eq(answers.agentId, units.agentId), sql`${units.submittedAt} is not null`))
    .where(inArray(units.unitId, [...unitIds]))
    .all();
  return new Map(
    found.map(({ unitId, run, purpose, submittedAt, shared, unitData, treatment, answer }) => {
      const data = dataOf({
        unitId,
        shared: (parsed(shared) ?? {}) as Record<string, unknown>,
        unitData: (parsed(unitData) ?? null) as Record<string, unknown>[] | null,
      });
      const item = { ...data, ...treatment };
      const isSubmitted = submittedAt !== null && answer !== null;
      return [unitId, { run, isSpecial: purpose !== null, isSubmitted, item, answer: unwrapped(parsed(answer)) }];
    }),
  );
}

/** What these columns show of a unit. */
export function cellsIn(sides: UnitSides | undefined, columns: readonly string[]): Cells {
  const cells: Cells = {};
  if (!sides) return cells;
  for (const column of columns) {
    const { of, key } = cellColumnParts(column);
    const text = cellText(valueAt(sides[of], key));
    if (text !== '') cells[column] = text;
  }
  return cells;
}

/** The value under a key: its own, that of `a.b` one level down, or the whole of a bare value. */
function valueAt(value: unknown, key: string): unknown {
  if (!isMap(value)) return key === 'answer' ? value : undefined;
  if (Object.hasOwn(value, key)) return value[key];
  const dot = key.indexOf('.');
  const inner = dot > 0 && Object.hasOwn(value, key.slice(0, dot)) ? value[key.slice(0, dot)] : undefined;
  const rest = key.slice(dot + 1);
  return isMap(inner) && Object.hasOwn(inner, rest) ? inner[rest] : undefined;
}

const isPlain = (value: unknown) => typeof value !== 'object' || value === null;

/** A value as the text of a cell. */
function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (isPlain(value)) return shortened(String(value));
  if (Array.isArray(value) && value.every(isPlain)) return shortened(value.map(String).join(', '));
  return shortened(JSON.stringify(value));
}

const shortened = (text: string): string =>
  text.length <= maxCellChars ? text : `${text.slice(0, maxCellChars).replace(/[\ud800-\udbff]$/, '')}…`;
