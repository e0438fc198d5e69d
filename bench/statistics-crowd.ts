import type { Rating } from '../src/projections/statistics/ratings.ts';
import { seeded } from '../src/projections/statistics/seeded.ts';

/** A crowd of all kinds, from guessing to almost always right, with so many answers to each item; the same one each time. */
export function crowdRatings({ items = 10_000, answersEach = 10, crowd = 1000, labels = 5 } = {}): Rating[] {
  const random = seeded(1);
  const skill = Array.from({ length: crowd }, () => 0.2 + 0.75 * random());
  return Array.from({ length: items }, (_, item) => {
    const truth = Math.floor(labels * random());
    const first = Math.floor(crowd * random());
    return Array.from({ length: answersEach }, (_, step) => {
      const worker = (first + step * 97) % crowd;
      const given = random() < skill[worker]! ? truth : Math.floor(labels * random());
      return { item: `item-${item}`, worker: `worker-${worker}`, answer: String(given + 1) };
    });
  }).flat();
}
