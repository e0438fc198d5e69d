import { describe, expect, it } from 'vitest';
import { enter, isDone, lastDecision, type Mine, nextUnit, type Steps, settle, unitBefore } from './steps.ts';

const units = ['a', 'b', 'c', 'd'];
const accepting = (unit: string): Mine => ({ unit, group: 'ada', did: 'accepted', state: 'sending' });

describe('the next unit', () => {
  it('is the next that is to be done, from the beginning again behind the last', () => {
    expect(nextUnit(units, 'a', () => true)).toBe('b');
    expect(nextUnit(units, 'b', (unit) => unit !== 'c')).toBe('d');
    expect(nextUnit(units, 'd', () => true)).toBe('a');
    expect(nextUnit(units, undefined, () => true)).toBe('a');
    expect(nextUnit(units, 'elsewhere', () => true)).toBe('a');
  });

  it('is none if nothing is left, and never the present one', () => {
    expect(nextUnit(units, 'b', (unit) => unit === 'b')).toBeUndefined();
    expect(nextUnit([], undefined, () => true)).toBeUndefined();
  });
});

describe('the unit before', () => {
  it('may be one that is done', () => {
    expect(unitBefore(units, 'c')).toBe('b');
    expect(unitBefore(units, 'a')).toBeUndefined();
    expect(unitBefore(units, 'elsewhere')).toBeUndefined();
  });
});

describe('what I did', () => {
  it('is done while it is sent and once it is kept, not when it was refused or taken back', () => {
    const sent: Steps = enter([], accepting('a'));
    expect(isDone(sent, 'a')).toBe(true);
    expect(isDone(settle(sent, 'a', 'saved'), 'a')).toBe(true);
    expect(isDone(settle(sent, 'a', 'refused', 'Too late.'), 'a')).toBe(false);
    expect(isDone(settle(sent, 'a', 'undone'), 'a')).toBe(false);
  });

  it('can be taken back in turn, the last first, second opinions excepted', () => {
    let steps: Steps = [];
    for (const unit of ['a', 'b', 'c']) steps = settle(enter(steps, accepting(unit)), unit, 'saved');
    steps = settle(enter(steps, { ...accepting('d'), did: 'second_opinion' }), 'd', 'saved');
    expect(lastDecision(steps)?.unit).toBe('c');
    expect(lastDecision(settle(steps, 'c', 'undone'))?.unit).toBe('b');
    expect(lastDecision([])).toBeUndefined();
  });

  it('has one entry for each unit', () => {
    const again = enter(settle(enter([], accepting('a')), 'a', 'undone'), { ...accepting('a'), did: 'rejected' });
    expect(again).toEqual([{ ...accepting('a'), did: 'rejected' }]);
  });
});
