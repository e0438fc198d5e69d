import { expect, it } from 'vitest';
import { simulate } from './simulate.ts';

const seeds = 60;
/** Some seconds, where the machine has nothing else to do. */
const longMs = 240_000;

it(
  'pays nothing twice, forgets nobody, spends within every budget and keeps the books of providers, whatever fails',
  async () => {
    const sums = { payments: 0, crashes: 0, faults: 0 };
    for (let seed = 1; seed <= seeds; seed++) {
      const { broken, figures, story } = await simulate(seed);
      if (broken.length > 0) console.error(await story());
      expect({ seed, broken }).toEqual({ seed, broken: [] });
      sums.payments += figures.payments;
      sums.crashes += figures.crashes;
      for (const times of Object.values(figures.faults)) sums.faults += times;
    }
    // A world in which nothing happens would keep every rule.
    expect(sums.payments).toBeGreaterThan(seeds / 2);
    expect(sums.crashes).toBeGreaterThan(seeds / 10);
    expect(sums.faults).toBeGreaterThan(seeds / 4);
  },
  longMs,
);
