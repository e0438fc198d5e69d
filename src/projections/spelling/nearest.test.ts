import { describe, expect, it } from 'vitest';
import { nearestOf } from './nearest.ts';

const known = ['run', 'task', 'status', 'by', 'limit', 'second_opinion'];

describe('a misspelled word', () => {
  it.each([
    ['statuss', 'status'],
    ['lmit', 'limit'],
    ['tsk', 'task'],
    ['runs', 'run'],
    ['second-opinon', 'second_opinion'],
  ])('such as %s is most likely %s', (word, meant) => expect(nearestOf(word, known)).toBe(meant));

  it.each(['x', 'zz', 'colour', '', 'status'.repeat(100)])('such as "%s" is none of the known ones', (word) =>
    expect(nearestOf(word, known)).toBeUndefined(),
  );

  it('is nothing where no word is known', () => expect(nearestOf('status', [])).toBeUndefined());
});
