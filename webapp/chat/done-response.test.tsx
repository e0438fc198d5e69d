// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openChat, specSaid } from './for-tests.tsx';

const over = { phase: 'ended', endReason: 'done' } as const;
const done = () => screen.getByRole('button', { name: 'Done' });
const sentence = () => screen.getAllByRole('status').map(({ textContent }) => textContent);

describe('the end of a conversation', () => {
  it('is handed in with one key, and what was said stays', async () => {
    const { user, task, now } = openChat({ isMyTurn: true, said: [specSaid('Agreed.')] });
    now(over);
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(sentence()).toContain('That was all. Please hand it in.');
    expect(screen.getByText('Agreed.')).toBeTruthy();
    expect(document.activeElement).toBe(done());
    await user.keyboard('{Enter}');
    expect(task.handleSubmit).toHaveBeenCalledExactlyOnceWith({});
  });

  it.each([
    ['too-few', 'Somebody has left, so it ends here. That is not your fault: please hand it in.'],
    ['failed', 'It has ended early. That is not your fault: please hand it in.'],
  ])('says why it came early, %s, and is handed in all the same', async (endReason, why) => {
    const { user, task } = openChat({ ...over, endReason });
    expect(sentence()).toContain(why);
    await user.click(done());
    expect(task.handleSubmit).toHaveBeenCalledTimes(1);
  });

  it('hands in what the page makes of it', async () => {
    const said = [specSaid('Ten?')];
    const { user, task } = openChat({ ...over, said }, { answer: (talk) => ({ heard: talk.said.length }) });
    await user.click(done());
    expect(task.handleSubmit).toHaveBeenCalledWith({ heard: 1 });
  });

  it('asks its questions before, and hands the answers in', async () => {
    const finalForm = [{ question: 'Was it fair?', type: 'choices' as const, choices: ['Yes', 'No'] }];
    const { user, task } = openChat(over, { finalForm });
    await user.click(done());
    expect(task.handleSubmit).not.toHaveBeenCalled();
    await user.click(screen.getByRole('radio', { name: 'Yes' }));
    await user.click(done());
    const form_responses = [{ question: 'Was it fair?', response: 'Yes' }];
    expect(task.handleSubmit).toHaveBeenCalledExactlyOnceWith({ form_responses });
    // Not taken, it is handed in again as it was.
    await user.click(done());
    expect(task.handleSubmit).toHaveBeenLastCalledWith({ form_responses });
  });

  it('hands in once while that goes on, and keeps the focus', async () => {
    const { user, task } = openChat(over, { task: { submission: 'sending' } });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Handing in…' }));
    await user.keyboard('{Enter}');
    expect(task.handleSubmit).not.toHaveBeenCalled();
  });

  it('says why it was not taken', () => {
    openChat(over, { task: { submission: 'refused', refusal: 'The answer is too large.' } });
    expect(screen.getByText('It could not be handed in: The answer is too large.').role).toBe('alert');
    expect(done()).toBeTruthy();
  });

  it('thanks once it is handed in', () => {
    openChat(over, { task: { submission: 'saved' } });
    expect(sentence()).toEqual(['Thank you! It is handed in.']);
  });
});

describe('whoever is no longer in a conversation', () => {
  it('is paid for the wait when nobody came, and can look for another task', async () => {
    const { user, task } = openChat({ phase: 'ended', endReason: 'waited', status: 'completed', members: [] });
    expect(screen.getByRole('heading', { name: 'Nobody came in time' })).toBeTruthy();
    expect(sentence()).toEqual(['You are paid for the wait. Nothing is left to hand in.']);
    await user.click(screen.getByRole('button', { name: 'Look for another task' }));
    expect(task.takeNextPiece).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['disconnect', 'Your connection was lost for too long'],
    ['timeout', 'The time for your part was over'],
    ['something new', 'This task is not available any more.'],
  ])('reads why: %s', (status, why) => {
    openChat({ phase: 'ended', endReason: 'left', status });
    expect(screen.getByRole('heading', { name: 'This conversation is over for you' })).toBeTruthy();
    expect(sentence().join()).toContain(why);
    expect(screen.queryByRole('button', { name: 'Done' })).toBeNull();
  });
});
