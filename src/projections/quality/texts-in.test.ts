import { describe, expect, it } from 'vitest';
import { inWords } from './questions.ts';
import { maxTexts, textsIn } from './texts-in.ts';

const inside = (value: unknown, levels: number) => {
  let outer = value;
  for (let level = 0; level < levels; level++) outer = [outer];
  return outer;
};

describe('the texts in a message', () => {
  it('are returned in order, with the questions they answer', () =>
    expect(textsIn(['a', { howSure: 3, id: 'x', more: [{ question: 'Why?', answer: 'So.' }, ' '] }, 'b'])).toEqual([
      { question: null, text: 'a' },
      { question: 'How sure', text: '3' },
      { question: 'Why?', text: 'So.' },
      { question: null, text: 'b' },
    ]));

  it('are found at any depth', () => expect(textsIn(inside('a', 50_000))).toEqual([{ question: null, text: 'a' }]));

  it('are not looked for beyond the limit', () => {
    const many: unknown[] = Array(maxTexts).fill(0);
    Object.defineProperty(many, maxTexts, { enumerable: true, get: () => expect.fail('It was looked at.') });
    expect(textsIn(inside(many, 90))).toHaveLength(maxTexts);
  });

  it('may be under any key', () => {
    expect(inWords(' '.repeat(1_000_000))).toHaveLength(200);
    expect(textsIn({ [`${' '.repeat(1_000_000)}a`]: 'b' })).toMatchObject([{ text: 'b' }]);
  });
});
