import { expect, it } from 'vitest';
import { signalFields, signalTexts } from './signal-texts.ts';
import { Signals } from './signals.ts';

it('signals are told in words', () => {
  const away = { times_away: 3, seconds_away: 41 };
  const typed = { keys_typed: 1200, seconds_typing: 1 };
  expect(signalTexts({ pastes: 2, pasted_characters: 340, copies: 1, ...away, ...typed })).toEqual([
    'pasted 2× (340 characters)',
    'copied 1×',
    'left the page 3× for 41 seconds',
    'typed 1,200 keys in 1 second',
  ]);
});
it('signals that did not happen are told too, and those that were not counted are not', () =>
  expect(signalTexts({ pastes: 0, pasted_characters: 0, keys_typed: 0, seconds_typing: 0 })).toEqual([
    'pasted 0×',
    'typed 0 keys',
  ]));
it('signals have one list of names', () => expect(Object.keys(Signals.shape)).toEqual(signalFields));
