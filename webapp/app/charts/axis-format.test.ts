import { describe, expect, it } from 'vitest';
import { axisFormat } from './axis-format.ts';

describe('a time axis', () => {
  const noon = new Date(2026, 10, 21, 12);
  const after = (minutes: number) => new Date(noon.getTime() + minutes * 60_000).toISOString();
  const labelOver = (minutes: number) => axisFormat(noon.toISOString(), after(minutes))(noon.getTime());

  it('is written the finer the shorter it is', () => {
    expect(labelOver(2)).toMatch(/^12:00:00/);
    expect(labelOver(120)).toMatch(/^12:00\sPM$/);
    expect(labelOver(3 * 24 * 60)).toBe('Nov 21');
  });
});
