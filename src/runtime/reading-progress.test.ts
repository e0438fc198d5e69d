import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryLog } from '../adapters/nats/log/memory.ts';
import { runId } from '../events/fixtures.ts';
import { reportReading } from './reading-progress.ts';

describe('the progress of reading the log', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function reportOf(before: number, meanwhile: number): Promise<string[]> {
    const log = memoryLog();
    const append = (n: number) => log.append({ id: `c${n}`, run: runId, json: ['{}'] }, n);
    for (let n = 0; n < before; n++) await append(n);
    const reports: string[] = [];
    const reading = await reportReading(log, (sentence) => reports.push(sentence));
    for (let n = 0; n < meanwhile; n++) await append(before + n);
    for await (const _ of reading.log.read(runId));
    vi.advanceTimersByTime(2000);
    reading.end();
    return reports;
  }

  it('counts the commits that were there at the start', async () =>
    expect(await reportOf(2, 0)).toEqual(['Reading the runs from the log: 2 of 2 commits.']));

  it('does not count those that are recorded meanwhile', async () => {
    expect(await reportOf(2, 1)).toEqual(['Reading the runs from the log: 2 of 2 commits.']);
    expect(await reportOf(0, 1)).toEqual([]);
  });
});
