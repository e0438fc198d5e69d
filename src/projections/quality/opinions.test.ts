import { describe, expect, it } from 'vitest';
import { opinionsIn } from './opinions.ts';

const file = { hash: 'a1', size: 3, type: 'image/png', name: 'shot.png', field: 'attachments' };
const opinionsOf = (content: unknown, files = [] as (typeof file)[]) =>
  opinionsIn({ content, files, unit: 'u', worker: 'w', at: 'now' }).map(({ kind, texts, files }) => ({
    kind,
    texts,
    files,
  }));

describe('feedback of workers', () => {
  it('is an opinion with its questions and files, as Mephisto sends it', () =>
    expect(
      opinionsOf(
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
        files: [{ hash: 'a1', size: 3, type: 'image/png', name: 'shot.png', field: 'attachments' }],
      },
    ]));

  it('is not the consent that a worker gave', () =>
    expect(opinionsOf({ consent: { given_at: 'noon', text: 'a1' } })).toEqual([]));

  it('is a tip or feedback, by its type or its key', () => {
    const tip = { kind: 'tip', texts: [{ question: 'Rest', text: 'Use keys' }], files: [] };
    expect(opinionsOf({ type: 'tips', header: 'Rest', text: 'Use keys' })).toEqual([tip]);
    expect(opinionsOf({ tips: { type: 'tips', header: 'Rest', text: 'Use keys' }, feedback: 'Nice.' })).toEqual([
      tip,
      { kind: 'feedback', texts: [{ question: null, text: 'Nice.' }], files: [] },
    ]);
    expect(opinionsOf({ type: 'feedback', data: [{ question: 'Fair?', text: 'No' }] })).toEqual([
      { kind: 'feedback', texts: [{ question: 'Fair?', text: 'No' }], files: [] },
    ]);
  });

  it('is an opinion where a page sends other texts, without traces of the machine', () =>
    expect(opinionsOf({ too_hard: 'yes', userAgent: 'Firefox', seen: null })).toEqual([
      { kind: 'opinion', texts: [{ question: 'Too hard', text: 'yes' }], files: [] },
    ]));

  it.each([[null], [[]], [{}], [{ a: { b: [null, {}] } }], [true], ['  ']])(
    'is empty without any text: %j',
    (content) => expect(opinionsOf(content)).toEqual([]),
  );
});
