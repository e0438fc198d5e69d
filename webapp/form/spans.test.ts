import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span } from './answers.ts';
import { partsOf, withSpan, wordsOf } from './spans.ts';

const text = 'Ada met Bob in Rome.';

describe('a marked text', () => {
  it('keeps what was marked, without the blanks around it, in the order of the text', () => {
    const bob = withSpan(text, [], { start: 7, end: 12, label: 'person' });
    expect(bob).toEqual([{ start: 8, end: 11, label: 'person', text: 'Bob' }]);
    const both = withSpan(text, bob, { start: 0, end: 3, label: 'person' });
    expect(both.map((span) => span.text)).toEqual(['Ada', 'Bob']);
  });

  it('has the later of two marks that overlap, and none of blanks', () => {
    const first = withSpan(text, [], { start: 0, end: 7, label: 'person' });
    expect(withSpan(text, first, { start: 4, end: 11, label: 'action' }).map((span) => span.text)).toEqual(['met Bob']);
    expect(withSpan(text, first, { start: 7, end: 8, label: 'action' })).toEqual(first);
  });

  it('is the whole text in parts, whatever was marked', () => {
    const marks = fc.array(fc.tuple(fc.nat(30), fc.nat(30), fc.constantFrom('a', 'b')), { maxLength: 8 });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 25 }), marks, (any, many) => {
        const spans = many.reduce<Span[]>((all, [start, end, label]) => withSpan(any, all, { start, end, label }), []);
        expect(
          partsOf(any, spans)
            .map((part) => part.text)
            .join(''),
        ).toBe(any);
        for (const span of spans) expect(any.slice(span.start, span.end)).toBe(span.text);
      }),
    );
  });

  it('can be marked word by word', () => {
    expect(wordsOf(' Ada  met').map(({ start, end }) => ' Ada  met'.slice(start, end))).toEqual(['Ada', 'met']);
  });
});
