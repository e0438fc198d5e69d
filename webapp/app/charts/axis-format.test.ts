import { describe, expect, it } from 'vitest';
import { axisFormat, axisTicks } from './axis-format.ts';

describe('a time axis', () => {
  const noon = new Date(2026, 10, 21, 12);
  const after = (minutes: number) => new Date(noon.getTime() + minutes * 60_000).toISOString();
  const labelOver = (minutes: number) => axisFormat(noon.toISOString(), after(minutes))(noon.getTime());

  it('is written the finer the shorter it is', () => {
    expect(labelOver(2)).toMatch(/^12:00:00/);
    expect(labelOver(120)).toMatch(/^12:00\sPM$/);
    expect(labelOver(3 * 24 * 60)).toBe('Nov 21');
  });

  it('has no two labels within a second', () => {
    const at = (ms: number) => new Date(noon.getTime() + ms).toISOString();
    expect(axisTicks(at(0), at(700))).toEqual([noon.getTime()]);
    expect(axisTicks(at(0), at(2500)).map((tick) => tick - noon.getTime())).toEqual([0, 1250, 2500]);
    expect(axisTicks(at(0), at(60_000))).toHaveLength(5);
    expect(axisTicks(undefined, undefined)).toEqual([]);
  });
});
