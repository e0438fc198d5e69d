import { and, asc, count, desc, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Fact } from '../../events/catalog.ts';
import { type ConversationFact, conversationFacts } from '../../events/conversation.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, json, orderOf, type Position, params } from '../store/projection.ts';
import { type ConversationRow, isTold } from './events-of.ts';

/** What happened in each conversation, in order: the record from which its code and its pages go on. */
export const conversationFactRows = sqliteTable(
  'conversation_facts',
  {
    /** The position in the log, which is the same whenever the rows are built. */
    row: integer('row').primaryKey(),
    assignmentId: text('assignment_id').notNull(),
    runId: text('run_id').notNull(),
    type: text('type').$type<ConversationFact['type']>().notNull(),
    at: text('at').notNull(),
    /** Whether people who read the conversation are told of it. */
    told: integer('told', { mode: 'boolean' }).notNull(),
    data: text('data', { mode: 'json' }).$type<ConversationFact['data']>().notNull(),
  },
  (table) => [
    index('conversation_facts_of').on(table.assignmentId, table.row, table.told),
    index('conversation_facts_by_type').on(table.assignmentId, table.type, table.row),
  ],
);

type Recorded = Extract<Fact, { type: ConversationFact['type'] }>;
const prepare = (db: Database) =>
  db
    .insert(conversationFactRows)
    .values(params('row', 'assignmentId', 'runId', 'type', 'at', 'told', 'data'))
    .prepare();

const note = (fact: Recorded, insert: ReturnType<typeof prepare>, position: Position): void => {
  const { type, at, data } = fact;
  const of = { assignmentId: data.assignmentId, runId: position.run };
  insert.run({ row: orderOf(position), ...of, type, at, told: Number(isTold(fact)), data: json(data) });
};

export const conversationFactsProjection = defineProjection({
  name: 'conversation-facts',
  version: 2,
  tables: [conversationFactRows],
  prepare,
  on: Object.fromEntries(conversationFacts.map(({ type }) => [type, note])),
});

/** How many facts of a conversation are read at once. */
const pageRows = 10_000;

/** Everything that happened in a conversation, in order; a long record is read page by page. */
export const factsOfConversation = (db: Database, assignmentId: string, rows = pageRows): ConversationRow[] =>
  [...pagesOfConversation(db, assignmentId, { after: 0, rows })].flat();

/** What happened in a conversation after a place in the order of the log, page by page, each read when it is asked for. */
export function* pagesOfConversation(
  db: Database,
  assignmentId: string,
  { after, rows }: { after: number; rows: number },
): Generator<ConversationRow[]> {
  for (let last = after; ; ) {
    const page = pageOf(db, assignmentId, { after: last, rows });
    if (page.length > 0) yield page;
    if (page.length < rows) return;
    last = page.at(-1)?.row ?? last;
  }
}

/** What is read of each fact. */
export const columns = {
  row: conversationFactRows.row,
  type: conversationFactRows.type,
  at: conversationFactRows.at,
  data: conversationFactRows.data,
};

const pageOf = (
  db: Database,
  assignmentId: string,
  { after, rows }: { after: number; rows: number },
): ConversationRow[] =>
  db
    .select(columns)
    .from(conversationFactRows)
    .where(and(eq(conversationFactRows.assignmentId, assignmentId), gt(conversationFactRows.row, after)))
    .orderBy(asc(conversationFactRows.row))
    .limit(rows)
    .all();

/** Which events of a conversation are wanted: the last ones of those between two places in the order of the log. */
export type Part = { limit: number; since?: number; before?: number };

const isToldOf = (assignmentId: string) =>
  and(eq(conversationFactRows.assignmentId, assignmentId), eq(conversationFactRows.told, true));

/** The facts of a part of a conversation that are told as events, in order. */
export function toldRows(
  db: Database,
  assignmentId: string,
  { limit, since = 0, before = Number.MAX_SAFE_INTEGER }: Part,
): ConversationRow[] {
  const { row } = conversationFactRows;
  return db
    .select(columns)
    .from(conversationFactRows)
    .where(and(isToldOf(assignmentId), gt(row, since), lt(row, before)))
    .orderBy(desc(row))
    .limit(limit)
    .all()
    .reverse();
}

/** How many facts of a conversation before a place in the order of the log are told as events. */
export const toldBefore = (db: Database, assignmentId: string, place = Number.MAX_SAFE_INTEGER): number =>
  db
    .select({ count: count() })
    .from(conversationFactRows)
    .where(and(isToldOf(assignmentId), lt(conversationFactRows.row, place)))
    .get()?.count ?? 0;

const aboutPeople: ConversationFact['type'][] = [
  'conversation.joined',
  'conversation.began',
  'conversation.member-away',
  'conversation.member-back',
  'conversation.member-left',
];

/** Of a conversation what happened to its people, and its last words, in order. */
export function outlineOf(db: Database, assignmentId: string): ConversationRow[] {
  const { row, type } = conversationFactRows;
  const isThis = eq(conversationFactRows.assignmentId, assignmentId);
  const isOf = (...types: ConversationFact['type'][]) =>
    db
      .select(columns)
      .from(conversationFactRows)
      .where(and(isThis, inArray(type, types)));
  // SQLite would read the whole conversation in order, if both were asked for in one.
  const people = isOf(...aboutPeople)
    .orderBy(sql`+${row}`)
    .all();
  const last = isOf('conversation.said').orderBy(desc(row)).limit(1).all();
  return [...people, ...last].toSorted((one, other) => one.row - other.row);
}
