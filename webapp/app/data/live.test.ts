import { describe, expect, it } from 'vitest';
import { isAsOf } from './live.ts';

describe('an answer on a screen', () => {
  it('is not asked again when it shows what the house tells of already', () => {
    expect(isAsOf({ units: [], sequence: 7 }, 7)).toBe(true);
    expect(isAsOf({ pages: [{ sequence: 8 }, { sequence: 7 }] }, 7)).toBe(true);
  });

  it('is asked again when it, or one page of it, is older', () => {
    expect(isAsOf({ units: [], sequence: 6 }, 7)).toBe(false);
    expect(isAsOf({ pages: [{ sequence: 8 }, { sequence: 6 }] }, 7)).toBe(false);
  });

  it('is asked again when it does not say how old it is', () => {
    expect(isAsOf({ id: 'films-1.0.0' }, 7)).toBe(false);
    expect(isAsOf(undefined, 7)).toBe(false);
  });
});
