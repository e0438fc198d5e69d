import { describe, expect, it } from 'vitest';
import { climb, type Step } from './accelerated.ts';
import { standsStill } from './posterior.ts';

/** A climb to 0 that takes away one part in `slowness` of each number in a step; the height is less the sum of squares. */
function slowly(slowness: number) {
  const seen = new Float64Array(2);
  const step: Step = (parameters) => {
    seen.set(parameters);
    return {
      height: -parameters.reduce((sum, value) => sum + value ** 2, 0),
      next: parameters.map((value, at) => value * (1 - (at + 1) / slowness)),
    };
  };
  return { seen, step };
}

describe('an accelerated climb', () => {
  it('comes in few steps where plain steps take thousands, and never falls', () => {
    const { seen, step } = slowly(1000);
    const climbing = { step, isStill: standsStill(seen, 1e-9), bound: () => undefined, maxSteps: 2000 };
    const { parameters, history, steps, converged } = climb(Float64Array.from([1, -2]), climbing);
    expect(converged).toBe(true);
    expect(Math.max(...parameters.map(Math.abs))).toBeLessThan(1e-6);
    // Plain steps leave 0.999 ** 100 of the way after a hundred of them.
    expect(steps).toBeLessThan(100);
    for (const [at, height] of history.entries()) if (at > 0) expect(height).toBeGreaterThanOrEqual(history[at - 1]!);
  });

  it('goes on plainly from where a longer step would fall, or has no height', () => {
    for (const beyond of [Number.NEGATIVE_INFINITY, Number.NaN]) {
      const { seen, step } = slowly(10);
      const plain: Float64Array[] = [];
      const bounded: Float64Array[] = [];
      let isBeyond = false;
      const { parameters } = climb(Float64Array.from([1, -2]), {
        step(from) {
          const made = step(from);
          if (isBeyond) made.height = beyond;
          isBeyond = false;
          return made;
        },
        isStill: standsStill(seen, 0),
        bound(further) {
          bounded.push(further);
          isBeyond = true;
        },
        maxSteps: 6,
      });
      let expected: Float64Array = Float64Array.from([1, -2]);
      for (let at = 0; at < 4; at++) {
        expected = step(expected).next;
        plain.push(expected);
      }
      expect(bounded).toHaveLength(2);
      expect([...parameters]).toEqual([...plain[3]!].map((value) => expect.closeTo(value, 12)));
    }
  });

  it('says that it has not come to rest in the steps it has, and takes no more of them', () => {
    for (const maxSteps of [0, 1, 2, 3, 7]) {
      let taken = 0;
      const { seen, step } = slowly(1000);
      const counted: Step = (from) => {
        taken++;
        return step(from);
      };
      const climbing = { step: counted, isStill: standsStill(seen, 1e-9), bound: () => undefined, maxSteps };
      const { steps, converged } = climb(Float64Array.from([1, 1]), climbing);
      expect([taken, steps, converged]).toEqual([maxSteps, maxSteps, false]);
    }
  });
});
