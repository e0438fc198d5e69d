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

  it('doubles the wait with each failure, up to a quarter of an hour', () => {
    const { tries, wait, isOpen } = door();
    tries(5, 'ada');
    for (const minutes of [0.5, 1, 2, 4, 8, 15, 15]) {
      expect([minutes, isOpen('ada')]).toEqual([minutes, false]);
      wait(minutes * minute - 1);
      expect([minutes, isOpen('ada')]).toEqual([minutes, false]);
      wait(1);
      expect([minutes, isOpen('ada')]).toEqual([minutes, true]);
    }
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
    const { isOpen, wait } = door();
    const opened = Array.from({ length: 100 }, (_, n) => isOpen(`name-${n}`)).filter(Boolean);
    expect(opened).toHaveLength(30);
    wait(minute / 2 - 1);
    expect(isOpen('one more')).toBe(false);
    wait(1);
    expect(isOpen('one more')).toBe(true);
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
    // Eight failures of Ada's count already, and each success of Mallory takes back its own try alone.
    expect(opened).toHaveLength(22);
  });

  it('counts one name however it is written, and forgets after an hour', () => {
    const { tries, wait } = door();
    expect(tries(3, 'Ada') + tries(9, 'ADA')).toBe(5);
    wait(61 * minute);
    expect(tries(9, 'ada')).toBe(5);
  });

  it('forgets after an hour without a failure, and not before', () => {
    const [early, late] = [door(), door()];
    for (const { tries } of [early, late]) tries(4, 'ada');
    early.wait(60 * minute - 1);
    late.wait(60 * minute);
    expect([early.tries(9, 'ada'), late.tries(9, 'ada')]).toEqual([1, 5]);
  });

  it('stops nobody because of others with other names at other addresses', () => {
    const { isOpen } = door();
    const opened = Array.from({ length: 100 }, (_, n) => isOpen(`name-${n}`, `10.0.2.${n}`)).filter(Boolean);
    expect(opened).toHaveLength(100);
  });

  it('takes long names for the same whose first 64 letters are', () => {
    const { tries } = door();
    expect([tries(9, `${'a'.repeat(64)}b`), tries(9, `${'a'.repeat(64)}c`), tries(9, `${'a'.repeat(63)}c`)]).toEqual([
      5, 0, 5,
    ]);
  });

  it('forgets the failures of a name at every address when they succeed', () => {
    const { isOpen, succeed } = door();
    for (let n = 0; n < 49; n++) isOpen('ada', `10.0.1.${n}`);
    succeed('ada', '10.0.0.1');
    const opened = Array.from({ length: 60 }, (_, n) => isOpen('ada', `10.0.2.${n}`)).filter(Boolean);
    expect(opened).toHaveLength(50);
  });

  it('keeps 20 000 counts, and forgets the one that is longest untouched', () => {
    const { tries, isOpen } = door();
    tries(5, 'ada', 'here');
    // Each name at an address of its own has three counts: Ada's and these are 19 998.
    for (let n = 0; n < 6665; n++) isOpen(`name-${n}`, `there-${n}`);
    // A known name at a new address has two more.
    isOpen('name-1', 'elsewhere');
    expect(isOpen('ada', 'here')).toBe(false);
    isOpen('name-2', 'far away');
    expect(isOpen('ada', 'here')).toBe(true);
  });
});
