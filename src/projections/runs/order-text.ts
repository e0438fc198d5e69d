import type { UnitOrder } from '../../events/unit-order.ts';

const texts: Readonly<Record<UnitOrder['by'], string>> = {
  first_in: 'first in, first out',
  last_in: 'last in, first out',
  random: 'random',
  fewest_answers: 'fewest answers first',
};

/** The order in which a run gives out units, in words: `groups of "topic" in turn, then highest "urgency" first, then random (seed 7)`. */
export function orderText({ by, seed, priority, roundRobin }: UnitOrder = { by: 'first_in' }): string {
  return [
    ...(roundRobin === undefined ? [] : [`groups of "${roundRobin}" in turn`]),
    ...(priority === undefined ? [] : [`highest "${priority}" first`]),
    `${texts[by]}${seed === undefined ? '' : ` (seed ${seed})`}`,
  ].join(', then ');
}
