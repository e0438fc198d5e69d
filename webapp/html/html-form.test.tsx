// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ItemTask } from '../form/task.ts';
import { HtmlForm } from './html-form.tsx';

afterEach(() => {
  cleanup();
  delete (window as { _MEPHISTO_CONFIG_?: unknown })._MEPHISTO_CONFIG_;
});

const html = `<label>What does \${sign} say? <input name="text"></label>
<p>\${mephisto_agent_id} for \${provider_worker_id}</p>`;

function openForm(changes: Partial<ItemTask> = {}) {
  const handleSubmit = vi.fn(async () => {});
  const setTaskSubmitData = vi.fn();
  const task = {
    ...{ agentId: 'agent-1', providerWorkerId: 'ada', submission: 'none', isPreview: false, isOnboarding: false },
    ...{ failedAttempts: 0, deadline: null, refusal: null, handleSubmit, setTaskSubmitData },
    ...changes,
  } as unknown as ItemTask;
  const user = userEvent.setup();
  render(<HtmlForm html={html} item={{ sign: 'ARAF' }} task={task} />);
  return { user, handleSubmit, setTaskSubmitData };
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
