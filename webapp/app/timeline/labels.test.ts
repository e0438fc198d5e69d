import { describe, expect, it } from 'vitest';
import { formatExactTime, typeInWords } from './labels.ts';

describe('a timeline', () => {
  it('says times to the tenth of a second', () =>
    expect(formatExactTime('2026-11-21T12:00:07.349Z')).toMatch(/^Nov 2\d, 2026, \d\d:\d\d:07\.3$/));

  it.each([
    ['unit.soft-rejected', 'Unit soft rejected'],
    ['task-run.settings-changed', 'Run settings changed'],
  ])('says %s in words', (type, words) => expect(typeInWords(type)).toBe(words));
});
