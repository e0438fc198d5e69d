import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../actors/answer-fields.ts';
import { formFields } from './forms.ts';
import { type Column, inWords, questionsOf } from './questions.ts';

/** The columns that answers come to. */
function columnsOf(answers: readonly unknown[]): Map<string, Column> {
  const columns = new Map<string, Column>();
  for (const [place, answer] of answers.entries()) {
    for (const [key, value] of fieldsOf(answer)) {
      const column = columns.get(key) ?? { at: [], values: [] };
      columns.set(key, column);
      column.at.push(place);
      column.values.push(value);
    }
  }
  return columns;
}
const found = (...answers: unknown[]) => questionsOf(columnsOf(answers));
const times = (count: number, answer: (n: number) => unknown) => Array.from({ length: count }, (_, n) => answer(n));

describe('questions', () => {
  it('are closed where few short answers are repeated', () => {
    const answers = times(40, (n) => ({
      genre: ['Drama', 'Comedy'][n % 2],
      stars: 1 + (n % 5),
      knewFilm: n % 3 === 0,
      tags: n % 2 ? ['old', 'long'] : ['new'],
      year: 1900 + n * 1.5,
      name: `person ${n}`,
      why: `because ${'x'.repeat(80)}`,
    }));
    expect(found(...answers).map(({ key, kind, closed, answers }) => [key, kind, closed, answers])).toEqual([
      ['genre', 'choice', true, 40],
      ['stars', 'rating', true, 40],
      ['knewFilm', 'choice', true, 40],
      ['tags', 'choices', true, 40],
      ['year', 'number', false, 40],
      ['name', 'text', false, 40],
      ['why', 'text', false, 40],
    ]);
  });

  it('are open with more than 20 different answers, or without repeated answers', () => {
    expect(found(...times(100, (n) => ({ a: `v${n % 21}` })))[0]).toMatchObject({ kind: 'text', closed: false });
    expect(found(...times(100, (n) => ({ a: `v${n % 20}` })))[0]).toMatchObject({ kind: 'choice', closed: true });
    expect(found({ a: 'x' }, { a: 'y' })[0]).toMatchObject({ closed: false });
  });

  it('accept answers of mixed types under one name', () => {
    const mixed = [1, '1', true, null, ['1'], { inner: 'x' }, 'other', [[1]]];
    const [a, inner] = found(...times(40, (n) => ({ a: mixed[n % mixed.length] })));
    expect(a).toMatchObject({ key: 'a', kind: 'choices', closed: true, answers: 25 });
    expect(inner).toMatchObject({ key: 'a.inner', answers: 5 });
  });

  it('take one letter in two spellings for one, in texts and in check boxes', () => {
    const spelt = ['caf\u00e9', 'cafe\u0301'];
    const columns = columnsOf(
      times(8, (n) => ({ place: spelt[n % 2], tags: { [spelt[n % 2]!]: true }, list: [spelt[n % 2]] })),
    );
    for (const key of ['place', 'tags', 'list'])
      expect(new Set(columns.get(key)?.values.map(String))).toEqual(new Set(['caf\u00e9']));
  });

  it('are those of the config, if it names any', () => {
    const columns = columnsOf(times(4, (n) => ({ winner: `film ${n}`, other: 'x' })));
    const declared = [
      { key: 'winner', label: 'Which one?', pairwise: { left: 'a', right: 'b' } },
      { key: 'stars', level: 'ordinal' as const, labels: ['1', '2', '3'] },
    ];
    expect(questionsOf(columns, declared)).toMatchObject([
      { key: 'winner', label: 'Which one?', kind: 'choice', closed: true, answers: 4, level: 'nominal' },
      { key: 'stars', label: 'Stars', kind: 'rating', closed: true, answers: 0, level: 'ordinal' },
    ]);
  });

  it('take labels and options from the form, if there is one', () => {
    const field = {
      type: 'radio',
      name: 'q1',
      label: 'Is it a cat?',
      options: [{ label: 'Yes', value: 'yes' }, { value: 'no' }],
    };
    const form = formFields(
      { form: { sections: [{ fieldsets: [{ rows: [{ fields: [field] }, null] }] }, 'odd'] } },
      7,
      null,
    );
    expect(questionsOf(columnsOf([{ q1: 'yes' }]), [], form)[0]).toMatchObject({
      label: 'Is it a cat?',
      kind: 'choice',
      closed: true,
      offered: ['yes', 'no'],
      shown: new Map([
        ['yes', 'Yes'],
        ['no', 'no'],
      ]),
    });
  });

  it.each([
    ['knewFilm', 'Knew film'],
    ['final_rating', 'Final rating'],
    ['film.genre', 'Film: genre'],
    ['URL', 'URL'],
    ['__', '__'],
  ])('are labelled by their key in words: %s', (key, words) => expect(inWords(key)).toBe(words));
});
