import { expect, it } from 'vitest';
import { counted, countedOf } from './counted.ts';

it('a count stands with the right form of its noun', () => {
  expect([0, 1, 2].map((count) => counted(count, 'more unit'))).toEqual([
    '0 more units',
    '1 more unit',
    '2 more units',
  ]);
});

it('a part of a whole stands with the right form of its verb', () => {
  const sentence = (part: number, whole: number) => `${countedOf(part, whole, 'item', ['was', 'were'])} added.`;
  expect([sentence(1, 7), sentence(3, 7), sentence(1, 1)]).toEqual([
    '1 of 7 items was added.',
    '3 of 7 items were added.',
    '1 of 1 item was added.',
  ]);
});
