import { eq, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ConversationState } from '../../api/conversations.ts';
import type { AssignmentId } from '../../events/ids.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, orderOf, type Position, param, params } from '../store/projection.ts';

/** The conversations of all runs, in the order in which the first of their people came. */
export const conversations = sqliteTable(
  'conversations',
  {
    row: integer('row').primaryKey(),
    assignmentId: text('assignment_id').notNull().unique(),
    runId: text('run_id').notNull(),
    state: text('state').$type<ConversationState>().notNull(),
    openedAt: text('opened_at').notNull(),
    beganAt: text('began_at'),
    endedAt: text('ended_at'),
    endReason: text('end_reason'),
    note: text('note'),
    messages: integer('messages').notNull(),
  },
  (table) => [index('conversations_of_run').on(table.runId, table.state, table.row)],
);

function prepare(db: Database) {
  const thisOne = eq(conversations.assignmentId, sql.placeholder('assignmentId'));
  const set = (values: object) => db.update(conversations).set(values).where(thisOne).prepare();
  return {
    opened: db
      .insert(conversations)
      .values({ ...params('row', 'assignmentId', 'runId', 'openedAt'), state: 'waiting', messages: 0 })
      .onConflictDoNothing()
      .prepare(),
    began: set({ state: 'talking', beganAt: param('at') }),
    said: set({ messages: param('number') }),
    ended: set({ state: 'ended', ...params('endedAt', 'endReason', 'note') }),
  };
}
type Rows = ReturnType<typeof prepare>;

const open = (rows: Rows, assignmentId: AssignmentId, openedAt: string, position: Position) =>
  rows.opened.run({ row: orderOf(position), assignmentId, runId: position.run, openedAt });

export const conversationsProjection = defineProjection({
  name: 'conversations',
  version: 1,
  tables: [conversations],
  prepare,
  on: {
    'conversation.joined': ({ data: { assignmentId }, at }, rows, position) =>
      void open(rows, assignmentId, at, position),
    'conversation.began': ({ data: { assignmentId }, at }, rows) => void rows.began.run({ assignmentId, at }),
    'conversation.said': ({ data: { assignmentId, number } }, rows) => void rows.said.run({ assignmentId, number }),
    'conversation.ended': ({ data: { assignmentId, reason, note = null }, at }, rows) =>
      void rows.ended.run({ assignmentId, endedAt: at, endReason: reason, note }),
  },
});
