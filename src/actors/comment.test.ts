import { describe, it } from 'vitest';
import {
  ada,
  begun,
  commentEdited,
  commented,
  commentRemoved,
  sky0,
  sky1,
  submitted,
  took,
} from '../events/fixtures.ts';
import type { CommentId } from '../events/ids.ts';
import { given } from './specify.ts';

const first = 'comment-1' as CommentId;
const second = 'comment-2' as CommentId;
const unitId = sky0.unitId;
/** The author of facts that a specification gives. */
const by = '';
const answered = [...begun(), ...took(ada), submitted(ada)];

describe('a comment on an answer', () => {
  it('is recorded once', () => {
    const comment = { type: 'unit.comment', unitId, commentId: first, by, text: 'Is this right?' } as const;
    given(...answered)
      .when(comment)
      .then(commented(first));
    given(...answered, commented(first))
      .when(comment)
      .then();
  });

  it('can be a reply to one on the same answer that is there', () => {
    const reply = { type: 'unit.comment', unitId, commentId: second, by, text: 'Yes.', replyTo: first } as const;
    given(...answered, commented(first))
      .when(reply)
      .then(commented(second, 'Yes.', sky0, first));
    given(...answered)
      .when(reply)
      .thenRefused('comment/unknown');
    given(...answered, commented(first), commentRemoved(first))
      .when(reply)
      .thenRefused('comment/unknown');
  });

  it('needs an answer', () =>
    given(...begun())
      .when({ type: 'unit.comment', unitId: sky1.unitId, commentId: first, by, text: 'Hm.' })
      .thenRefused('unit/not-submitted'));

  it('is edited and removed by its author alone, but removed by an owner, too', () => {
    const there = given(...answered, commented(first));
    there
      .when({ type: 'unit.edit-comment', unitId, commentId: first, by, text: 'Sure?' })
      .then(commentEdited(first, 'Sure?'));
    there.when({ type: 'unit.remove-comment', unitId, commentId: first, by }).then(commentRemoved(first));
    const other = { unitId, commentId: first, by: 'reviewer:ben' };
    there.when({ type: 'unit.edit-comment', ...other, text: 'No.' }).thenRefused('comment/not-yours');
    there.when({ type: 'unit.remove-comment', ...other }).thenRefused('comment/not-yours');
    there.when({ type: 'unit.remove-comment', ...other, isOwner: true }).then(commentRemoved(first));
  });

  it('is removed once, and not edited after that', () => {
    const gone = given(...answered, commented(first), commentRemoved(first));
    gone.when({ type: 'unit.remove-comment', unitId, commentId: first, by }).then();
    gone.when({ type: 'unit.edit-comment', unitId, commentId: first, by, text: 'Hm.' }).thenRefused('comment/unknown');
  });
});
