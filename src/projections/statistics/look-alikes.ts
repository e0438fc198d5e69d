import { binomialTail } from './binomial.ts';
import { itemsInCommon, pairsInCommon } from './common-items.ts';
import { type Evidence, percent, rarity } from './evidence.ts';
import { expectedAgreement } from './expected-agreement.ts';
import type { Matrix } from './ratings.ts';

/** Two people who agree far more than is to be expected; `probability` is that of so much agreement if they worked apart. */
type LookAlike = Evidence & { items: number; same: number; expected: number; probability: number };

const minItemsInCommon = 10;
const maxShareOfExpectedDisagreement = 0.5;

/**
 * Pairs of workers whose answers agree far above what is expected of these two (see `expectedAgreement`), rarest first. A pair is
 * reported if they disagree at most half as often as expected, and if so much agreement, by a binomial distribution with the mean of
 * what is expected on their items (Hoeffding 1956: it allows more), would come less than 1 time in 100 among all the pairs compared
 * (Bonferroni). Only pairs with ten items in common are compared. Where few others answered the same items, two who copy pass for
 * two who are right.
 */
export function lookAlikes(matrix: Matrix, rarerThan = 0.01): LookAlike[] {
  const expectedOf = expectedAgreement(matrix);
  const candidates: LookAlike[] = [];
  let compared = 0;
  for (const { one, other, items, same } of pairsInCommon(matrix, minItemsInCommon)) {
    compared++;
    const expected = expectedOf(one, other, itemsInCommon(matrix, one, other));
    if (1 - same / items > maxShareOfExpectedDisagreement * (1 - expected)) continue;
    const probability = binomialTail(same, items, expected);
    if (probability >= rarerThan) continue;
    const workers = [matrix.workers[one]!, matrix.workers[other]!];
    const sentence = `${workers.join(' and ')} gave the same answer to ${same} of ${items} items, where about ${percent(expected)} were to be expected of these two; if they worked apart, this would come ${rarity(probability)}.`;
    candidates.push({ workers, items, same, expected, probability, sentence });
  }
  return candidates
    .filter(({ probability }) => probability * compared < rarerThan)
    .sort((one, other) => one.probability - other.probability);
}
