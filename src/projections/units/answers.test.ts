import { describe, it } from 'vitest';
import { ada, bob, runId, submits, submitsLate, unitId } from '../fixtures.ts';
import { minute, specify } from '../specify.ts';
import { answers, answersProjection } from './answers.ts';

describe('the answers', () => {
  const { given } = specify(answersProjection);

  it('hold what was handed in, and when', () =>
    given(submits(ada)).thenRows(answers, {
      ...ada,
      unitId,
      runId,
      answer: { colour: 'blue' },
      files: [{ name: 'why.txt' }],
      submittedAt: minute(0),
      late: false,
      autoSubmitted: false,
    }));

  it('hold late ones too, marked as such', () =>
    given(submits(bob), submitsLate(ada)).thenRows(
      answers,
      { ...bob, late: false },
      { ...ada, answer: { colour: 'grey' }, files: null, late: true },
    ));

  it('say when the page handed in by itself', () => {
    const byItself = submits(ada);
    given({ ...byItself, data: { ...byItself.data, autoSubmitted: true } }).thenRows(answers, { autoSubmitted: true });
  });
});
