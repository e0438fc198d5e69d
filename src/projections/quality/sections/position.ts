import { davidson } from '../../statistics/davidson.ts';
import { figure, noFigure } from '../../statistics/figure.ts';
import { type Comparison, positionBias } from '../../statistics/position.ts';
import { normal975 } from '../../statistics/wilson.ts';
import { pairOf } from '../pairs.ts';
import { ratingsOf } from '../sheet.ts';
import { named } from './named.ts';
import type { Part, Pictured } from './part.ts';

/** Answers by which a page says that neither option is better. */
const tieWords = new Set(['tie', 'equal', 'same', 'draw', 'both', 'neither', 'no difference', 'no preference']);
const maxWorkers = 500;

/** Ties and sides of a pairwise question: an answer names the option or its side, or is a word for a tie. */
export function positionFigures(part: Part): Pictured<'position'> {
  const made = comparisonsOf(part);
  const all = positionBias(made.map(({ comparison }) => comparison));
  const model = davidson(made.map(({ comparison }) => comparison));
  const odds = model.value?.left ?? noFigure(model.value === null ? model.why : '');
  const ties =
    made.length === 0 ? noFigure('Nobody has chosen between two options yet.') : figure(all.ties / made.length);
  const side = odds.value;
  return {
    figures: [
      named('left', 'Left was chosen, without ties', all.share, all.interval.value),
      named('chance', 'Probability of such a share by chance', all.chance),
      named(
        'advantage',
        'Advantage of the left side, strengths taken into account (log odds)',
        side === null ? noFigure((odds as { why: string }).why) : figure(side.value),
        side && { low: side.value - normal975 * side.standardError, high: side.value + normal975 * side.standardError },
      ),
      named('ties', 'Ties', ties),
    ],
    picture: {
      ...{ left: all.left, right: all.right, ties: all.ties },
      workers: workersOf(made),
      options: (model.value?.options ?? []).map(({ option, value, standardError }) => ({
        ...{ option, strength: value },
        low: value - normal975 * standardError,
        high: value + normal975 * standardError,
      })),
    },
  };
}

type Made = { worker: string; comparison: Comparison };

function comparisonsOf({ sheet, spec: { key, pairwise } }: Part): Made[] {
  if (!pairwise) return [];
  return ratingsOf(sheet, key).flatMap(({ item, worker, answer }) => {
    const { left, right } = pairOf(sheet.data.get(item), pairwise);
    if (left === undefined || right === undefined || left === right) return [];
    if (answer === 'left' || answer === 'right') return { worker, comparison: { left, right, chose: answer } };
    return tieWords.has(answer.toLowerCase()) ? { worker, comparison: { left, right, chose: 'tie' as const } } : [];
  });
}

function workersOf(made: readonly Made[]) {
  const each = new Map<string, Comparison[]>();
  for (const { worker, comparison } of made) {
    const own = each.get(worker);
    if (own) own.push(comparison);
    else each.set(worker, [comparison]);
  }
  return [...each]
    .map(([worker, own]) => {
      const { left, right, ties, share, chance } = positionBias(own);
      return { worker, left, right, ties, share: share.value, chance: chance.value };
    })
    .sort((one, other) => (one.chance ?? 1) - (other.chance ?? 1))
    .slice(0, maxWorkers);
}
