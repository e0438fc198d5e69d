import { moneyText } from './money.ts';
import type { OfferShown, PaySums } from './offers.ts';

const counted = (count: number, one: string): string => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;
const areOrIs = (count: number): string => (count === 1 ? 'is' : 'are');

/** What came of paying a run, as sentences; `of` says which run, where that is not plain. */
export const paySentences = (sums: PaySums, of = ''): string[] => {
  const { currency, paid, paid_cents, uncertain, refused, needs_person } = sums;
  if (paid + uncertain + refused + needs_person === 0) return [`No payment${of} is made or due.`];
  return [
    `${counted(paid, 'payment')}${of} ${areOrIs(paid)} made, ${moneyText(paid_cents, currency)} in all.`,
    ...(uncertain > 0 ? [`${counted(uncertain, 'payment')} ${areOrIs(uncertain)} on the way.`] : []),
    ...(refused > 0 ? [`${counted(refused, 'payment')} ${refused === 1 ? 'was' : 'were'} refused.`] : []),
    ...(needs_person > 0 ? [`${counted(needs_person, 'payment')} could not be found: look at the provider.`] : []),
  ];
};

/** The states of an offer in plain words. */
export const offerStateTexts: Record<OfferShown['state'], string> = {
  intended: 'Being published',
  published: 'Published',
  paused: 'Paused at the provider',
  ended: 'Ended: no place is open',
  withdrawing: 'Being withdrawn',
  withdrawn: 'Withdrawn',
  gone: 'Gone: deleted at the provider',
  refused: 'Refused by the provider',
};

/** Reads an option of an offer, `key=value`, where the value is JSON or else the text itself; nothing if it is none. */
export function readOption(text: string): [key: string, value: unknown] | undefined {
  const at = text.indexOf('=');
  const key = text.slice(0, Math.max(0, at)).trim();
  return key === '' ? undefined : [key, valueIn(text.slice(at + 1))];
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
