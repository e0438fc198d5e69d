import { describe, expect, it } from 'vitest';
import {
  addDecision,
  type Decisions,
  isDecided,
  lastDecision,
  nextUnit,
  type SessionDecision,
  settleDecision,
  unitBefore,
} from './session-decisions.ts';

const units = ['a', 'b', 'c', 'd'];
const accepting = (unit: string): SessionDecision => ({ unit, group: 'ada', did: 'accepted', state: 'sending' });

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
    const sent: Decisions = addDecision([], accepting('a'));
    expect(isDecided(sent, 'a')).toBe(true);
    expect(isDecided(settleDecision(sent, 'a', 'saved'), 'a')).toBe(true);
    expect(isDecided(settleDecision(sent, 'a', 'refused', 'Too late.'), 'a')).toBe(false);
    expect(isDecided(settleDecision(sent, 'a', 'undone'), 'a')).toBe(false);
  });

  it('can be taken back in turn, the last first, second opinions excepted', () => {
    let decisions: Decisions = [];
    for (const unit of ['a', 'b', 'c'])
      decisions = settleDecision(addDecision(decisions, accepting(unit)), unit, 'saved');
    decisions = settleDecision(addDecision(decisions, { ...accepting('d'), did: 'second_opinion' }), 'd', 'saved');
    expect(lastDecision(decisions)?.unit).toBe('c');
    expect(lastDecision(settleDecision(decisions, 'c', 'undone'))?.unit).toBe('b');
    expect(lastDecision([])).toBeUndefined();
  });

  it('has one entry for each unit', () => {
    const again = addDecision(settleDecision(addDecision([], accepting('a')), 'a', 'undone'), {
      ...accepting('a'),
      did: 'rejected',
    });
    expect(again).toEqual([{ ...accepting('a'), did: 'rejected' }]);
  });
});
