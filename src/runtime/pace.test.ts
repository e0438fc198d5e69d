import { describe, expect, it } from 'vitest';
import type { Fact } from '../events/catalog.ts';
import { newPace } from './pace.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString();
const took = (minutes: number) => ({ type: 'unit.assigned', at: at(minutes) }) as Fact;
const submitted = (minutes: number) => ({ type: 'unit.submitted', at: at(minutes) }) as Fact;

describe('the pace of a run', () => {
  it('is unknown before the first answer', () => {
    const pace = newPace();
    pace.note([took(0)]);
    expect([pace.perHour(), pace.last()]).toEqual([undefined, undefined]);
  });

  it('begins with the first assigned unit', () => {
    const pace = newPace();
    pace.note([took(0), submitted(2)]);
    expect(pace.perHour()).toBe(30);
  });

  it('is that of the last 15 minutes', () => {
    const pace = newPace();
    pace.note([took(0), ...Array.from({ length: 60 }, (_, n) => submitted(n))]);
    pace.note(Array.from({ length: 120 }, (_, n) => submitted(60 + n / 4)));
    expect(pace.perHour()).toBeCloseTo(240, -1);
    expect(pace.last()).toBe(Date.parse(at(60 + 119 / 4)));
  });

  it('does not drop overnight', () => {
    const pace = newPace();
    pace.note([took(0), ...Array.from({ length: 30 }, (_, n) => submitted(n))]);
    pace.note(Array.from({ length: 30 }, (_, n) => submitted(600 + n)));
    expect(pace.perHour()).toBeCloseTo(60, -1);
  });
});
