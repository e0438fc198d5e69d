import { asc, eq, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Database } from '../store/database.ts';
import { defineProjection, one, param, params } from '../store/projection.ts';

/** Comments of reviewers on answers, in order. A removed one has no text. */
export const comments = sqliteTable(
  'comments',
  {
    row: integer('row').primaryKey(),
    commentId: text('comment_id').notNull().unique(),
    unitId: text('unit_id').notNull(),
    runId: text('run_id').notNull(),
    by: text('by').notNull(),
    at: text('at').notNull(),
    text: text('text'),
    replyTo: text('reply_to'),
    editedAt: text('edited_at'),
    removedAt: text('removed_at'),
    removedBy: text('removed_by'),
  },
  (table) => [index('comments_of_unit').on(table.unitId)],
);

export const commentsProjection = defineProjection({
  name: 'comments',
  version: 2,
  tables: [comments],
  prepare(db) {
    const thisComment = eq(comments.commentId, sql.placeholder('commentId'));
    return {
      made: db
        .insert(comments)
        .values(params('commentId', 'unitId', 'runId', 'by', 'at', 'text', 'replyTo'))
        .prepare(),
      edited: db.update(comments).set(params('text', 'editedAt')).where(thisComment).prepare(),
      removed: db
        .update(comments)
        .set({ text: null, removedAt: param('removedAt'), removedBy: param('removedBy') })
        .where(thisComment)
        .prepare(),
    };
  },
  on: {
    'unit.commented': ({ data: { commentId, unitId, text, replyTo = null }, by, at }, rows, { run: runId }) => {
      rows.made.run({ commentId, unitId, runId, by, at, text, replyTo });
    },
    'unit.comment-edited': ({ data: { commentId, text }, at: editedAt }, rows) =>
      one(rows.edited.run({ commentId, text, editedAt }), commentId),
    'unit.comment-removed': ({ data: { commentId }, by: removedBy, at: removedAt }, rows) =>
      one(rows.removed.run({ commentId, removedBy, removedAt }), commentId),
  },
});

/** The comments on a unit, the oldest first; removed ones stay as long as others reply to them. */
export function threadOf(db: Database, unitId: string) {
  const all = db
    .select({
      id: comments.commentId,
      by: comments.by,
      at: comments.at,
      text: comments.text,
      reply_to: comments.replyTo,
      edited_at: comments.editedAt,
      removed_at: comments.removedAt,
      removed_by: comments.removedBy,
    })
    .from(comments)
    .where(eq(comments.unitId, unitId))
    .orderBy(asc(comments.row))
    .all();
  const answered = new Set(
    all.flatMap(({ removed_at, reply_to }) => (removed_at === null && reply_to ? [reply_to] : [])),
  );
  return all.filter(({ id, removed_at }) => removed_at === null || answered.has(id));
}

/** Reads what a comment says at present; null if it was removed or is not known. */
export function openCommentTexts(db: Database): (commentId: string) => string | null {
  const found = db
    .select({ text: comments.text })
    .from(comments)
    .where(eq(comments.commentId, sql.placeholder('commentId')))
    .prepare();
  return (commentId) => found.get({ commentId })?.text ?? null;
}

/** The units that have a comment. */
export const commentedUnits = sql`select ${comments.unitId} from ${comments} where "removed_at" is null`;
