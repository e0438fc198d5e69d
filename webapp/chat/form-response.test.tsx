// @vitest-environment happy-dom
import { fireEvent, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { openChat, specSaid } from './for-tests.tsx';
import { FormResponse, type Question } from './form-response.tsx';

const form: Question[] = [
  { question: 'Was it fair?', type: 'choices', choices: ['Yes', 'No'] },
  { question: 'Why', type: 'text' },
];
const asked = { isMyTurn: true, form } as const;
const choice = (name: string) => screen.getByRole<HTMLInputElement>('radio', { name });
const why = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: /^Why/ });
const send = () => screen.getByRole('button', { name: 'Send the answers' });

describe('a form in a message', () => {
  it('stands in place of the field, and sends a response for each question', async () => {
    const { user, say } = openChat(asked);
    expect(screen.queryByRole('textbox', { name: 'Your message' })).toBeNull();
    expect(within(screen.getByRole('group', { name: 'Was it fair?' })).getAllByRole('radio')).toHaveLength(2);
    await user.click(choice('Yes'));
    await user.type(why(), 'We shared.');
    await user.click(send());
    const form_responses = [
      { question: 'Was it fair?', response: 'Yes' },
      { question: 'Why', response: 'We shared.' },
    ];
    expect(say).toHaveBeenCalledExactlyOnceWith('Was it fair? Yes\nWhy: We shared.', { form_responses });
  });

  it('waits for the turn', () => {
    openChat({ form, isMyTurn: false });
    expect(screen.queryByRole('group')).toBeNull();
    expect(screen.getByRole('textbox', { name: 'Your message' })).toBeTruthy();
  });

  it('marks what has no answer, goes to the first of it, and sends nothing', async () => {
    const { user, say } = openChat(asked);
    await user.type(why(), '   ');
    await user.click(send());
    expect(say).not.toHaveBeenCalled();
    expect(screen.getAllByText('Please answer this.')).toHaveLength(2);
    expect(document.activeElement).toBe(choice('Yes'));
    expect(why().getAttribute('aria-invalid')).toBe('true');
    const fault = document.getElementById(why().getAttribute('aria-describedby') ?? '');
    expect(fault?.textContent).toBe('Please answer this.');
    await user.click(choice('No'));
    expect(screen.getAllByText('Please answer this.')).toHaveLength(1);
    await user.type(why(), 'Hm.');
    expect(screen.queryByText('Please look at what is marked.')).toBeNull();
    await user.click(send());
    expect(say).toHaveBeenCalledTimes(1);
  });

  it('says of a text that it is too long, and cuts nothing off', async () => {
    const { user, say } = openChat(asked);
    await user.click(choice('Yes'));
    fireEvent.change(why(), { target: { value: 'a'.repeat(10_001) } });
    await user.click(send());
    expect(screen.getByText(/^This is too long to send/)).toBeTruthy();
    expect([document.activeElement, why().value.length]).toEqual([why(), 10_001]);
    expect(say).not.toHaveBeenCalled();
  });

  it('leaves out what need not be answered', async () => {
    const onMessageSend = vi.fn();
    render(<FormResponse formOptions={[{ ...form[1]!, required: false }]} {...{ onMessageSend }} />);
    expect(why().getAttribute('aria-required')).toBe('false');
    await userEvent.click(send());
    expect(onMessageSend).toHaveBeenCalledWith(
      expect.objectContaining({ task_data: { form_responses: [{ question: 'Why', response: '' }] } }),
    );
  });

  it('keeps the answers over a reload, and while others write', async () => {
    const first = openChat(asked);
    await first.user.click(choice('No'));
    await first.user.type(why(), 'Half');
    first.now({ said: [specSaid('Are you done?', { speaker: 'requester' })] });
    expect([choice('No').checked, why().value]).toEqual([true, 'Half']);
    first.unmount();
    openChat(asked);
    expect([choice('No').checked, why().value]).toEqual([true, 'Half']);
  });

  it('gets answers back that were refused, with the reason', async () => {
    const { user, now } = openChat(asked);
    await user.click(choice('No'));
    await user.type(why(), 'So.');
    await user.click(send());
    const form_responses = ['No', 'So.'].map((response, at) => ({ question: form[at]!.question, response }));
    const own = specSaid('…', { isOwn: true, isSent: false });
    now({ isMyTurn: false, form: null, said: [own] });
    now({
      ...{ ...asked, said: [], refusal: 'Say it later.' },
      refused: { id: own.id, text: '…', data: { form_responses } },
    });
    expect(screen.getByText('Not sent: Say it later.')).toBeTruthy();
    expect([choice('No').checked, why().value]).toEqual([true, 'So.']);
  });

  it('is filled in with the keyboard alone', async () => {
    const { user, say } = openChat(asked);
    choice('Yes').focus();
    await user.keyboard('[ArrowDown][Tab]Not to me.[Tab][Enter]');
    expect(say).toHaveBeenCalledWith('Was it fair? No\nWhy: Not to me.', expect.anything());
  });
});
