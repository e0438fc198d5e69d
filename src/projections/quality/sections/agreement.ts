import { isOptions, labelOf } from '../../../actors/answer-fields.ts';
import { alphaOfDistance } from '../../statistics/alpha-of-distance.ts';
import { crossTable } from '../../statistics/cross-table.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import type { Figure } from '../../statistics/figure.ts';
import { kappaEstimate } from '../../statistics/kappa-estimate.ts';
import { labelWeights, type Weighting } from '../../statistics/label-weights.ts';
import { jaccardDistance, masiDistance, type SetDistance } from '../../statistics/set-distance.ts';
import { weightedAgreement } from '../../statistics/weighted-agreement.ts';
import { agreementOf } from '../agreement.ts';
import { possibleLabels } from '../sheet.ts';
import { estimated, named } from './named.ts';
import type { Part, Pictured } from './part.ts';

const weighings: { weighting: Weighting; ending: string; words: string }[] = [
  { weighting: 'equal', ending: '', words: '' },
  { weighting: 'linear', ending: '_linear', words: ', linear weights' },
  { weighting: 'quadratic', ending: '_quadratic', words: ', quadratic weights' },
];

/** Every coefficient of agreement; weighted ones where there are steps between labels, those of sets where several options are chosen. */
export function agreementFigures(part: Part): Pictured<'agreement'> {
  const { matrix, level, spec, once } = part;
  const labels = possibleLabels(part.spec, part.matrix);
  const known = once(`agreement ${level} of ${spec.key}`, () => agreementOf(matrix, { ...spec, level }));
  // Names without an order have no steps between them.
  const hasSteps = labels.length > 2 && (level !== 'nominal' || spec.kind === 'rating');
  const used = hasSteps ? weighings : weighings.slice(0, 1);
  const each = (key: string, name: string, of: (weighting: Weighting) => Figure<Estimate>) =>
    used.map(({ weighting, ending, words }) => estimated(`${key}${ending}`, `${name}${words}`, of(weighting)));
  return {
    figures: [
      named('same_answer', 'Same answer', known.pairwise),
      named('alpha', `Alpha (${level})`, known.alpha, known.alpha_interval),
      ...each('fleiss', "Fleiss' kappa", (weighting) => weightedAgreement(matrix, 'fleiss', { labels, weighting })),
      ...(matrix.workers.length === 2
        ? each('cohen', "Cohen's kappa", (weighting) => cohen(part, labels, weighting))
        : []),
      ...used.map(({ weighting, ending, words }) =>
        estimated(
          weighting === 'equal' ? 'ac1' : `ac2${ending}`,
          weighting === 'equal' ? 'AC1' : `AC2${words}`,
          weightedAgreement(matrix, 'gwet', { labels, weighting }),
        ),
      ),
      ...(spec.kind === 'choices' ? ofSets(part) : []),
    ],
    picture: { labels: [...labels] },
  };
}

function cohen({ matrix }: Part, labels: readonly string[], weighting: Weighting): Figure<Estimate> {
  const weights = labelWeights(labels, weighting);
  return weights.value === null ? weights : kappaEstimate(crossTable(matrix, 0, 1, labels), weights.value);
}

function ofSets({ sheet, spec, matrix }: Part) {
  const options = new Map<string, ReadonlySet<string>>();
  for (const value of sheet.columns.get(spec.key)?.values ?? []) {
    const label = labelOf(value);
    if (label !== undefined && !options.has(label)) options.set(label, new Set(isOptions(value) ? value : [label]));
  }
  const setOf = (label: string) => options.get(label) ?? new Set([label]);
  const by = (distance: SetDistance) => alphaOfDistance(matrix, (one, other) => distance(setOf(one), setOf(other)));
  return [
    named('alpha_jaccard', 'Alpha of sets (Jaccard)', by(jaccardDistance)),
    named('alpha_masi', 'Alpha of sets (MASI)', by(masiDistance)),
  ];
}
