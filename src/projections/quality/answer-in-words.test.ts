import { describe, expect, it } from 'vitest';
import { ada, assigned, bob, opened, rejected, sky0, sky1, skyCreated, submitted } from '../../events/fixtures.ts';
import { projected, recorded } from '../specify.ts';
import { unitDetail } from '../units/unit-detail.ts';
import { answerInWords, wordsOf } from './answer-in-words.ts';

const question = (key: string, label: string, answer: string | null, expected: string | null = null) => ({
  key,
  label,
  answer,
  expected,
  correct: expected === null ? null : answer === expected,
  others: [] as { answer: string; count: number }[],
});

const unknown = { data: {}, expected: null };

describe('an answer in words', () => {
  const config = { quality: { questions: [{ key: 'genre', label: 'What kind of film is it?' }, { key: 'sure' }] } };

  it('has the declared questions first, and a question without an answer, too', () =>
    expect(answerInWords(config, { mood: ['dark', 'slow'], genre: 'Drama' }, unknown)).toEqual([
      question('genre', 'What kind of film is it?', 'Drama'),
      question('sure', 'Sure', null),
      question('mood', 'Mood', 'dark, slow'),
    ]));

  it('says which answers are right where that is known', () =>
    expect(
      answerInWords(config, { genre: 'Drama', sure: true }, { data: {}, expected: { genre: 'Horror', sure: 'true' } }),
    ).toEqual([
      question('genre', 'What kind of film is it?', 'Drama', 'Horror'),
      question('sure', 'Sure', 'true', 'true'),
    ]));

  it('has beside it how often others gave each answer, the most frequent first', () => {
    const others = [{ genre: 'Horror' }, { genre: 'Drama' }, { genre: 'Horror' }, { genre: ['x'.repeat(61)] }, null];
    expect(
      answerInWords(config, { genre: 'Drama', sure: true }, { ...unknown, others }).map(({ others }) => others),
    ).toEqual([
      [
        { answer: 'Horror', count: 2 },
        { answer: 'Drama', count: 1 },
      ],
      [],
    ]);
  });

  it('is read with the answers of others to its item, without its own and those that were rejected', () => {
    const { db } = projected(
      recorded([
        ...[opened(), skyCreated, assigned(ada), submitted(ada, sky0, { colour: 'red' })],
        ...[assigned(bob, sky1), submitted(bob, sky1)],
      ]),
    );
    const othersOf = (database: typeof db) => {
      const unit = unitDetail(database, sky0.unitId);
      return unit && wordsOf(database, unit).in_words.map(({ answer, others }) => ({ answer, others }));
    };
    expect(othersOf(db)).toEqual([{ answer: 'red', others: [{ answer: 'blue', count: 1 }] }]);
    const later = [opened(), skyCreated, assigned(ada), submitted(ada, sky0, { colour: 'red' })];
    const rejectedToo = recorded([...later, assigned(bob, sky1), submitted(bob, sky1), rejected(bob, sky1)]);
    expect(othersOf(projected(rejectedToo).db)).toEqual([{ answer: 'red', others: [] }]);
  });

  it('is found in the wrappers of Mephisto, and leaves long texts to the answer itself', () =>
    expect(answerInWords(undefined, { final_submission: { knewFilm: false, why: 'x'.repeat(61) } }, unknown)).toEqual([
      question('knewFilm', 'Knew film', 'false'),
    ]));

  it('says of a choice between two whether its side is right, by whatever name', () => {
    const pairs = { quality: { questions: [{ key: 'better', pairwise: { left: 'a', right: 'b' } }] } };
    const [a, b] = ['An answer that is longer than sixty characters, so that it is no label of its own.', 'Short.'];
    const judgedAs = (answer: string, right: string) =>
      answerInWords(pairs, { better: answer }, { data: { a, b }, expected: { better: right } })[0]?.correct;
    for (const left of ['left', 'a', a])
      for (const right of ['left', 'a', a]) expect([left, right, judgedAs(left, right)]).toEqual([left, right, true]);
    for (const wrong of ['right', 'b', b, 'tie']) expect([wrong, judgedAs(wrong, 'left')]).toEqual([wrong, false]);
    expect(judgedAs('tie', 'tie')).toBe(true);
  });
});
