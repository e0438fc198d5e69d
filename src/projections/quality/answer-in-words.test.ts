import { describe, expect, it } from 'vitest';
import { answerInWords } from './answer-in-words.ts';

const question = (key: string, label: string, answer: string | null, expected: string | null = null) => ({
  key,
  label,
  answer,
  expected,
  correct: expected === null ? null : answer === expected,
});

describe('an answer in words', () => {
  const config = { quality: { questions: [{ key: 'genre', label: 'What kind of film is it?' }, { key: 'sure' }] } };

  it('has the declared questions first, and a question without an answer, too', () =>
    expect(answerInWords(config, { mood: ['dark', 'slow'], genre: 'Drama' }, null)).toEqual([
      question('genre', 'What kind of film is it?', 'Drama'),
      question('sure', 'Sure', null),
      question('mood', 'Mood', 'dark, slow'),
    ]));

  it('says which answers are right where that is known', () =>
    expect(answerInWords(config, { genre: 'Drama', sure: true }, { genre: 'Horror', sure: 'true' })).toEqual([
      question('genre', 'What kind of film is it?', 'Drama', 'Horror'),
      question('sure', 'Sure', 'true', 'true'),
    ]));

  it('is found in the wrappers of Mephisto, and leaves long texts to the answer itself', () =>
    expect(answerInWords(undefined, { final_submission: { knewFilm: false, why: 'x'.repeat(61) } }, null)).toEqual([
      question('knewFilm', 'Knew film', 'false'),
    ]));
});
