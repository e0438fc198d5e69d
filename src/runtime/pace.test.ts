import { describe, expect, it } from 'vitest';
import type { Fact } from '../events/catalog.ts';
import { newPace } from './pace.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString();
const took = (minutes: number) => ({ type: 'unit.assigned', at: at(minutes) }) as Fact;
const handedIn = (minutes: number) => ({ type: 'unit.submitted', at: at(minutes) }) as Fact;

describe('the pace of a run', () => {
  it('is not known before the first answer', () => {
    const pace = newPace();
    pace.note([took(0)]);
    expect([pace.perHour(), pace.last()]).toEqual([undefined, undefined]);
  });

  it('begins with the first unit that was taken', () => {
    const pace = newPace();
    pace.note([took(0), handedIn(2)]);
    expect(pace.perHour()).toBe(30);
  });

  it('is that of the last quarter of an hour', () => {
    const pace = newPace();
    pace.note([took(0), ...Array.from({ length: 60 }, (_, n) => handedIn(n))]);
    pace.note(Array.from({ length: 120 }, (_, n) => handedIn(60 + n / 4)));
    expect(pace.perHour()).toBeCloseTo(240, -1);
    expect(pace.last()).toBe(Date.parse(at(60 + 119 / 4)));
  });

  it('does not sink over a night', () => {
    const pace = newPace();
    pace.note([took(0), ...Array.from({ length: 30 }, (_, n) => handedIn(n))]);
    pace.note(Array.from({ length: 30 }, (_, n) => handedIn(600 + n)));
    expect(pace.perHour()).toBeCloseTo(60, -1);
  });
});
