import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/comments.ts';
import { CommentId, partsOf, UnitId } from '../../../events/ids.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import { newCommentId } from '../../../runtime/ids.ts';
import { callerOf } from '../http/caller.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = { calls: RuntimeCalls };

/** The comments of reviewers on answers. */
export function commentsApi(app: FastifyInstance, { calls }: Settings): void {
  serve(app, api.commentUnit, async ({ params, body: { text, reply_to }, by }) => {
    const unitId = unitNamed(params.unit);
    const commentId = newCommentId();
    const reply = reply_to === undefined ? {} : { replyTo: commentNamed(params.unit, reply_to) };
    const command = { type: 'unit.comment', unitId, commentId, by, text, ...reply } as const;
    const { sequence } = await calls.run.decide({ run: partsOf(unitId).run, command, by });
    return { comment: commentId, sequence };
  });

  serve(app, api.editComment, async ({ params, body: { text }, by }) => {
    const unitId = unitNamed(params.unit);
    const commentId = commentNamed(params.unit, params.comment);
    const command = { type: 'unit.edit-comment', unitId, commentId, by, text } as const;
    const { sequence } = await calls.run.decide({ run: partsOf(unitId).run, command, by });
    return { sequence };
  });

  serve(app, api.removeComment, async ({ params, by, request }) => {
    const isOwner = callerOf(request).role === 'owner';
    const unitId = unitNamed(params.unit);
    const commentId = commentNamed(params.unit, params.comment);
    const command = { type: 'unit.remove-comment', unitId, commentId, by, isOwner } as const;
    const { sequence } = await calls.run.decide({ run: partsOf(unitId).run, command, by });
    return { sequence };
  });
}

function unitNamed(unit: string): UnitId {
  const unitId = UnitId.safeParse(unit).data;
  if (!unitId) throw refuse('unit/unknown', { unit });
  return unitId;
}

function commentNamed(unit: string, comment: string): CommentId {
  const commentId = CommentId.safeParse(comment).data;
  if (!commentId) throw refuse('comment/unknown', { comment, unit });
  return commentId;
}
