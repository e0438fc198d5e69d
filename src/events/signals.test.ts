import { expect, it } from 'vitest';
import { signalsAskedFor } from './signals.ts';

const sent = { pastes: 1, pastedCharacters: 12, keysTyped: 3 };

it('signals are those that the run asks for, with 0 for what did not happen', () => {
  expect(signalsAskedFor(['paste', 'focus'], sent)).toEqual({
    pastes: 1,
    pastedCharacters: 12,
    timesAway: 0,
    secondsAway: 0,
  });
});
it('there are no signals if the run asks for none, or if the page sent none', () => {
  expect(signalsAskedFor([], sent)).toBeUndefined();
  expect(signalsAskedFor(['paste'], undefined)).toBeUndefined();
});
