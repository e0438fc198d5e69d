import { describe, expect, it } from 'vitest';
import type { PageQuestion } from '../../src/api/question-page.ts';
import { shownOf } from './item.ts';

const pair: PageQuestion = {
  ...{ key: 'better', label: 'Which?', type: 'pairwise', optional: false, labels: [] },
  pairwise: { left: 'a', right: 'b' },
};

describe('an item on the page', () => {
  it.each([
    ['cats/1.jpg', 'image'],
    ['https://x.org/a.PNG?size=2', 'image'],
    ['a.mp3', 'audio'],
    ['clip.webm#t=3', 'video'],
    ['I like .jpg files', 'text'],
    ['README', 'text'],
    ['', 'text'],
  ])('shows %j as %s', (value, type) => {
    expect(shownOf({ questions: [] }, { value })).toEqual([{ key: 'value', as: type, text: value }]);
  });

  it('shows what the task lists, in its order, also where an item has no such value', () => {
    const show = [{ key: 'note', label: 'Note', as: 'markdown' as const }, { key: 'text' }, { key: 'n' }];
    expect(shownOf({ show, questions: [] }, { text: 'Hi', note: '**', other: 1 })).toEqual([
      { key: 'note', label: 'Note', as: 'markdown', text: '**' },
      { key: 'text', as: 'text', text: 'Hi' },
      { key: 'n', as: 'text', text: '' },
    ]);
  });

  it('shows every value if the task lists none, except those that a question shows', () => {
    expect(shownOf({ questions: [pair] }, { a: '1.png', b: '2.png', text: 'Hi' })).toEqual([
      { key: 'text', as: 'text', text: 'Hi' },
    ]);
    expect(shownOf({ questions: [] }, { a: 1, b: { c: true } }).map(({ label, text }) => [label, text])).toEqual([
      ['a', '1'],
      ['b', '{\n  "c": true\n}'],
    ]);
  });
});
