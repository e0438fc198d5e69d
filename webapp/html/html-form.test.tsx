// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ItemTask } from '../form/task.ts';
import { HtmlForm } from './html-form.tsx';

afterEach(() => {
  cleanup();
  localStorage.clear();
  delete (window as { _MEPHISTO_CONFIG_?: unknown })._MEPHISTO_CONFIG_;
});

const html = `<label>What does \${sign} say? <input name="text"></label>
<p>\${mephisto_agent_id} for \${provider_worker_id}</p>`;

function openForm(changes: Partial<ItemTask> = {}, shown = html) {
  const handleSubmit = vi.fn(async () => {});
  const saveDraft = vi.fn();
  const setTaskSubmitData = vi.fn();
  const task = {
    ...{ agentId: 'agent-1', providerWorkerId: 'ada', submission: 'none', isPreview: false, isOnboarding: false },
    ...{ failedAttempts: 0, deadline: null, refusal: null, handleSubmit, setTaskSubmitData, saveDraft },
    ...changes,
  } as unknown as ItemTask;
  const user = userEvent.setup();
  const { unmount } = render(<HtmlForm html={shown} item={{ sign: 'ARAF' }} task={task} />);
  return { user, handleSubmit, setTaskSubmitData, saveDraft, unmount };
}
const button = () => screen.queryByRole('button', { name: 'Submit' });

describe('a form in HTML', () => {
  it('shows the item, and submits its inputs by name', async () => {
    const { user, handleSubmit, setTaskSubmitData } = openForm();
    expect(screen.getByText('agent-1 for ada')).toBeTruthy();
    await user.type(screen.getByRole('textbox', { name: 'What does ARAF say?' }), 'slow');
    expect(setTaskSubmitData).toHaveBeenLastCalledWith({ text: 'slow' });
    expect(button()?.id).toBe('html-task-submit-button');
    await user.click(button()!);
    expect(handleSubmit).toHaveBeenCalledWith({ text: 'slow' });
  });

  it('submits nothing in a preview, nor while an answer is on its way', async () => {
    for (const changes of [{ isPreview: true }, { submission: 'sending' as const }]) {
      const { user, handleSubmit } = openForm(changes);
      await user.type(screen.getByRole('textbox'), '{Enter}');
      expect(handleSubmit).not.toHaveBeenCalled();
      cleanup();
    }
  });

  it('has no button of ours while its HTML hides that', async () => {
    let listener: (value: unknown) => void = () => undefined;
    const EVENT_EMITTER = {
      on: (_: string, heard: typeof listener) => {
        listener = heard;
        return () => undefined;
      },
    };
    Object.assign(window, { _MEPHISTO_CONFIG_: { HIDE_SUBMIT_BUTTON: true, EVENT_EMITTER } });
    openForm();
    expect(button()).toBeNull();
    await act(async () => listener(false));
    expect(button()).toBeTruthy();
  });

  it('keeps what was typed when an answer is refused', async () => {
    const { user } = openForm({ submission: 'refused', refusal: 'Too large.' });
    await user.type(screen.getByRole('textbox'), 'slow');
    expect((screen.getByRole('textbox') as HTMLInputElement).value).toBe('slow');
    expect(screen.getByRole('status').textContent).toContain('Too large.');
  });
});

describe('the draft of a form in HTML', () => {
  const field = () => screen.getByRole('textbox') as HTMLInputElement;

  it('is kept in the browser and saved on the server, and entered again after a reload', async () => {
    const { user, saveDraft, unmount } = openForm();
    await user.type(field(), 'slow');
    expect(saveDraft).toHaveBeenLastCalledWith({ text: ['slow'] });
    unmount();
    const { setTaskSubmitData, saveDraft: savedLater } = openForm();
    expect(field().value).toBe('slow');
    // It is handed in by itself, too, if the task says so; it is no newer draft.
    expect(setTaskSubmitData).toHaveBeenLastCalledWith({ text: 'slow' });
    expect(savedLater).not.toHaveBeenCalled();
  });

  it('is taken from the server, and from another tab later, which changes nothing there', async () => {
    const { saveDraft } = openForm({ draft: { text: ['slow'] }, draftSavedAt: new Date(1000) });
    expect(field().value).toBe('slow');
    const key = 'manyhands.draft.agent-1';
    localStorage.setItem(key, JSON.stringify({ answers: { text: ['slower'] }, at: Date.now() }));
    act(() => void window.dispatchEvent(new StorageEvent('storage', { key })));
    expect(field().value).toBe('slower');
    expect(saveDraft).not.toHaveBeenCalled();
  });

  it('is removed once the answer is saved', async () => {
    const { user, unmount } = openForm();
    await user.type(field(), 'slow');
    unmount();
    expect(localStorage).toHaveLength(1);
    openForm({ submission: 'saved' });
    expect(localStorage).toHaveLength(0);
  });

  it('has what a script writes when something is clicked', async () => {
    const { user, saveDraft } = openForm({}, `<input type="hidden" name="box"><button type="button">Mark</button>`);
    const mark = screen.getByRole('button', { name: 'Mark' });
    mark.addEventListener('click', () => document.querySelector('[name=box]')!.setAttribute('value', '1,2'));
    await user.click(mark);
    expect(saveDraft).toHaveBeenLastCalledWith({ box: ['1,2'] });
    saveDraft.mockClear();
    await user.click(mark);
    expect(saveDraft).not.toHaveBeenCalled();
  });

  it('is not kept in a preview', async () => {
    const { user, saveDraft } = openForm({ isPreview: true, agentId: null });
    await user.type(field(), 'slow');
    expect(saveDraft).not.toHaveBeenCalled();
    expect(localStorage).toHaveLength(0);
  });
});
