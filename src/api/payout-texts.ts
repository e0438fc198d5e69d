import type { PaidAlready } from './after-undo.ts';
import { moneyText } from './money.ts';

type Counts = { answers: number; bonuses: number };

const of = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

/** What a payment was for, such as `2 answers and 1 bonus`. */
export const paymentText = ({ answers, bonuses }: Counts): string =>
  `${of(answers, 'answer', 'answers')} and ${of(bonuses, 'bonus', 'bonuses')}`;

/** What was taken back as not paid, and whether all of it is owed again. */
export function takenBackText({ not_owed, ...counts }: Counts & { not_owed: number }): string {
  if (not_owed === 0) return `${paymentText(counts)} taken back: owed again.`;
  const rest =
    not_owed === counts.answers + counts.bonuses
      ? 'nothing of it is'
      : `${not_owed} of them ${not_owed === 1 ? 'is' : 'are'} not`;
  return `${paymentText(counts)} taken back; ${rest} owed again, since a decision or a promise was undone.`;
}

/** What was paid already for answers whose decisions were undone, as a sentence for each currency. */
export const paidAlreadyTexts = (paid: PaidAlready): string[] =>
  paid.map(
    ({ answers, cents, currency }) =>
      `${moneyText(cents, currency)} was paid already for ${of(answers, 'answer', 'answers')}, and stays recorded as paid.`,
  );
