import { describe, expect, it } from 'vitest';
import { isRight } from './answer-key.ts';

describe('a known answer', () => {
  const long = 'A summary that is longer than sixty characters, as those that workers compare are.';
  const config = {
    quality: {
      questions: [{ key: 'better', pairwise: { left: 'one', right: 'other' } }, { key: 'sure' }],
      gold: { better: 'best' },
    },
  };
  const of = (best: string, answer: unknown) => isRight(config, { one: long, other: 'Short.', best }, answer);

  it('of a choice between two is a side, by the name of its option, the key of the data, or left and right', () => {
    for (const best of [long, 'one', 'left']) {
      for (const better of [long, 'one', 'left']) expect(of(best, { better })).toBe(true);
      for (const better of ['Short.', 'other', 'right', 'tie']) expect(of(best, { better })).toBe(false);
    }
    expect(of('left', {})).toBe(false);
  });

  it('of other questions is compared as it is', () => {
    const item = { expected: { sure: 'left' } };
    expect(isRight(config, item, { sure: 'left' })).toBe(true);
    expect(isRight(config, item, { sure: 'one' })).toBe(false);
    expect(isRight(config, {}, { sure: 'one' })).toBeUndefined();
  });
});
