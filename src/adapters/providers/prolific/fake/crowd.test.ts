import { afterEach, describe, expect, it } from 'vitest';
import { seeded } from '../../../../projections/statistics/seeded.ts';
import { simulateParticipants } from './crowd.ts';
import { openForTests } from './for-tests.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function simulate(seed: number) {
  const all = await openForTests();
  opened.push(all.fake);
  const { fake, clock, call, publish } = all;
  const studyId = await publish({ total_available_places: 40 });
  const visited: string[] = [];
  const shares = { 'wrong-code': 0.1, 'no-code': 0.1, return: 0.1, 'time-out': 0.1, late: 0.1, 'never-begins': 0.1 };
  const crowd = simulateParticipants({
    fake,
    random: seeded(seed),
    studyId,
    count: 60,
    shares,
    visit: (url) => void visited.push(url),
  });
  for (let minute = 0; minute < 60; minute++) {
    clock.advance(60_000);
    await crowd.idle();
  }
  const counts = (await call('GET', `studies/${studyId}/submissions/counts/`)).body as Record<string, number>;
  return { ...all, crowd, visited, counts };
}

describe('a simulated crowd', () => {
  it('takes part in all ways over time, and visits the address of the study', async () => {
    const { crowd, visited, counts } = await simulate(3);
    expect(new Set(crowd.outcomes.map(({ behaviour }) => behaviour)).size).toBe(7);
    expect(crowd.outcomes.filter(({ refused }) => refused !== null).length).toBeGreaterThan(0);
    expect(visited.every((url) => /\?p=[0-9a-f]{24}&s=[0-9a-f]{24}&i=[0-9a-f]{24}$/.test(url))).toBe(true);
    expect(counts['AWAITING REVIEW']).toBeGreaterThan(20);
    expect(counts['TIMED-OUT']).toBeGreaterThan(0);
    expect(counts.RETURNED).toBeGreaterThan(0);
    expect(counts.ACTIVE).toBe(0);
  });

  it('does the same again with the same seed', async () => {
    const [one, other] = [await simulate(5), await simulate(5)];
    expect(one.counts).toEqual(other.counts);
    expect(one.crowd.outcomes.map(({ behaviour }) => behaviour)).toEqual(
      other.crowd.outcomes.map(({ behaviour }) => behaviour),
    );
  });
});
