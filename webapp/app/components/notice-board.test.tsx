// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dismissAll, notify } from '../data/notices.ts';
import { NoticeBoard } from './notice-board.tsx';

beforeEach(() => {
  vi.useFakeTimers();
  render(<NoticeBoard />, { wrapper: MantineProvider });
});
afterEach(() => {
  act(dismissAll);
  cleanup();
  vi.useRealTimers();
});

const after = (seconds: number) => act(() => vi.advanceTimersByTime(seconds * 1000));
const shown = (text: string) => screen.queryByText(text) !== null;

describe('a notice', () => {
  it('leaves after a few seconds, a failure only when it is closed', () => {
    act(() => notify('Accepted'));
    act(() => notify('Refused', { kind: 'fault' }));
    after(5);
    expect([shown('Accepted'), shown('Refused')]).toEqual([true, true]);
    after(2);
    expect([shown('Accepted'), shown('Refused')]).toEqual([false, true]);
    fireEvent.click(screen.getByRole('button', { name: 'Close this notice' }));
    expect(shown('Refused')).toBe(false);
  });

  it.each([
    ['the pointer', fireEvent.mouseEnter, fireEvent.mouseLeave],
    ['the focus', fireEvent.focus, fireEvent.blur],
  ])('stays while it has %s', (_, come, leave) => {
    act(() => notify('Accepted', { action: { text: 'Undo', target: 'Accept films-1.0.0', do: () => undefined } }));
    const button = screen.getByRole('button', { name: 'Undo: Accept films-1.0.0' });
    const notice = button.closest('[data-notice]') ?? button;
    come(notice);
    after(60);
    expect(shown('Accepted')).toBe(true);
    leave(notice);
    after(7);
    expect(shown('Accepted')).toBe(false);
  });

  it('takes the place of the one before about the same', () => {
    act(() => notify('Accepted', { about: 'decision' }));
    act(() => notify('Copied'));
    act(() => notify('Undone', { about: 'decision' }));
    expect([shown('Accepted'), shown('Copied'), shown('Undone')]).toEqual([false, true, true]);
  });
});
