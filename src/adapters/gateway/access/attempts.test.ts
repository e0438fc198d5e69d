import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../../actors/refusal.ts';
import { countAttempts } from './attempts.ts';

const minute = 60_000;

function door() {
  let now = 0;
  const attempts = countAttempts(() => now);
  const isOpen = (name: string, address = '10.0.0.1') => {
    try {
      attempts.begin(name, address);
      return true;
    } catch (error) {
      if ((error as Refusal).code !== 'access/too-many-attempts') throw error;
      return false;
    }
  };
  const tries = (count: number, name: string, address?: string) =>
    Array.from({ length: count }, () => isOpen(name, address)).filter(Boolean).length;
  return { isOpen, tries, succeed: attempts.succeed, wait: (ms: number) => (now += ms) };
}

describe('the count of failed sign-ins', () => {
  it('lets a person mistype a few times, then makes them wait longer each time', () => {
    const { tries, wait, isOpen } = door();
    expect(tries(9, 'ada')).toBe(5);
    wait(minute / 2);
    expect(tries(2, 'ada')).toBe(1);
    wait(minute / 2);
    expect(isOpen('ada')).toBe(false);
    wait(minute / 2);
    expect(isOpen('ada')).toBe(true);
  });

  it('makes nobody wait because the clock was set back', () => {
    const { tries, wait, isOpen } = door();
    wait(600 * minute);
    expect(tries(6, 'ada')).toBe(5);
    wait(-500 * minute);
    expect(isOpen('ada')).toBe(true);
  });

  it('says how long to wait, in whole seconds', () => {
    const attempts = countAttempts(() => 0);
    for (let n = 0; n < 5; n++) attempts.begin('ada', 'here');
    expect(() => attempts.begin('ada', 'here')).toThrow('Wait 30 seconds, then');
  });

  it('gives somebody else at the same address their own tries', () => {
    const { tries } = door();
    expect([tries(9, 'ada'), tries(5, 'bob')]).toEqual([5, 5]);
  });

  it('gives a person who comes from elsewhere their own tries, however often someone guesses at their name', () => {
    const { tries, isOpen } = door();
    tries(9, 'ada', '10.6.6.6');
    expect(isOpen('ada', '10.0.0.1')).toBe(true);
  });

  it('stops one address that goes through many names', () => {
    const { isOpen } = door();
    const opened = Array.from({ length: 100 }, (_, n) => isOpen(`name-${n}`)).filter(Boolean);
    expect(opened).toHaveLength(30);
  });

  it('slows down many addresses that guess at one name, and never for longer than a minute', () => {
    const { isOpen, wait } = door();
    const opened = Array.from({ length: 200 }, (_, n) => isOpen('ada', `10.0.1.${n}`)).filter(Boolean);
    expect(opened).toHaveLength(50);
    wait(minute);
    expect(isOpen('ada', '10.0.2.1')).toBe(true);
  });

  it('forgets a person’s failures when they succeed, but opens no way to guess at others from there', () => {
    const { tries, succeed, isOpen } = door();
    tries(4, 'ada');
    succeed('ada', '10.0.0.1');
    expect(tries(9, 'ada')).toBe(5);
    const opened = Array.from({ length: 100 }, (_, n) => {
      const open = isOpen(`name-${n}`);
      if (isOpen('mallory')) succeed('mallory', '10.0.0.1');
      return open;
    }).filter(Boolean);
    expect(opened.length).toBeLessThan(30);
  });

  it('counts one name however it is written, and forgets after an hour', () => {
    const { tries, wait } = door();
    expect(tries(3, 'Ada') + tries(9, 'ADA')).toBe(5);
    wait(61 * minute);
    expect(tries(9, 'ada')).toBe(5);
  });
});
