import { Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { addDurations } from './durations.ts';

const noted = [0, 0.001, 0.0011, 0.3, 61];
const lines = async (registry: Registry) => (await registry.metrics()).trim().split('\n').toSorted();

describe('a histogram of durations', () => {
  it('reads like one of the client library', async () => {
    const [ours, theirs] = [new Registry(), new Registry()];
    const about = { name: 'manyhands_example_seconds', help: 'How long examples take.' } as const;
    const note = addDurations(ours, about)({ packet: 'a "quoted" one' });
    const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    const theirOwn = new Histogram({ ...about, labelNames: ['packet'], buckets, registers: [theirs] });
    for (const seconds of noted) {
      note(seconds);
      theirOwn.observe({ packet: 'a "quoted" one' }, seconds);
    }
    expect(await lines(ours)).toEqual(await lines(theirs));
  });

  it('is there before anything was noted', async () => {
    const registry = new Registry();
    addDurations(registry, { name: 'manyhands_example_seconds', help: 'How long examples take.' })();
    expect(await lines(registry)).toContain('manyhands_example_seconds_count 0');
  });
});
