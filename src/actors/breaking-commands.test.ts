import { describe, expect, it } from 'vitest';
import { newBreakingCommands } from './breaking-commands.ts';

const timeOut = (unitId: string, now = 'noon') => ({ command: { type: 'unit.time-out', unitId, now }, by: 'clock' });
const submit = (by: string, answer: unknown = 1) => ({ command: { type: 'agent.submit', answer }, by });

describe('a command that broke the state', () => {
  it('is every command of that type from the same worker', () => {
    const breaking = newBreakingCommands();
    breaking.add(submit('worker:ada'));
    expect(breaking.has(submit('worker:ada', 'another'))).toBe(true);
    expect(breaking.has(submit('worker:bob'))).toBe(false);
    expect(breaking.has({ command: { type: 'agent.return' }, by: 'worker:ada' })).toBe(false);
  });

  it('is the same command of anybody else, at any time', () => {
    const breaking = newBreakingCommands();
    breaking.add(timeOut('u1'));
    expect(breaking.has(timeOut('u1', 'later'))).toBe(true);
    expect(breaking.has(timeOut('u2'))).toBe(false);
  });

  it('may be one that cannot be written', () => {
    const breaking = newBreakingCommands();
    breaking.add(submit('reviewer:eve', 1n));
    expect(breaking.has(submit('reviewer:eve', 1n))).toBe(true);
    expect(breaking.has(submit('reviewer:eve', 1))).toBe(false);
  });

  it('is forgotten once a thousand others broke', () => {
    const breaking = newBreakingCommands();
    for (let nth = 0; nth <= 1000; nth++) breaking.add(submit(`worker:${nth}`));
    expect([0, 1, 1000].map((nth) => breaking.has(submit(`worker:${nth}`)))).toEqual([false, true, true]);
  });
});
