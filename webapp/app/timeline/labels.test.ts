import { describe, expect, it } from 'vitest';
import { unitFacts } from '../../../src/events/unit.ts';
import { formatExactTime, kinds, typeInWords } from './labels.ts';

describe('a timeline', () => {
  it.each(unitFacts.map(({ type }) => type))('has %s in one of its kinds', (type) =>
    expect(kinds.filter(([types]) => types.split(',').includes(type))).toHaveLength(1),
  );

  it('says times to the tenth of a second', () =>
    expect(formatExactTime('2026-11-21T12:00:07.349Z')).toMatch(/^Nov 2\d, 2026, \d\d:\d\d:07\.3$/));

  it.each([
    ['unit.soft-rejected', 'Unit soft rejected'],
    ['task-run.settings-changed', 'Run settings changed'],
  ])('says %s in words', (type, words) => expect(typeInWords(type)).toBe(words));
});
