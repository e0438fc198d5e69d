import { describe, expect, it } from 'vitest';
import { cursorNumbers, cursorParts, toNumber, toTime } from './cursors.ts';

const refused = expect.objectContaining({
  code: 'request/bad-shape',
  message: 'The request does not have the expected form: cursor: must be a cursor of an earlier page.',
});

describe('a cursor', () => {
  it('has the numbers of an earlier page', () => {
    expect(cursorNumbers('12', 1)).toEqual([12]);
    expect(cursorNumbers('1.5:12', 2)).toEqual([1.5, 12]);
    expect(cursorNumbers('-3:0', 2)).toEqual([-3, 0]);
  });

  it.each(['', ' 12', '012', '0x1f', '1e3', '-1', '1.5', 'NaN', 'Infinity', '12:', ':12', '1:2', 'x'])(
    'is refused with the odd number "%s"',
    (cursor) => expect(() => cursorNumbers(cursor, 1)).toThrow(refused),
  );

  it('has what its list is sorted by, and a key', () => {
    expect(cursorParts('3~ada')).toEqual(['3', 'ada']);
    expect(toTime('2026-01-01T12:00:00.000Z')).toBe('2026-01-01T12:00:00.000Z');
  });

  it('is refused with another number of parts, and with what no list is sorted by', () => {
    for (const cursor of ['3', '~ada', '3~', '3~ada~b', '']) expect(() => cursorParts(cursor)).toThrow(refused);
    for (const text of ['', 'three', ' 3']) expect(() => toNumber(text)).toThrow(refused);
    for (const text of ['', 'x', '2026', '2026-01-01']) expect(() => toTime(text)).toThrow(refused);
  });
});
