import { expect, it } from 'vitest';
import { openPlaces } from './places.ts';

it('places are given up to a number for each name, and again when they were left', () => {
  const places = openPlaces(2);
  const [first, second] = [places.take('a'), places.take('a')];
  expect([first, second, places.take('b')].map((leave) => leave !== undefined)).toEqual([true, true, true]);
  expect(places.take('a')).toBeUndefined();
  first?.();
  first?.();
  expect(places.take('a')).toBeDefined();
  expect(places.take('a')).toBeUndefined();
});
