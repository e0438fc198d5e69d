import { describe, expect, it } from 'vitest';
import { jsonOf } from './json.ts';

const inside = (value: unknown, levels: number) => {
  let outer = value;
  for (let level = 0; level < levels; level++) outer = [outer];
  return outer;
};

describe('JSON for reading', () => {
  it('is indented', () => expect(jsonOf({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}'));

  it('has no more indents than text, at any depth', () => {
    const zeros = Array(100_000).fill(0);
    expect(jsonOf(inside(zeros, 90)).length).toBe(JSON.stringify(inside(zeros, 90)).length);
  });
});
