import { krippendorffsAlpha } from '../../statistics/alpha.ts';
import { answersFor, enoughByDraws, spearmanBrown } from '../../statistics/enough-answers.ts';
import { figure, noFigure } from '../../statistics/figure.ts';
import { seed } from '../aggregate.ts';
import { against, named } from './named.ts';
import type { Part, Pictured } from './part.ts';

/** How far the curve of the formula goes at least. */
const minPoints = 10;

/** How many answers to an item are enough; alpha stands for the reliability of a single answer. */
export function enoughFigures({ matrix, level, gold, spec, once, draws }: Part): Pictured<'enough'> {
  const hasGold = matrix.items.some((item) => gold.has(item));
  const drawn = once(`draws of ${spec.key}`, () =>
    enoughByDraws(matrix, { seed, draws, ...(hasGold ? { gold } : {}) }),
  );
  const alpha = krippendorffsAlpha(matrix, level);
  const single = alpha.value;
  const points = drawn.value?.points ?? [];
  const most = points.at(-1)?.answers ?? 0;
  const needed = (wanted: number) => (single === null ? alpha : answersFor(wanted, single));
  const rightWith = (answers: number) => {
    const point = points[answers - 1];
    return point
      ? figure(point.share)
      : noFigure(drawn.value === null ? drawn.why : 'Items do not have so many answers.');
  };
  const reference = hasGold ? 'gold' : 'all';
  const whose = hasGold ? 'right' : 'the same as of all answers';
  return {
    figures: [
      named('single', `Reliability of a single answer (alpha, ${level})`, alpha),
      named('for_80', 'Answers for a reliability of .80', needed(0.8)),
      named('for_90', 'Answers for a reliability of .90', needed(0.9)),
      ...against(reference, [
        named('right_1', `One answer is ${whose}`, rightWith(1), points[0]),
        named('right_3', `The majority of three is ${whose}`, rightWith(3), points[2]),
        ...(hasGold && ![0, 1, 3].includes(most)
          ? [named(`right_${most}`, `The majority of ${most} is right`, rightWith(most), points.at(-1))]
          : []),
      ]),
    ],
    picture: {
      reference,
      items: drawn.value?.items ?? 0,
      points: Array.from({ length: Math.max(minPoints, points.length) }, (_, at) => ({
        answers: at + 1,
        right: points[at]?.share ?? null,
        low: points[at]?.low ?? null,
        high: points[at]?.high ?? null,
        reliability: single === null || single <= 0 ? null : spearmanBrown(single, at + 1),
      })),
    },
  };
}
