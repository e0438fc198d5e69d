import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Recorded } from './shapes.ts';

/** A comment of a reviewer on an answer. */
export const Comment = z.object({
  id: z.string(),
  by: z.string(),
  at: z.string(),
  /** Null once it was removed. */
  text: z.string().nullable(),
  /** The comment to which it is a reply. */
  reply_to: z.string().nullable(),
  edited_at: z.string().nullable(),
  removed_at: z.string().nullable(),
  removed_by: z.string().nullable(),
});
export type Comment = z.infer<typeof Comment>;

const text = z.string().trim().min(1, 'must not be empty').max(4000);
const ofUnit = z.object({ unit: z.string() });
const ofComment = ofUnit.extend({ comment: z.string() });

export const commentUnit = endpoint({
  name: 'commentUnit',
  method: 'POST',
  path: '/api/units/:unit/comments',
  summary: 'Comments on an answer, for reviewers only, or replies to a comment on it.',
  role: 'reviewer',
  tag: 'Review',
  params: ofUnit,
  body: z.strictObject({ text, reply_to: z.string().optional() }),
  reply: Recorded.extend({ comment: z.string() }),
  status: 202,
});

export const editComment = endpoint({
  name: 'editComment',
  method: 'PATCH',
  path: '/api/units/:unit/comments/:comment',
  summary: 'Gives a comment of the caller another text.',
  role: 'reviewer',
  tag: 'Review',
  params: ofComment,
  body: z.strictObject({ text }),
  reply: Recorded,
  status: 202,
});

export const removeComment = endpoint({
  name: 'removeComment',
  method: 'DELETE',
  path: '/api/units/:unit/comments/:comment',
  summary: 'Removes a comment of the caller, or, for an owner, any: nobody is shown its text any more.',
  role: 'reviewer',
  tag: 'Review',
  params: ofComment,
  reply: Recorded,
  status: 202,
});
