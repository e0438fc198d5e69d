import { describe, expect, it } from 'vitest';
import { openBrokenBefore } from './broken-before.ts';

const timeOut = (unitId: string, now = 'noon') => ({ command: { type: 'unit.time-out', unitId, now }, by: 'clock' });
const submit = (by: string, answer: unknown = 1) => ({ command: { type: 'agent.submit', answer }, by });

describe('what broke before', () => {
  it('is everything of that type from the same worker', () => {
    const before = openBrokenBefore();
    before.add(submit('worker:ada'));
    expect(before.has(submit('worker:ada', 'another'))).toBe(true);
    expect(before.has(submit('worker:bob'))).toBe(false);
    expect(before.has({ command: { type: 'agent.return' }, by: 'worker:ada' })).toBe(false);
  });

  it('is the same command of anybody else, at any time', () => {
    const before = openBrokenBefore();
    before.add(timeOut('u1'));
    expect(before.has(timeOut('u1', 'later'))).toBe(true);
    expect(before.has(timeOut('u2'))).toBe(false);
  });

  it('may be what cannot be written', () => {
    const before = openBrokenBefore();
    before.add(submit('reviewer:eve', 1n));
    expect(before.has(submit('reviewer:eve', 1n))).toBe(true);
    expect(before.has(submit('reviewer:eve', 1))).toBe(false);
  });

  it('is forgotten once a thousand others broke', () => {
    const before = openBrokenBefore();
    for (let nth = 0; nth <= 1000; nth++) before.add(submit(`worker:${nth}`));
    expect([0, 1, 1000].map((nth) => before.has(submit(`worker:${nth}`)))).toEqual([false, true, true]);
  });
});
