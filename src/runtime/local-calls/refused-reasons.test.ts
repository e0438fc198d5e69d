import { expect, it } from 'vitest';
import { allCountedUpTo, refusedReasonLabels } from '../../api/refused-workers.ts';
import { refusals } from '../refusals/refusals.ts';
import { openRefusedWorkers } from './refused-workers.ts';

/** Those of which nobody is counted but newcomers, as `no-work`. */
const withoutWork = ['none', 'paused', 'had-all', 'all-done'];
/** Those that are more than the refusal says. */
const others = ['blocked', 'no-work', 'no-item-for-them', 'no-gold-left', 'no-screening-left'];

it('has words for every reason of which workers are counted', () => {
  const refused = Object.keys(refusals)
    .filter((code) => code.startsWith('work/'))
    .map((code) => code.slice('work/'.length))
    .filter((reason) => !withoutWork.includes(reason));
  expect(Object.keys(refusedReasonLabels).toSorted()).toEqual([...refused, ...others].toSorted());
});

it('counts all as far as user interfaces say, and then never fewer', () => {
  const counted = openRefusedWorkers({
    ...{ all: () => [], keep: () => undefined, remove: () => undefined, removeRun: () => undefined },
  });
  for (let n = 1; n <= 11_000; n++) {
    counted.note('birds', `w${n}`, 'blocked');
    const [{ workers } = { workers: 0 }] = counted.counts('birds');
    if (n <= allCountedUpTo ? workers !== n : workers <= allCountedUpTo) expect.fail(`${workers} of ${n}`);
  }
});
