import { describe, expect, it } from 'vitest';
import { opinionsIn } from './opinions.ts';

const file = { hash: 'a1', size: 3, type: 'image/png', name: 'shot.png', field: 'attachments' };
const said = (content: unknown, files = [] as (typeof file)[]) =>
  opinionsIn({ content, files, unit: 'u', worker: 'w', at: 'now' }).map(({ kind, texts, files }) => ({
    kind,
    texts,
    files,
  }));

describe('what workers say beside their answers', () => {
  it('is an opinion with its questions, as Mephisto sends it, with its files', () =>
    expect(
      said(
        {
          worker_opinion: {
            questions: [
              { question: 'Clear?', text: 'Yes' },
              { question: 'Why?', text: '' },
            ],
          },
        },
        [file],
      ),
    ).toEqual([
      {
        kind: 'opinion',
        texts: [{ question: 'Clear?', text: 'Yes' }],
        files: [{ hash: 'a1', size: 3, type: 'image/png', name: 'shot.png' }],
      },
    ]));

  it('is a tip or feedback, by its type or by the key under which it stands', () => {
    const tip = { kind: 'tip', texts: [{ question: 'Rest', text: 'Use keys' }], files: [] };
    expect(said({ type: 'tips', header: 'Rest', text: 'Use keys' })).toEqual([tip]);
    expect(said({ tips: { type: 'tips', header: 'Rest', text: 'Use keys' }, feedback: 'Nice.' })).toEqual([
      tip,
      { kind: 'feedback', texts: [{ question: null, text: 'Nice.' }], files: [] },
    ]);
    expect(said({ type: 'feedback', data: [{ question: 'Fair?', text: 'No' }] })).toEqual([
      { kind: 'feedback', texts: [{ question: 'Fair?', text: 'No' }], files: [] },
    ]);
  });

  it('is an opinion where a page sends texts of its own, without what tells of their machine', () =>
    expect(said({ too_hard: 'yes', userAgent: 'Firefox', seen: null })).toEqual([
      { kind: 'opinion', texts: [{ question: 'Too hard', text: 'yes' }], files: [] },
    ]));

  it.each([[null], [[]], [{}], [{ a: { b: [null, {}] } }], [true], ['  ']])(
    'is nothing where nobody wrote anything: %j',
    (content) => expect(said(content)).toEqual([]),
  );
});
