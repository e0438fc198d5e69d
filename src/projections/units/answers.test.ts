import { describe, it } from 'vitest';
import { ada, blue, bob, counted, file, holder, runId, sky0, submitted, submittedLate } from '../../events/fixtures.ts';
import { minute, specifyProjection } from '../specify.ts';
import { answers, answersProjection } from './answers.ts';

describe('the answers', () => {
  const given = specifyProjection(answersProjection);

  it('hold what was submitted, and when', () =>
    given(submitted(ada, sky0, blue, [file])).thenRows(answers, {
      ...holder(ada),
      unitId: sky0.unitId,
      runId,
      answer: blue,
      files: [file],
      submittedAt: minute(0),
      late: false,
      autoSubmitted: false,
    }));

  it('include late ones, marked as such', () =>
    given(submitted(bob), submittedLate(ada)).thenRows(
      answers,
      { ...holder(bob), late: false },
      { ...holder(ada), answer: { colour: 'grey' }, files: null, late: true },
    ));

  it('hold what their pages counted, late or not', () =>
    given(
      counted(submitted(ada), { pastes: 2, pastedCharacters: 340, timesAway: 0, secondsAway: 0 }),
      counted(submittedLate(bob), { copies: 1, keysTyped: 12, secondsTyping: 5 }),
    ).thenRows(
      answers,
      { signals: { pastes: 2, pasted_characters: 340, times_away: 0, seconds_away: 0 }, pastes: 2 },
      { signals: { copies: 1, keys_typed: 12, seconds_typing: 5 }, pastes: null },
    ));

  it('show when the page submitted by itself', () => {
    const automatic = submitted(ada);
    given({ ...automatic, data: { ...automatic.data, autoSubmitted: true } }).thenRows(answers, {
      autoSubmitted: true,
    });
  });
});
