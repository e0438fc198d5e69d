// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type Comment, commentUnit, editComment, removeComment } from '../../../../src/api/comments.ts';
import { getUnit } from '../../../../src/api/units.ts';
import { aUnit, noon } from '../../fixtures.ts';
import { answer, openApp, refusal, sentTo, signIn } from '../../for-tests.tsx';

const comment = (id: string, changes: Partial<Comment> = {}): Comment => ({
  id,
  by: 'reviewer:ben',
  at: noon,
  text: `Text of ${id}`,
  reply_to: null,
  edited_at: null,
  removed_at: null,
  removed_by: null,
  ...changes,
});
const open = (...thread: Comment[]) => {
  answer(getUnit, aUnit('films-1.0.0', { thread, comments: thread.length }));
  return openApp('/units/films-1.0.0');
};
const params = { unit: 'films-1.0.0' };

describe('the comments on an answer', () => {
  it('are shown with their replies, and removed ones without their text', async () => {
    open(
      comment('c1', { text: null, removed_at: noon, removed_by: 'reviewer:anna' }),
      comment('c2', { reply_to: 'c1', edited_at: noon }),
    );
    const removed = (await screen.findByText(/^Removed by/)).closest('li') as HTMLElement;
    within(removed).getByText('Text of c2');
    within(removed).getByText(/edited/);
    screen.getByText('Comments (2)');
  });

  it('are written and answered', async () => {
    answer(commentUnit, { comment: 'c9', sequence: 3 });
    const user = open(comment('c1'));
    await user.type(await screen.findByLabelText('Comment for other reviewers'), 'Is it a drama?');
    await user.click(screen.getByRole('button', { name: 'Comment' }));
    await waitFor(() => expect(sentTo(commentUnit)).toMatchObject([{ params, body: { text: 'Is it a drama?' } }]));
    await user.click(screen.getByRole('button', { name: 'Reply' }));
    await user.type(await screen.findByLabelText('Reply to ben'), 'It is.{Control>}{Enter}{/Control}');
    await waitFor(() => expect(sentTo(commentUnit)[1]?.body).toEqual({ text: 'It is.', reply_to: 'c1' }));
  });

  it('are edited by their author, and removed by an owner', async () => {
    answer(editComment, { sequence: 3 });
    answer(removeComment, { sequence: 4 });
    const user = open(comment('c1'), comment('c2', { by: 'reviewer:anna' }));
    await screen.findByText('Text of c1');
    await waitFor(() => expect(screen.getAllByRole('button', { name: 'Edit' })).toHaveLength(1));
    await user.click(screen.getByRole('button', { name: 'Edit' }));
    const field = await screen.findByLabelText('Edit the comment');
    await user.clear(field);
    await user.type(field, 'Better.');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(sentTo(editComment)).toMatchObject([{ params: { comment: 'c2' }, body: { text: 'Better.' } }]),
    );
    await user.click(screen.getAllByRole('button', { name: 'Remove' })[0] as HTMLElement);
    await screen.findByText('Comment removed.');
    expect(sentTo(removeComment)).toMatchObject([{ params: { comment: 'c1' } }]);
  });

  it('keep what was typed when it was refused', async () => {
    answer(commentUnit, refusal('unit/not-submitted', 'Unit films-1.0.0 is open.'));
    const user = open();
    await user.type(await screen.findByLabelText('Comment for other reviewers'), 'Hm.');
    await user.click(screen.getByRole('button', { name: 'Comment' }));
    await screen.findByText('Unit films-1.0.0 is open.');
    expect((screen.getByLabelText('Comment for other reviewers') as HTMLTextAreaElement).value).toBe('Hm.');
  });

  it('are only read by those who may only read', async () => {
    signIn('reader');
    open(comment('c1'));
    await screen.findByText('Text of c1');
    await waitFor(() => expect(screen.queryByLabelText('Comment for other reviewers')).toBeNull());
    expect(screen.queryByRole('button', { name: 'Reply' })).toBeNull();
  });
});
