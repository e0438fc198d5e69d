import { moneyText } from '../../api/money.ts';
import { medianOf, quartilesOf } from '../statistics/quantiles.ts';
import { type Block, countText, distinct, textOf } from './document.ts';
import type { Work } from './work-rows.ts';

type Pair = readonly [name: string, value: string];

/** A sum or a rate, to the cent. */
const money = (cents: number, currency: string) => moneyText(Math.round(cents), currency);

const quartilesText = (values: readonly number[]) => {
  if (values.length === 0) return '–';
  const { lower, median, upper } = quartilesOf(values);
  return `${countText(median)} s (${countText(lower)}–${countText(upper)} s)`;
};

/** How long units took, what they pay, and what was paid: each currency on its own, and what was rejected is part of no sum but of what was paid, if it was paid before. */
export function paySection(work: Work): Block[] {
  const { answers, runs, bonuses, payments } = work;
  const currencyOf = new Map(runs.map(({ runId, config }) => [runId, textOf(config.currency) ?? 'USD']));
  const currencies = distinct([
    ...currencyOf.values(),
    ...payments.flatMap(({ currency }) => currency ?? []),
    ...bonuses.map(({ currency }) => currency),
  ]);
  const seconds = answers.flatMap((one) => one.seconds ?? []);
  const active = answers.flatMap(({ activeSeconds }) => activeSeconds ?? []);
  return [
    { heading: 'Time and pay', level: 3 },
    {
      pairs: [
        ['Time per unit, median (quartiles)', quartilesText(seconds)],
        ...(active.length === 0 ? [] : [['Active time per unit, median (quartiles)', quartilesText(active)] as const]),
        ...currencies.flatMap((currency) => {
          const pairs = payIn(currency, work, (run) => currencyOf.get(run) === currency);
          return currencies.length === 1 ? pairs : pairs.map(([name, value]): Pair => [`${name} (${currency})`, value]);
        }),
      ],
    },
  ];
}

/** Pay in one currency. */
function payIn(currency: string, { answers, bonuses, payments }: Work, isOfCurrency: (run: string) => boolean): Pair[] {
  const own = answers.filter(({ run }) => isOfCurrency(run));
  const pays = distinctNumbers(own.map(({ payCents }) => payCents));
  const [low, high] = [pays[0], pays.at(-1)];
  const paid = own.filter(({ status }) => status === 'accepted' || status === 'soft_rejected');
  const undecided = own.filter(({ status }) => status === 'completed');
  const hourly = [...paid, ...undecided].flatMap(({ payCents, seconds }) =>
    seconds ? (payCents * 3600) / seconds : [],
  );
  // A unit that pays nothing is never owed.
  const owed = paid.filter(({ paidCents, payCents }) => paidCents === null && payCents > 0);
  const made = payments.find((one) => one.currency === currency);
  const sumOf = (rows: Work['answers']) => rows.reduce((sum, { payCents }) => sum + payCents, 0);
  const inWords = (cents: number, count: number, what: string) =>
    count === 0 ? 'none' : `${money(cents, currency)} for ${countText(count)} ${what}${count === 1 ? '' : 's'}`;
  const bonus = (state: string) => {
    const found = bonuses.find((one) => one.currency === currency && one.state === state);
    return found ? `${money(found.cents, currency)} in ${countText(found.count)}` : 'none';
  };
  // What a unit pays, exactly, as it was offered; it may be a fraction of a cent.
  const offered = low === undefined || high === undefined ? '–' : moneyText(low, currency);
  return [
    ['Pay per unit', low === high ? offered : `${offered} to ${moneyText(high ?? 0, currency)}`],
    [
      'Pay per hour by the time of each unit that is not rejected, median',
      hourly.length === 0 ? '–' : money(medianOf(hourly), currency),
    ],
    ['Paid for work', inWords(made?.cents ?? 0, made?.count ?? 0, 'answer')],
    ['Owed for work', inWords(sumOf(owed), owed.length, 'answer')],
    ['Not decided yet', inWords(sumOf(undecided), undecided.length, 'answer')],
    ['Bonuses paid', bonus('paid')],
    ['Bonuses promised', bonus('intended')],
  ];
}

const distinctNumbers = (values: readonly number[]): number[] => [...new Set(values)].sort((one, other) => one - other);
