import { and, asc, eq, gt, inArray, max, or } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Fact } from '../../events/catalog.ts';
import { type ConversationFact, conversationFacts } from '../../events/conversation.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, json, orderOf, type Position, params } from '../store/projection.ts';

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
    data: text('data', { mode: 'json' }).$type<ConversationFact['data']>().notNull(),
  },
  (table) => [index('conversation_facts_of').on(table.assignmentId, table.row)],
);

type Recorded = Extract<Fact, { type: ConversationFact['type'] }>;
const prepare = (db: Database) =>
  db
    .insert(conversationFactRows)
    .values(params('row', 'assignmentId', 'runId', 'type', 'at', 'data'))
    .prepare();

const note = ({ type, at, data }: Recorded, insert: ReturnType<typeof prepare>, position: Position): void => {
  const { assignmentId } = data;
  insert.run({ row: orderOf(position), assignmentId, runId: position.run, type, at, data: json(data) });
};

export const conversationFactsProjection = defineProjection({
  name: 'conversation-facts',
  version: 1,
  tables: [conversationFactRows],
  prepare,
  on: Object.fromEntries(conversationFacts.map(({ type }) => [type, note])),
});

/** A fact of a conversation with its place in the order of the log. */
export type ConversationRow = { row: number; at: string } & Pick<ConversationFact, 'type' | 'data'>;

/** How many facts of a conversation are read at once. */
const pageRows = 10_000;

/** Everything that happened in a conversation, in order; a long record is read page by page. */
export function factsOfConversation(db: Database, assignmentId: string, rows = pageRows): ConversationRow[] {
  const all: ConversationRow[] = [];
  for (;;) {
    const page = pageOf(db, assignmentId, { after: all.at(-1)?.row ?? 0, rows });
    for (const one of page) all.push(one);
    if (page.length < rows) return all;
  }
}

const pageOf = (
  db: Database,
  assignmentId: string,
  { after, rows }: { after: number; rows: number },
): ConversationRow[] =>
  db
    .select({
      row: conversationFactRows.row,
      type: conversationFactRows.type,
      at: conversationFactRows.at,
      data: conversationFactRows.data,
    })
    .from(conversationFactRows)
    .where(and(eq(conversationFactRows.assignmentId, assignmentId), gt(conversationFactRows.row, after)))
    .orderBy(asc(conversationFactRows.row))
    .limit(rows)
    .all();

const aboutPeople: ConversationFact['type'][] = [
  'conversation.joined',
  'conversation.began',
  'conversation.member-away',
  'conversation.member-back',
  'conversation.member-left',
];

/** Of a conversation what happened to its people, and its last words, in order. */
export function outlineOf(db: Database, assignmentId: string): ConversationRow[] {
  const { row, type, at, data } = conversationFactRows;
  const isThis = eq(conversationFactRows.assignmentId, assignmentId);
  const last = db
    .select({ row: max(row) })
    .from(conversationFactRows)
    .where(and(isThis, eq(type, 'conversation.said')));
  return db
    .select({ row, type, at, data })
    .from(conversationFactRows)
    .where(and(isThis, or(inArray(type, aboutPeople), eq(row, last))))
    .orderBy(asc(row))
    .all();
}
