import { describe, expect, it } from 'vitest';
import type { PageQuestion } from '../../src/api/question-page.ts';
import { answerOf, missingIn } from './answers.ts';

const ask = (key: string, type: PageQuestion['type'], optional = false): PageQuestion => ({
  ...{ key, type, optional, label: key, labels: ['a', 'b'] },
});
const questions = [ask('tone', 'choice'), ask('tags', 'choices'), ask('why', 'text'), ask('more', 'text', true)];

describe('the answers of a worker', () => {
  it('lack what was not answered, except where an empty answer says something', () => {
    expect(missingIn(questions, {})).toEqual(['tone', 'why']);
    expect(missingIn(questions, { tone: 'a', why: '  ' })).toEqual(['why']);
    expect(missingIn(questions, { tone: 'a', why: 'So.' })).toEqual([]);
  });

  it('are submitted with an empty list where nothing applies, and without optional texts left empty', () => {
    expect(answerOf(questions, { tone: 'a', why: 'So.', more: ' ', other: 'x' })).toEqual({
      tone: 'a',
      tags: [],
      why: 'So.',
    });
  });
});
