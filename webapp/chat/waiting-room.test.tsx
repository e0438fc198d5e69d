// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openChat, specWaiting } from './for-tests.tsx';

const noon = new Date('2026-01-01T12:00:00.000Z');
const inSeconds = (seconds: number) => new Date(noon.getTime() + seconds * 1000);
const waits = (changed: Parameters<typeof specWaiting>[0]) =>
  ({ phase: 'waiting', waiting: specWaiting(changed), members: [], name: null }) as const;
const focused = () => document.activeElement?.role || document.activeElement?.textContent;
const shown = () => screen.getByRole('main').textContent;

describe('the waiting room', () => {
  beforeEach(() => void vi.useFakeTimers({ now: noon, toFake: ['Date', 'setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  it('says how many are here of how many, and which conversations get their people before', () => {
    openChat(waits({ present: 2, seats: 3, until: inSeconds(125), roomsBefore: 4 }));
    expect(screen.getByRole('heading', { name: 'Waiting for the others' })).toBeTruthy();
    expect(screen.getByRole('status').textContent).toBe('2 of 3 are here. It begins when all are.');
    expect(shown()).toContain('Conversations that get their people before yours: 4.');
  });

  it('promises nothing of which it knows nothing', () => {
    openChat({ phase: 'waiting', waiting: null, members: [], name: null });
    expect(screen.getByRole('heading', { name: 'Waiting for somebody' })).toBeTruthy();
    expect(shown()).not.toMatch(/\d/);
    expect(shown()).toContain('Please keep this page open.');
  });

  it('counts the time down, and says when it is over', () => {
    openChat(waits({ until: inSeconds(125), afterwards: 'pay' }));
    expect(shown()).toContain('You wait 2:05 at most. If nobody comes until then, you are paid for the wait.');
    act(() => void vi.advanceTimersByTime(65_000));
    expect(shown()).toContain('You wait 1:00 at most.');
    act(() => void vi.advanceTimersByTime(61_000));
    expect(shown()).toContain('The wait is over; one moment.');
    expect(shown()).not.toContain('0:00');
  });

  it.each([
    ['go_on', 'Then it begins with those who are here, if they are enough.'],
    ['bot', 'Then a program takes the place of whoever is missing.'],
    ['end', 'If nobody comes until then, this ends, and you can look for another task.'],
  ] as const)('says what comes then: %s', (afterwards, sentence) => {
    openChat(waits({ until: inSeconds(60), afterwards }));
    expect(shown()).toContain(`You wait 1:00 at most. ${sentence}`);
    expect(shown()).not.toContain('paid');
  });

  it('asks whether somebody is still there, which one key answers', async () => {
    const { user, confirm, now } = openChat(waits({ present: 1 }));
    now(waits({ present: 2, confirmUntil: inSeconds(30) }));
    expect(screen.getByRole('alert').textContent).toContain('Are you still there?');
    expect(shown()).toContain('You have 0:30 for that.');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'I am here' }));
    expect(confirm).not.toHaveBeenCalled();
    await user.keyboard('{Enter}');
    expect(confirm).toHaveBeenCalledTimes(1);
    now(waits({ present: 2, confirmUntil: inSeconds(30), isConfirmed: true }));
    expect(screen.queryByRole('button', { name: 'I am here' })).toBeNull();
    expect(screen.getByRole('status').textContent).toBe('Thank you. Waiting until the others say so, too.');
    await expect.poll(focused).toBe('Waiting for somebody');
  });

  it('leaves the focus to what was said when it begins, and the turn gets it from there', async () => {
    const { user, now } = openChat(waits({ present: 2, confirmUntil: inSeconds(30) }));
    await user.keyboard('{Enter}');
    now({ phase: 'talking', waiting: null });
    await expect.poll(focused).toBe('log');
    now({ isMyTurn: true });
    await user.keyboard('Ten?');
    expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('Ten?');
  });
});
