import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeMturk } from './fake-mturk.ts';
import { createHit, openStanding, sdkWithin } from './fixtures.ts';

let fake: FakeMturk;
afterEach(() => fake.close());

async function simulate(hits: number) {
  fake = await openStanding();
  const client = sdkWithin(fake);
  for (let nth = 0; nth < hits; nth++) await createHit(client, { LifetimeInSeconds: 86_400 });
  const visited: string[] = [];
  const simulation = fake.simulateWorkers({
    count: 8,
    returnShare: 0.2,
    abandonShare: 0.2,
    async visit(url) {
      visited.push(url);
      return { result: 'done' };
    },
  });
  for (let minute = 0; minute < 120; minute++) {
    fake.clock.advance(60_000);
    await simulation.settled();
    await turn();
  }
  return { simulation, visited, books: fake.books() };
}

describe('simulated workers', () => {
  it('find, accept, return, abandon and submit until all is done', async () => {
    const { simulation, visited } = await simulate(40);
    const { counts } = simulation;
    expect(counts).toMatchObject({ submitted: 40, failed: 0 });
    expect(counts.returned).toBeGreaterThan(0);
    expect(counts.abandoned).toBeGreaterThan(0);
    expect(counts.accepted).toBe(counts.submitted + counts.returned + counts.abandoned);
    expect(visited[0]).toMatch(/^https:\/\/tasks\.example\/work\?study=1&part=2&assignmentId=/);
  });

  it('do the same for the same seed', async () => {
    const one = await simulate(10);
    await fake.close();
    const other = await simulate(10);
    expect(one.visited).toEqual(other.visited);
  });

  it('do nothing more when they are stopped', async () => {
    fake = await openStanding();
    await createHit(sdkWithin(fake));
    const simulation = fake.simulateWorkers({ count: 3, visit: async () => ({ a: 'b' }) });
    simulation.stop();
    fake.clock.advance(600_000);
    expect(simulation.counts.accepted).toBe(0);
  });
});
