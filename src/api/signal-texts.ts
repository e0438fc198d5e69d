/** The names of all counts, in the order of screens and exports. */
export const signalFields = [
  'pastes',
  'pasted_characters',
  'copies',
  'times_away',
  'seconds_away',
  'keys_typed',
  'seconds_typing',
] as const;

type Signals = { [Field in (typeof signalFields)[number]]?: number };

const times = (count: number, what: string) => `${what} ${count.toLocaleString('en')}×`;
const some = (count: number, one: string) => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;

/** What was counted in words, such as `pasted 2× (340 characters)`, `typed 12 keys in 5 s`. */
export function signalTexts(signals: Signals): string[] {
  const { pastes, pasted_characters, copies, times_away, seconds_away, keys_typed, seconds_typing } = signals;
  const pasted = pastes ? ` (${some(pasted_characters ?? 0, 'character')})` : '';
  const away = times_away ? ` for ${some(seconds_away ?? 0, 'second')}` : '';
  const typing = keys_typed ? ` in ${some(seconds_typing ?? 0, 'second')}` : '';
  return [
    ...(pastes === undefined ? [] : [`${times(pastes, 'pasted')}${pasted}`]),
    ...(copies === undefined ? [] : [times(copies, 'copied')]),
    ...(times_away === undefined ? [] : [`${times(times_away, 'left the page')}${away}`]),
    ...(keys_typed === undefined ? [] : [`typed ${some(keys_typed, 'key')}${typing}`]),
  ];
}
