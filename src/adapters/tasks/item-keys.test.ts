import { describe, expect, it } from 'vitest';
import { alikeReason, lookingAlike } from './item-keys.ts';

describe('two keys', () => {
  it.each([
    ['text', 'text '],
    ['a b', 'a\u00a0b'],
    ['a b', 'a  b'],
    ['é', 'e\u0301'],
    ['label', 'la\u200bbel'],
    ['id', '\ufeffid'],
    ['id', '\u00adid'],
    ['क', 'क\u200d'],
  ])('look alike: %j and %j', (one, other) => expect(lookingAlike(['x', one, 'y', other])).toHaveLength(2));

  it.each([
    ['a', 'A'],
    ['text', 'text2'],
    ['a b', 'ab'],
    ['é', 'e'],
    ['第一', '第二'],
    ['👍🏽', '👍🏿'],
  ])('can be told apart: %j and %j', (one, other) => expect(lookingAlike([one, other])).toBeUndefined());

  it('are shown with what cannot be seen', () =>
    expect(alikeReason(lookingAlike(['é', 'e\u0301'])!, 'columns')).toBe(
      'the columns "\\u{e9}" and "e\\u{301}" look alike; rename one of them',
    ));
});
