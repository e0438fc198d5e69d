import { describe, expect, it } from 'vitest';
import { openClaims } from './claims.ts';

const [anna, ben] = ['reviewer:anna', 'reviewer:ben'];
const minute = 60_000;

describe('a claim', () => {
  it('holds a unit for two minutes, and longer when it is renewed', () => {
    let now = 0;
    const claims = openClaims(() => now);
    claims.claim(['u'], anna);
    now = 1.5 * minute;
    expect(claims.claim(['u'], anna).claimed).toEqual([
      { unit: 'u', by: anna, until: new Date(3.5 * minute).toISOString() },
    ]);
    now = 3 * minute;
    expect(() => claims.assertUnclaimed('u', ben)).toThrow(expect.objectContaining({ code: 'review/claimed' }));
    expect(() => claims.assertUnclaimed('u', anna)).not.toThrow();
    now = 3.5 * minute;
    expect(() => claims.assertUnclaimed('u', ben)).not.toThrow();
    expect(claims.all()).toEqual([]);
  });

  it('does not last longer if the clock is set back', () => {
    let now = 60 * minute;
    const claims = openClaims(() => now);
    claims.claim(['u'], anna);
    now = minute;
    expect(() => claims.assertUnclaimed('u', ben)).not.toThrow();
    expect(claims.all()).toEqual([]);
    expect(claims.claim(['u'], ben).claimed).toHaveLength(1);
  });

  it('follows a change of name, for the units of the one who changed it', () => {
    const claims = openClaims(() => 0);
    claims.claim(['u', 'v'], 'reviewer:local');
    claims.claim(['w'], ben);
    claims.follow(['u', 'w', 'x'], 'reviewer:local', anna);
    expect(claims.all().map(({ unit, by }) => [unit, by])).toEqual([
      ['u', anna],
      ['v', 'reviewer:local'],
      ['w', ben],
    ]);
    expect(() => claims.assertUnclaimed('u', anna)).not.toThrow();
    expect(claims.claim(['u'], 'reviewer:local').held).toMatchObject([{ by: anna }]);
  });

  it('is neither taken over nor released by others', () => {
    const claims = openClaims(() => 0);
    claims.claim(['u', 'v'], anna);
    claims.release(['u'], ben);
    expect(claims.claim(['u', 'w'], ben)).toMatchObject({ claimed: [{ unit: 'w' }], held: [{ unit: 'u', by: anna }] });
    claims.release(['u'], anna);
    expect(claims.claim(['u'], ben)).toMatchObject({ claimed: [{ unit: 'u' }], held: [] });
    expect(claims.all().map(({ unit, by }) => [unit, by])).toEqual([
      ['v', anna],
      ['w', ben],
      ['u', ben],
    ]);
  });
});
