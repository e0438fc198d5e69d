import type { CommentId, UnitId } from '../events/ids.ts';
import { UnitCommentEdited, UnitCommented, UnitCommentRemoved, type UnitFact } from '../events/unit.ts';
import { refuse } from './refusals.ts';
import { type IdentifiedUnit, submittedWork } from './unit.ts';

/** The comments of a run: on which unit, whose, and whether each was removed. */
export type Comments = Map<CommentId, Comment>;
type Comment = { unitId: UnitId; by: string; isRemoved: boolean };

type CommentFact = Extract<UnitFact, { type: 'unit.commented' | `unit.comment-${string}` }> & { by?: string };

/** Takes in what happened to a comment. */
export function noteComment(comments: Comments, { type, data, by = '' }: CommentFact): void {
  const { commentId, unitId } = data;
  const author = comments.get(commentId)?.by ?? by;
  comments.set(commentId, { unitId, by: author, isRemoved: type === 'unit.comment-removed' });
}

// ── Commands ─────────────────────────────────────────────────────────────────

/** Comments on an answer, or edits or removes a comment; `by` is who they are, as facts name them. An owner may remove any. */
export type CommentCommand = { commentId: CommentId; by: string } & (
  | { type: 'unit.comment'; text: string; replyTo?: CommentId }
  | { type: 'unit.edit-comment'; text: string }
  | { type: 'unit.remove-comment'; isOwner?: boolean }
);

/** Records again what the log had lost of a comment: its text as it was last, or without one that it was removed. */
export type LostCommentCommand = {
  type: 'unit.recover-comment';
  commentId: CommentId;
  text?: string;
  replyTo?: CommentId;
};

/** Returns an empty list when it was done before; throws for a comment that is not there, or somebody else's. */
export function decide(command: CommentCommand, named: IdentifiedUnit, comments: Comments): UnitFact[] {
  const { commentId, by } = command;
  const { unitId, assignmentId } = submittedWork(named);
  const about = { unitId, assignmentId, commentId };
  const known = comments.get(commentId);
  if (command.type === 'unit.comment') {
    const { text, replyTo } = command;
    if (known) return [];
    if (replyTo !== undefined) commentOn(unitId, replyTo, comments);
    return [UnitCommented({ ...about, text, ...(replyTo === undefined ? {} : { replyTo }) })];
  }
  if (command.type === 'unit.remove-comment' && known?.isRemoved && known.unitId === unitId) return [];
  const comment = commentOn(unitId, commentId, comments);
  const mayChange = comment.by === by || (command.type === 'unit.remove-comment' && command.isOwner === true);
  if (!mayChange) throw refuse('comment/not-yours', { by: comment.by });
  return [
    command.type === 'unit.edit-comment'
      ? UnitCommentEdited({ ...about, text: command.text })
      : UnitCommentRemoved(about),
  ];
}

/** The fact that a comment lacks; none for a removed one, which does not come back. A reply to a comment that is lost stands alone. */
export function recover(command: LostCommentCommand, named: IdentifiedUnit, comments: Comments): UnitFact[] {
  const { commentId, text, replyTo } = command;
  const { unitId, assignmentId } = submittedWork(named);
  const about = { unitId, assignmentId, commentId };
  const known = comments.get(commentId);
  if (known && known.unitId !== unitId) throw refuse('comment/unknown', { comment: commentId, unit: unitId });
  if (known?.isRemoved) return [];
  if (text === undefined) return known ? [UnitCommentRemoved(about)] : [];
  if (known) return [UnitCommentEdited({ ...about, text })];
  const isReply = replyTo !== undefined && comments.get(replyTo)?.unitId === unitId;
  return [UnitCommented({ ...about, text, ...(isReply ? { replyTo } : {}) })];
}

function commentOn(unitId: UnitId, commentId: CommentId, comments: Comments): Comment {
  const comment = comments.get(commentId);
  if (!comment || comment.unitId !== unitId || comment.isRemoved)
    throw refuse('comment/unknown', { comment: commentId, unit: unitId });
  return comment;
}
