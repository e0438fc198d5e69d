// @vitest-environment happy-dom
import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openChat, specSaid } from './for-tests.tsx';

const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Your message' });
const sendButton = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Send' });
const faults = () =>
  screen
    .getAllByRole('alert')
    .map(({ textContent }) => textContent)
    .filter(Boolean);

describe('the field for a message', () => {
  afterEach(() => void vi.useRealTimers());

  it('sends with Enter, and is empty and ready for more', async () => {
    const { user, say } = openChat({ isMyTurn: true });
    expect(document.activeElement).toBe(field());
    await user.keyboard(' Ten? {Enter}');
    expect(say).toHaveBeenCalledExactlyOnceWith('Ten?', {});
    expect([field().value, document.activeElement]).toEqual(['', field()]);
  });

  it('begins a new line with Shift and Enter', async () => {
    const { user, say } = openChat({ isMyTurn: true });
    await user.keyboard('Ten,{Shift>}{Enter}{/Shift}or nine?');
    expect(field().value).toBe('Ten,\nor nine?');
    expect(say).not.toHaveBeenCalled();
    await user.click(sendButton());
    expect(say).toHaveBeenCalledWith('Ten,\nor nine?', {});
  });

  it('does not send with the Enter that ends the choice of a word', () => {
    const { say } = openChat({ isMyTurn: true });
    fireEvent.change(field(), { target: { value: '日本' } });
    fireEvent.keyDown(field(), { key: 'Enter', isComposing: true });
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229 });
    expect(say).not.toHaveBeenCalled();
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 13 });
    expect(say).toHaveBeenCalledWith('日本', {});
  });

  it('sends nothing that is empty', async () => {
    const { user, say } = openChat({ isMyTurn: true });
    expect(sendButton().disabled).toBe(true);
    await user.keyboard('  {Enter}');
    expect([say, sendButton().disabled]).toEqual([say, true]);
    expect(say).not.toHaveBeenCalled();
  });

  it('can be written in without the turn, and sends when it is there', async () => {
    const { user, say, now } = openChat({ isMyTurn: false });
    expect(screen.getByText('It is not your turn. You can write already, and send when it is.')).toBeTruthy();
    await user.type(field(), 'Ten?{Enter}');
    expect(say).not.toHaveBeenCalled();
    expect([field().value, sendButton().disabled]).toEqual(['Ten?', true]);
    now({ isMyTurn: true });
    expect(screen.getByText('It is your turn.')).toBeTruthy();
    await user.click(sendButton());
    expect(say).toHaveBeenCalledWith('Ten?', {});
  });

  it('sends at any time where everybody may write', async () => {
    const { user, say } = openChat({ isMyTurn: false }, { useTurns: false });
    expect(screen.queryByText(/your turn/)).toBeNull();
    await user.type(field(), 'Hello{Enter}');
    expect(say).toHaveBeenCalledWith('Hello', {});
  });

  it('keeps what is written over a reload, for the same piece of work', async () => {
    const first = openChat({ isMyTurn: true });
    await first.user.keyboard('Half a');
    first.unmount();
    const second = openChat({ isMyTurn: true });
    expect(field().value).toBe('Half a');
    second.unmount();
    const other = openChat({ isMyTurn: true }, { task: { agentId: 'agent-2' } });
    expect(field().value).toBe('');
    other.unmount();
    await openChat({ isMyTurn: true }).user.type(field(), ' word{Enter}');
    // Nothing of what was written; that there was a talk is kept for the next load.
    expect(Object.entries(sessionStorage)).toEqual([['mh-chat.last.', 'talking']]);
  });

  it('works where the browser keeps nothing', async () => {
    vi.stubGlobal('sessionStorage', undefined);
    const { user, say } = openChat({ isMyTurn: true });
    await user.keyboard('Ten?{Enter}');
    vi.unstubAllGlobals();
    expect(say).toHaveBeenCalledWith('Ten?', {});
  });

  it('says that a text is too long, cuts nothing off, and does not send it', async () => {
    const { user, say } = openChat({ isMyTurn: true });
    const long = 'a'.repeat(10_001);
    await user.click(field());
    await user.paste(long);
    expect(field().value).toBe(long);
    expect(faults()).toEqual([expect.stringContaining('10000 characters are the most')]);
    expect([field().getAttribute('aria-invalid'), sendButton().disabled]).toEqual(['true', true]);
    await user.keyboard('{Enter}');
    expect(say).not.toHaveBeenCalled();
    await user.keyboard('{Backspace}');
    expect([faults(), sendButton().disabled]).toEqual([[], false]);
    await user.keyboard('{Enter}');
    expect(say).toHaveBeenCalledWith('a'.repeat(10_000), {});
  });

  it('gets words back that were refused, before what was written since', async () => {
    const { user, now } = openChat({ isMyTurn: true });
    await user.keyboard('and more');
    now({ refusal: 'That is too much.', refused: { id: 'own-1', text: 'Ten?', data: {} } });
    expect(field().value).toBe('Ten?\nand more');
    expect(faults()).toEqual(['Not sent: That is too much. Your words are in the field below.']);
    now({ said: [specSaid('Hm.')] });
    expect(field().value).toBe('Ten?\nand more');
  });

  it('counts the time of a turn down, and says aloud when little of it is left', () => {
    const noon = new Date('2026-01-01T12:00:00.000Z');
    vi.useFakeTimers({ now: noon, toFake: ['Date', 'setInterval', 'clearInterval'] });
    openChat({ isMyTurn: true, turnUntil: new Date(noon.getTime() + 90_000) });
    const aloud = () => screen.getAllByRole('status').map(({ textContent }) => textContent);
    expect(screen.getByText('1:30 left')).toBeTruthy();
    expect(aloud().join()).not.toContain('seconds');
    act(() => void vi.advanceTimersByTime(65_000));
    expect(screen.getByText('0:25 left').dataset.hurry).toBe('true');
    expect(aloud()).toContain('30 seconds are left.');
  });

  it('leaves the focus where the worker reads', () => {
    const { now } = openChat({ isMyTurn: false, said: [specSaid('One')] });
    screen.getByRole('log').focus();
    now({ isMyTurn: true });
    expect(document.activeElement).toBe(screen.getByRole('log'));
  });
});
