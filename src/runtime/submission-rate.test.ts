import { describe, expect, it } from 'vitest';
import type { Fact } from '../events/catalog.ts';
import { newSubmissionRate } from './submission-rate.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString();
const took = (minutes: number) => ({ type: 'unit.assigned', at: at(minutes) }) as Fact;
const submitted = (minutes: number) => ({ type: 'unit.submitted', at: at(minutes) }) as Fact;

describe('the submission rate of a run', () => {
  it('is unknown before the fifth answer', () => {
    const rate = newSubmissionRate();
    rate.note([took(0)]);
    expect([rate.perHour(), rate.last()]).toEqual([undefined, undefined]);
    rate.note([1, 2, 3, 4].map(submitted));
    expect([rate.perHour(), rate.last()]).toEqual([undefined, Date.parse(at(4))]);
    rate.note([submitted(5)]);
    expect(rate.perHour()).toBe(60);
  });

  it('is unknown before a minute of work, however many answers there are', () => {
    const rate = newSubmissionRate();
    rate.note([took(0), ...Array.from({ length: 40 }, (_, n) => submitted(n / 60))]);
    expect(rate.perHour()).toBeUndefined();
    rate.note([submitted(1)]);
    expect(rate.perHour()).toBe(41 * 60);
  });

  it('is unknown after a night until five answers have come', () => {
    const rate = newSubmissionRate();
    rate.note([took(0), ...Array.from({ length: 30 }, (_, n) => submitted(n))]);
    rate.note([submitted(600)]);
    expect(rate.perHour()).toBeUndefined();
    rate.note([1, 2, 3, 4].map((n) => submitted(600 + n)));
    expect(rate.perHour()).toBeDefined();
  });

  it('begins with the first assigned unit', () => {
    const rate = newSubmissionRate();
    rate.note([took(0), ...[2, 4, 6, 8, 10].map(submitted)]);
    expect(rate.perHour()).toBe(30);
  });

  it('is that of the last 15 minutes', () => {
    const rate = newSubmissionRate();
    rate.note([took(0), ...Array.from({ length: 60 }, (_, n) => submitted(n))]);
    rate.note(Array.from({ length: 120 }, (_, n) => submitted(60 + n / 4)));
    expect(rate.perHour()).toBeCloseTo(240, -1);
    expect(rate.last()).toBe(Date.parse(at(60 + 119 / 4)));
  });

  it('does not drop overnight', () => {
    const rate = newSubmissionRate();
    rate.note([took(0), ...Array.from({ length: 30 }, (_, n) => submitted(n))]);
    rate.note(Array.from({ length: 30 }, (_, n) => submitted(600 + n)));
    expect(rate.perHour()).toBeCloseTo(60, -1);
  });
});
