// @vitest-environment happy-dom
import { act, cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PageQuestion, QuestionPage } from '../../src/api/question-page.ts';
import { Form } from './form.tsx';
import type { Item } from './item.ts';
import type { ItemTask } from './task.ts';

afterEach(() => {
  cleanup();
  localStorage.clear();
});

const tone: PageQuestion = {
  ...{ key: 'tone', label: 'How does it sound?', type: 'choice', optional: false, labels: ['positive', 'negative'] },
};
const stars: PageQuestion = {
  ...{ key: 'stars', label: 'How many stars?', type: 'rating', optional: false, labels: [], scale: 5 },
};
const why: PageQuestion = { key: 'why', label: 'Why?', type: 'text', optional: true, labels: [], help: 'A few words.' };

function openForm(questions: PageQuestion[], changes: Partial<ItemTask> = {}, item: Item = { text: 'Lovely cake.' }) {
  const page: QuestionPage = { title: 'Cafés', description: 'Rate.', questions };
  const handleSubmit = vi.fn(async () => {});
  const task = {
    ...{ agentId: 'agent-1', submission: 'none', isPreview: false, failedAttempts: 0, deadline: null, refusal: null },
    ...{ handleSubmit, setTaskSubmitData: vi.fn(), saveDraft: vi.fn(), retryNow: vi.fn() },
    ...changes,
  } as unknown as ItemTask;
  const user = userEvent.setup();
  const { unmount } = render(<Form page={page} item={item} task={task} />);
  return { user, handleSubmit, task, unmount };
}
const group = (name: RegExp) => within(screen.getByRole('group', { name }));

describe('the page of questions', () => {
  it('shows the item, and submits the answers under the keys of their questions', async () => {
    const { user, handleSubmit } = openForm([tone, stars, why]);
    expect(screen.getByText('Lovely cake.')).toBeTruthy();
    await user.click(group(/sound/).getByRole('radio', { name: /positive/ }));
    await user.click(group(/stars/).getByRole('radio', { name: '4' }));
    await user.type(screen.getByRole('textbox', { name: 'Why?' }), 'The cake');
    await user.click(screen.getByRole('button', { name: 'Submit' }));
    expect(handleSubmit).toHaveBeenCalledWith({ tone: 'positive', stars: 4, why: 'The cake' });
  });

  it('leads on where another tab has submitted an answer to the same item', async () => {
    const takeNextPiece = vi.fn();
    const refused = { submission: 'refused', refusalCode: 'agent/already-submitted', takeNextPiece } as const;
    const { user } = openForm([tone], refused);
    expect(screen.getByText(/already submitted an answer/).textContent).not.toContain('not accepted');
    expect(screen.queryByRole('button', { name: 'Submit' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Next' }));
    expect(takeNextPiece).toHaveBeenCalled();
  });

  it('names every question without an answer, and goes to the first, instead of submitting', async () => {
    const { user, handleSubmit } = openForm([tone, stars, why]);
    await user.click(screen.getByRole('button', { name: 'Submit' }));
    expect(handleSubmit).not.toHaveBeenCalled();
    expect(screen.getAllByRole('alert')).toHaveLength(2);
    expect(document.activeElement).toBe(group(/sound/).getByRole('radio', { name: /positive/ }));
  });

  it('is answered with the keyboard alone: number keys for each question in turn, Enter at the end', async () => {
    const { user, handleSubmit } = openForm([tone, stars]);
    await user.keyboard('2');
    await user.keyboard('5');
    await user.keyboard('{Enter}');
    expect(handleSubmit).toHaveBeenCalledWith({ tone: 'negative', stars: 5 });
  });

  it('takes digits in a text as text', async () => {
    const { user } = openForm([tone, why]);
    await user.type(screen.getByRole('textbox'), '12');
    expect(screen.queryByRole('radio', { checked: true })).toBeNull();
  });

  it('continues after a reload with what was answered, until it is saved', async () => {
    const first = openForm([tone]);
    await first.user.keyboard('1');
    first.unmount();
    const second = openForm([tone]);
    expect(screen.getByRole('radio', { checked: true })).toBeTruthy();
    second.unmount();
    openForm([tone], { submission: 'saved' }).unmount();
    openForm([tone]);
    expect(screen.queryByRole('radio', { checked: true })).toBeNull();
  });

  it('is submitted with Enter after a reload, from wherever the focus is', async () => {
    const first = openForm([tone, stars]);
    await first.user.keyboard('24');
    first.unmount();
    const { user, handleSubmit } = openForm([tone, stars]);
    await user.keyboard('{Enter}');
    expect(handleSubmit).toHaveBeenCalledExactlyOnceWith({ tone: 'negative', stars: 4 });
  });

  it('submits nothing with Enter before anything is answered', async () => {
    const { user, handleSubmit } = openForm([why, { ...tone, optional: true }]);
    await user.keyboard('{Enter}');
    expect(handleSubmit).not.toHaveBeenCalled();
  });

  it('changes the answer to its only question with another number key', async () => {
    const { user, handleSubmit } = openForm([tone]);
    await user.keyboard('12{Enter}');
    expect(handleSubmit).toHaveBeenCalledExactlyOnceWith({ tone: 'negative' });
  });

  it('leaves keys alone while a dialog of the frame is open, wherever the focus is', async () => {
    const { user, handleSubmit } = openForm([tone]);
    await user.keyboard('1');
    (document.activeElement as HTMLElement).blur();
    const frame = document.body.appendChild(document.createElement('manyhands-frame'));
    frame.attachShadow({ mode: 'open' }).innerHTML = '<dialog open></dialog>';
    await user.keyboard('2{Enter}');
    frame.remove();
    expect(handleSubmit).not.toHaveBeenCalled();
    expect(group(/sound/).getByRole('radio', { name: /positive/, checked: true })).toBeTruthy();
  });

  it('keeps the answer so far ready for the automatic submission', async () => {
    const { user, task } = openForm([tone, stars]);
    expect(task.setTaskSubmitData).toHaveBeenLastCalledWith(undefined);
    await user.keyboard('1');
    expect(task.setTaskSubmitData).toHaveBeenLastCalledWith({ tone: 'positive' });
  });

  it('lets any number of labels be chosen, in the order of the task', async () => {
    const tags: PageQuestion = { ...tone, key: 'tags', type: 'choices', labels: ['food', 'staff', 'place'] };
    const { user, handleSubmit } = openForm([tags]);
    await user.click(screen.getByRole('checkbox', { name: /place/ }));
    await user.click(screen.getByRole('checkbox', { name: /food/ }));
    await user.click(screen.getByRole('button', { name: 'Submit' }));
    expect(handleSubmit).toHaveBeenCalledWith({ tags: ['food', 'place'] });
  });

  it('compares two values of the item side by side', async () => {
    const better: PageQuestion = { ...tone, key: 'better', type: 'pairwise', pairwise: { left: 'a', right: 'b' } };
    const { user, handleSubmit } = openForm([better], {}, { a: 'One', b: 'cat.jpg' });
    expect(screen.getByRole('radio', { name: /Left One/ })).toBeTruthy();
    expect(screen.getByRole('img', { name: 'b' }).getAttribute('src')).toBe('cat.jpg');
    await user.keyboard('2');
    await user.keyboard('{Enter}');
    expect(handleSubmit).toHaveBeenCalledWith({ better: 'right' });
  });

  it('marks words of a text with the keyboard, and removes marks again', async () => {
    const parts: PageQuestion = { ...tone, key: 'parts', type: 'spans', of: 'text', labels: ['praise', 'complaint'] };
    const { user, handleSubmit } = openForm([parts]);
    await user.click(await screen.findByRole('radio', { name: 'complaint' }));
    screen.getByRole('button', { name: 'Lovely' }).focus();
    await user.keyboard('{Enter}');
    screen.getByRole('button', { name: 'cake.' }).focus();
    await user.keyboard('{Enter}');
    await user.click(screen.getByRole('button', { name: 'Remove: Lovely' }));
    await user.click(screen.getByRole('button', { name: 'Submit' }));
    expect(handleSubmit).toHaveBeenCalledWith({
      parts: [{ start: 7, end: 12, label: 'complaint', text: 'cake.' }],
    });
  });

  const step = (more: object = {}) => ({ onboarding: { page: 2, pages: 3, mistakes: 0, ...more } });

  it('says how far the training is, and why the last answer was wrong', () => {
    openForm([tone], step()).unmount();
    openForm([tone], step({ mistakes: 1, wrong: true, explanation: 'Praise is positive.' }));
    expect(screen.getByRole('heading', { name: 'Training, page 2 of 3' })).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toMatch(/try again.*Praise is positive\.$/);
    cleanup();
    openForm([tone], step({ page: 1, pages: 1, mistakes: 1, wrong: true }));
    expect(screen.getByRole('heading', { name: 'Training' })).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toContain('try again');
  });

  it('takes the draft of the server, and what another tab has changed since', async () => {
    const { user, task } = openForm([tone, why], { draft: { tone: 'negative' }, draftSavedAt: new Date(1000) });
    const isChosen = (name: RegExp) => screen.getByRole<HTMLInputElement>('radio', { name }).checked;
    expect(isChosen(/negative/)).toBe(true);
    await user.type(screen.getByRole('textbox', { name: 'Why?' }), 'x');
    expect(task.saveDraft).toHaveBeenLastCalledWith({ tone: 'negative', why: 'x' });
    const key = 'manyhands.draft.agent-1';
    localStorage.setItem(key, JSON.stringify({ answers: { tone: 'positive' }, at: Date.now() }));
    act(() => void window.dispatchEvent(new StorageEvent('storage', { key })));
    expect(isChosen(/positive/)).toBe(true);
  });

  it('says that a newer draft was saved on another page', () => {
    openForm([tone], { isDraftOlder: true });
    expect(screen.getByText(/newer was entered/).parentElement?.className).toContain('trouble');
    cleanup();
    openForm([tone], { isDraftOlder: true, submission: 'saved' });
    expect(screen.queryByText(/newer was entered/)).toBeNull();
  });

  it('keeps the answer to a page of the training over a reload, and drops it when the next page is shown', async () => {
    const { user, unmount } = openForm([tone], step());
    await user.keyboard('1');
    expect(localStorage.getItem('manyhands.draft.agent-1.2')).toContain('positive');
    unmount();
    expect(localStorage).toHaveLength(0);
  });

  it('says that the training is passed above the first unit', () => {
    openForm([tone], { onboarding: null, onboardingEnd: 'passed' });
    expect(screen.getByText(/passed the training/)).toBeTruthy();
  });

  it('submits nothing in a preview', async () => {
    const { user, handleSubmit } = openForm([tone], { isPreview: true, agentId: null });
    await user.keyboard('1{Enter}');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Submit' }).disabled).toBe(true);
    expect(handleSubmit).not.toHaveBeenCalled();
  });

  it('never runs what an item contains', () => {
    openForm([tone], {}, { text: '<img src=x onerror=alert(1)>' });
    expect(screen.getByText('<img src=x onerror=alert(1)>')).toBeTruthy();
    expect(document.querySelector('img')).toBeNull();
  });
});
