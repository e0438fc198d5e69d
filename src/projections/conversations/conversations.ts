import { eq, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ConversationState } from '../../api/conversations.ts';
import type { Database } from '../store/database.ts';
import { defineProjection, orderOf, param, params } from '../store/projection.ts';

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
    /** How many people are in it; after its end, of no meaning. */
    members: integer('members').notNull(),
    messages: integer('messages').notNull(),
  },
  (table) => [index('conversations_of_run').on(table.runId, table.state, table.row)],
);

function prepare(db: Database) {
  const thisOne = eq(conversations.assignmentId, sql.placeholder('assignmentId'));
  const set = (values: object) => db.update(conversations).set(values).where(thisOne).prepare();
  const { members, state, openedAt } = conversations;
  const isEmpty = sql`${state} = 'empty'`;
  return {
    joined: db
      .insert(conversations)
      .values({ ...params('row', 'assignmentId', 'runId', 'openedAt'), state: 'waiting', members: 1, messages: 0 })
      .onConflictDoUpdate({
        target: conversations.assignmentId,
        set: {
          members: sql`${members} + 1`,
          state: sql`iif(${isEmpty}, 'waiting', ${state})`,
          openedAt: sql`iif(${isEmpty}, ${param('openedAt')}, ${openedAt})`,
        },
      })
      .prepare(),
    left: set({
      members: sql`${members} - 1`,
      state: sql`iif(${state} = 'waiting' and ${members} = 1, 'empty', ${state})`,
    }),
    began: set({ state: 'talking', beganAt: param('at') }),
    said: set({ messages: param('number') }),
    ended: set({ state: 'ended', ...params('endedAt', 'endReason', 'note') }),
  };
}
export const conversationsProjection = defineProjection({
  name: 'conversations',
  version: 2,
  tables: [conversations],
  prepare,
  on: {
    'conversation.joined': ({ data: { assignmentId }, at }, rows, position) =>
      void rows.joined.run({ row: orderOf(position), assignmentId, runId: position.run, openedAt: at }),
    'conversation.member-left': ({ data: { assignmentId } }, rows) => void rows.left.run({ assignmentId }),
    'conversation.began': ({ data: { assignmentId }, at }, rows) => void rows.began.run({ assignmentId, at }),
    'conversation.said': ({ data: { assignmentId, number } }, rows) => void rows.said.run({ assignmentId, number }),
    'conversation.ended': ({ data: { assignmentId, reason, note = null }, at }, rows) =>
      void rows.ended.run({ assignmentId, endedAt: at, endReason: reason, note }),
  },
});
