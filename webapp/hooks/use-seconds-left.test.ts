import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useSecondsLeft } from './use-seconds-left.ts';

/** What a component that is first drawn at noon gets. */
function secondsUntil(deadline: string | null): number | null | undefined {
  let left: number | null | undefined;
  const Component = () => {
    left = useSecondsLeft(deadline === null ? null : new Date(deadline));
    return null;
  };
  renderToString(createElement(Component));
  return left;
}

describe('the seconds that are left', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-01-01T12:00:00.000Z') }));
  afterEach(() => void vi.useRealTimers());

  it('are whole ones, rounded up, and none once the deadline has passed', () => {
    expect(secondsUntil('2026-01-01T12:01:30.000Z')).toBe(90);
    expect(secondsUntil('2026-01-01T12:00:00.001Z')).toBe(1);
    expect(secondsUntil('2026-01-01T11:00:00.000Z')).toBe(0);
  });

  it('are unknown without a deadline', () => expect(secondsUntil(null)).toBeNull());
});
