import { expect, it } from 'vitest';
import { newSlots } from './slots.ts';

it('slots are given up to a number for each name, and again when they were left', () => {
  const slots = newSlots(2);
  const [first, second] = [slots.take('a'), slots.take('a')];
  expect([first, second, slots.take('b')].map((leave) => leave !== undefined)).toEqual([true, true, true]);
  expect(slots.take('a')).toBeUndefined();
  first?.();
  first?.();
  expect(slots.take('a')).toBeDefined();
  expect(slots.take('a')).toBeUndefined();
});
