import { describe, expect, it } from 'vitest';
import { isAsOf } from './live.ts';

describe('a reply on a screen', () => {
  it('is not fetched again when it shows the news already', () => {
    expect(isAsOf({ units: [], sequence: 7 }, 7)).toBe(true);
    expect(isAsOf({ pages: [{ sequence: 8 }, { sequence: 7 }] }, 7)).toBe(true);
  });

  it('is fetched again when it, or one page of it, is older', () => {
    expect(isAsOf({ units: [], sequence: 6 }, 7)).toBe(false);
    expect(isAsOf({ pages: [{ sequence: 8 }, { sequence: 6 }] }, 7)).toBe(false);
  });

  it('is fetched again when it does not say how old it is', () => {
    expect(isAsOf({ id: 'films-1.0.0' }, 7)).toBe(false);
    expect(isAsOf(undefined, 7)).toBe(false);
  });
});
