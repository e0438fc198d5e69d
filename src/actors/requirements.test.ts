import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QualificationId } from '../events/ids.ts';
import { type Comparator, comparators, type Requirement } from '../events/requirement.ts';
import { meets, requirementText, unmetBy } from './requirements.ts';

const id = 'accuracy-aaaaa' as QualificationId;
const requirement = (comparator: Comparator, value?: number | number[]): Requirement => ({
  ...{ qualificationId: id, name: 'accuracy', comparator },
  ...(value === undefined ? {} : { value }),
});

/** A comparator with its value, the values that meet it, those that do not, and whether a worker with none meets it. */
const table: [Comparator, number | number[] | undefined, number[], number[], boolean][] = [
  ['Exists', undefined, [0, 1, -5], [], false],
  ['DoesNotExist', undefined, [], [0, 1], true],
  ['EqualTo', 3, [3], [2, 4, 0], false],
  ['NotEqualTo', 3, [2, 4, 0], [3], false],
  ['GreaterThan', 3, [4], [3, 2], false],
  ['GreaterThanOrEqualTo', 3, [3, 4], [2], false],
  ['LessThan', 3, [2], [3, 4], false],
  ['LessThanOrEqualTo', 3, [3, 2], [4], false],
  ['In', [1, 3], [1, 3], [2, 0], false],
  ['NotIn', [1, 3], [2, 0], [1, 3], false],
];

describe('a requirement', () => {
  it('has each comparator in the table', () => expect(table.map(([name]) => name)).toEqual([...comparators]));

  it.each(table)(
    '%s %j is met by %j and not by %j; by nobody without a value: %s',
    (comparator, value, yes, no, none) => {
      for (const own of yes) expect([own, meets(requirement(comparator, value), { [id]: own })]).toEqual([own, true]);
      for (const own of no) expect([own, meets(requirement(comparator, value), { [id]: own })]).toEqual([own, false]);
      expect(meets(requirement(comparator, value), { other: 3 })).toBe(none);
      expect(meets({ ...requirement(comparator, value), qualificationId: 'constructor' as QualificationId }, {})).toBe(
        none,
      );
    },
  );

  it('is met by exactly those who do not meet its opposite, where both compare a value', () => {
    const pairs = [
      ['EqualTo', 'NotEqualTo'],
      ['GreaterThan', 'LessThanOrEqualTo'],
      ['LessThan', 'GreaterThanOrEqualTo'],
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...pairs), fc.integer(), fc.integer(), ([one, other], value, own) => {
        expect(meets(requirement(one, value), { [id]: own })).toBe(!meets(requirement(other, value), { [id]: own }));
      }),
    );
  });

  it('is for the workers of its providers alone, if it names any', () => {
    const ofPanel = { ...requirement('Exists'), providers: ['panel'] };
    expect(unmetBy([ofPanel], {}, 'inhouse')).toBeUndefined();
    expect(unmetBy([ofPanel], {}, 'panel')).toBe(ofPanel);
  });

  it('is one of several that must all be met; the first that is not is the reason', () => {
    const all = [requirement('Exists'), requirement('GreaterThan', 5), requirement('In', [9])];
    expect(unmetBy(all, { [id]: 9 }, 'inhouse')).toBeUndefined();
    expect(unmetBy(all, { [id]: 7 }, 'inhouse')).toBe(all[2]);
    expect(unmetBy(all, {}, 'inhouse')).toBe(all[0]);
    expect(unmetBy(undefined, undefined, 'inhouse')).toBeUndefined();
  });

  it.each([
    [requirement('Exists'), 'Must have accuracy'],
    [requirement('GreaterThanOrEqualTo', 80), 'Must have accuracy ≥ 80'],
    [requirement('NotIn', [1, 2]), 'Must have accuracy none of 1, 2'],
    [requirement('DoesNotExist'), 'Must not have accuracy'],
  ])('says itself in a few words', (one, text) => expect(requirementText(one)).toBe(text));
});
