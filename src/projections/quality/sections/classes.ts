import type { Confusion as Reply } from '../../../api/quality-sections.ts';
import { type Confusion, confusionOf, type Judged } from '../../statistics/confusion.ts';
import { type Figure, noFigure } from '../../statistics/figure.ts';
import { possibleLabels } from '../sheet.ts';
import { against, named } from './named.ts';
import type { Part, Pictured } from './part.ts';

/** More labels are no picture; those that occur least are left out. */
const maxLabels = 40;

/** Precision, recall and F1 against known answers, or against the aggregated ones where there are none. */
export function classesFigures(part: Part): Pictured<'classes'> {
  const { matrix, gold } = part;
  const found = part.aggregated();
  // A tie is no answer.
  const aggregated = new Map(
    (found.value ?? []).flatMap(({ item, label, tied }) => (tied.length > 0 ? [] : [[item, label]])),
  );
  const hasGold = matrix.items.some((item) => gold.has(item));
  const reference = hasGold ? gold : aggregated;
  const labels = frequent(
    [...new Set([...possibleLabels(part.spec, part.matrix), ...(hasGold ? reference.values() : [])])],
    part,
  );
  const ofAnswers = confusionOf(
    Array.from(matrix.item, (row, at) =>
      judged(reference.get(matrix.items[row]!), matrix.labels[matrix.label[at]!]),
    ).flat(),
    labels,
  );
  const ofItems = hasGold
    ? confusionOf(
        matrix.items.flatMap((item) => judged(gold.get(item), aggregated.get(item))),
        labels,
      )
    : null;
  const why = found.value === null ? noFigure(found.why) : undefined;
  const kind = hasGold ? 'gold' : 'aggregated';
  const figures = (of: Confusion, key: string, whose: string) => {
    const orWhy = (value: Figure) => (why && (!hasGold || of === ofItems) ? why : value);
    return against(kind, [
      named(`accuracy${key}`, `Right${whose}`, orWhy(of.accuracy)),
      named(`precision${key}`, `Precision${whose}, mean of labels`, orWhy(of.macro.precision)),
      named(`recall${key}`, `Recall${whose}, mean of labels`, orWhy(of.macro.recall)),
      named(`f1${key}`, `F1${whose}, mean of labels`, orWhy(of.macro.f1)),
      named(`f1_weighted${key}`, `F1${whose}, weighted by labels`, orWhy(of.weightedF1)),
    ]);
  };
  return {
    figures: [
      ...figures(ofAnswers, '', `, single answers against ${hasGold ? 'known' : 'aggregated'} ones`),
      ...(ofItems ? figures(ofItems, '_aggregated', ', aggregated answers against known ones') : []),
    ],
    picture: {
      reference: kind,
      labels,
      answers: toReply(ofAnswers),
      aggregated: ofItems && toReply(ofItems),
    },
  };
}

const judged = (truth: string | undefined, given: string | undefined): Judged[] =>
  truth === undefined || given === undefined ? [] : [{ truth, given }];

function frequent(labels: readonly string[], { matrix }: Part): string[] {
  if (labels.length <= maxLabels) return [...labels];
  const counts = new Map<string, number>();
  for (const code of matrix.label) counts.set(matrix.labels[code]!, (counts.get(matrix.labels[code]!) ?? 0) + 1);
  const most = labels.toSorted((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0)).slice(0, maxLabels);
  return labels.filter((label) => most.includes(label));
}

const toReply = ({ counts, classes }: Confusion): Reply => ({
  counts,
  classes: classes.map(({ label, support, given, precision, recall, f1 }) => ({
    ...{ label, right: support, given },
    ...{ precision: precision.value, recall: recall.value, f1: f1.value },
  })),
});
