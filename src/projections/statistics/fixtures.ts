import { type Matrix, matrixOf, type Rating } from './ratings.ts';
import { seeded } from './seeded.ts';

/** Ratings from a table with a row for each item and a column for each worker; `.` stands for no answer. */
export const table = (rows: readonly string[]): Rating[] =>
  rows.flatMap((row, item) =>
    row
      .split(' ')
      .map((answer, worker) => ({ item: `i${item + 1}`, worker: `w${worker + 1}`, answer }))
      .filter(({ answer }) => answer !== '.'),
  );

/** Ratings from how often each item was given each label; who gave them is of no account. */
export const counted = (rows: readonly (readonly number[])[]): Rating[] =>
  rows.flatMap((counts, item) =>
    counts
      .flatMap((count, label) => Array<string>(count).fill(String(label + 1)))
      .map((answer, worker) => ({ item: `i${item + 1}`, worker: `w${worker + 1}`, answer })),
  );

/** Ratings of two workers from a table of how often one gave the row's label while the other gave the column's. */
export function crossed(rows: readonly (readonly number[])[], labels = rows.map((_, at) => String(at + 1))): Rating[] {
  const pairs = rows.flatMap((row, one) =>
    row.flatMap((count, other) => Array<[number, number]>(count).fill([one, other])),
  );
  return pairs.flatMap(([one, other], item) => [
    { item: `i${item}`, worker: 'Ada', answer: labels[one]! },
    { item: `i${item}`, worker: 'Bob', answer: labels[other]! },
  ]);
}

/** Ratings of a crowd that is right as often as `skill` says of each worker, with the truth; every worker answers a share of the items. */
export function crowd(options: {
  items: number;
  labels: number;
  skill: readonly number[];
  share?: number;
  seed: number;
}) {
  const random = seeded(options.seed);
  const truth = new Map<string, string>();
  const ratings: Rating[] = [];
  for (let at = 0; at < options.items; at++) {
    const item = `i${at}`;
    const right = Math.floor(random() * options.labels);
    truth.set(item, `l${right}`);
    for (const [worker, skill] of options.skill.entries()) {
      if (random() >= (options.share ?? 1)) continue;
      const wrong = (right + 1 + Math.floor(random() * (options.labels - 1))) % options.labels;
      ratings.push({ item, worker: `w${worker}`, answer: `l${random() < skill ? right : wrong}` });
    }
  }
  return { ratings, truth, matrix: matrixOf(ratings) };
}

/** The share of items whose label is the true one; a tie counts its part. */
export function shareOfRight(
  { items }: { items: readonly { item: string; label: string; tied: readonly string[] }[] },
  truth: ReadonlyMap<string, string>,
): number {
  const right = items.map(({ item, label, tied }) => {
    const answer = truth.get(item) ?? '';
    if (tied.length > 0) return tied.includes(answer) ? 1 / tied.length : 0;
    return Number(label === answer);
  });
  return right.reduce((sum, part) => sum + part, 0) / right.length;
}

/** The four observers and twelve units of Krippendorff (2011); here a row is a unit. */
export const krippendorff2011 = table([
  '1 1 . 1',
  '2 2 3 2',
  '3 3 3 3',
  '3 3 3 3',
  '2 2 2 2',
  '1 2 3 4',
  '4 4 4 4',
  '1 1 2 1',
  '2 2 2 2',
  '. 5 5 5',
  '. . 1 1',
  '. 3 . .',
]);

/** The 30 patients of Fleiss (1971), table 1, each judged by six: depression, personality disorder, schizophrenia, neurosis, other. */
export const fleiss1971 = [
  [0, 0, 0, 6, 0],
  [0, 3, 0, 0, 3],
  [0, 1, 4, 0, 1],
  [0, 0, 0, 0, 6],
  [0, 3, 0, 3, 0],
  [2, 0, 4, 0, 0],
  [0, 0, 4, 0, 2],
  [2, 0, 3, 1, 0],
  [2, 0, 0, 4, 0],
  [0, 0, 0, 0, 6],
  [1, 0, 0, 5, 0],
  [1, 1, 0, 4, 0],
  [0, 3, 3, 0, 0],
  [1, 0, 0, 5, 0],
  [0, 2, 0, 3, 1],
  [0, 0, 5, 0, 1],
  [3, 0, 0, 1, 2],
  [5, 1, 0, 0, 0],
  [0, 2, 0, 4, 0],
  [1, 0, 2, 0, 3],
  [0, 0, 0, 0, 6],
  [0, 1, 0, 5, 0],
  [0, 2, 0, 1, 3],
  [2, 0, 0, 4, 0],
  [1, 0, 0, 4, 1],
  [0, 5, 0, 1, 0],
  [4, 0, 0, 0, 2],
  [0, 2, 0, 4, 0],
  [1, 0, 5, 0, 0],
  [0, 0, 0, 0, 6],
];

/** The 45 patients of Dawid and Skene (1979), table 1: three judgements of the first anaesthetist, one of each of four others. */
export const anaesthetists = `
  111 1 1 1 1, 333 4 3 3 4, 112 2 1 2 2, 222 3 1 2 1, 222 3 2 2 2, 222 3 3 2 2, 122 2 1 1 1, 333 3 4 3 3, 222 2 2 2 3,
  232 2 2 2 3, 444 4 4 4 4, 222 3 3 4 3, 111 1 1 1 1, 222 3 2 1 2, 121 1 1 1 1, 111 2 1 1 1, 111 1 1 1 1, 111 1 1 1 1,
  222 2 2 2 1, 222 1 3 2 2, 222 2 2 2 2, 222 2 2 2 1, 222 3 2 2 2, 221 2 2 2 2, 111 1 1 1 1, 111 1 1 1 1, 232 2 2 2 2,
  111 1 1 1 1, 111 1 1 1 1, 112 1 1 2 1, 111 1 1 1 1, 333 3 2 3 3, 111 1 1 1 1, 222 2 2 2 2, 222 3 2 3 2, 433 4 3 4 3,
  221 2 2 3 2, 232 3 2 3 3, 333 3 4 3 2, 111 1 1 1 1, 111 1 1 1 1, 121 2 1 1 1, 232 2 2 2 2, 121 1 1 1 1, 222 2 2 2 2`
  .split(',')
  .flatMap((row, item) =>
    row
      .trim()
      .split(' ')
      .flatMap((answers, worker) =>
        [...answers].map((answer) => ({ item: `p${item + 1}`, worker: `o${worker + 1}`, answer })),
      ),
  );

/** Any permutation that a seed makes of a list. */
export function shuffled<Value>(values: readonly Value[], seed: number): Value[] {
  const random = seeded(seed);
  const keyed = values.map((value) => ({ value, key: random() }));
  return keyed.sort((one, other) => one.key - other.key).map(({ value }) => value);
}

/** The same ratings with every item, worker and label called something else; labels keep their order. */
export const renamed = ({ items, workers, labels, item, worker, label }: Matrix): Rating[] =>
  Array.from(item, (row, at) => ({
    item: `the ${items[row]}`,
    worker: `Dr ${workers[worker[at]!]}`,
    answer: `label ${String.fromCharCode(97 + label[at]!)} ${labels.length}`,
  }));
