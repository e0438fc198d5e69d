import type { z } from 'zod';
import type { Evidence } from '../../api/quality.ts';
import { itemsInCommon } from '../statistics/common-items.ts';
import { lookAlikes } from '../statistics/look-alikes.ts';
import { oneAnswerOnly } from '../statistics/one-answer.ts';
import type { Matrix } from '../statistics/ratings.ts';
import { streaks } from '../statistics/streaks.ts';
import { fastWork, timesOfWorkers } from '../statistics/times.ts';
import type { Given, Sheet } from './sheet.ts';

type Remark = z.input<typeof Evidence>;

/** So many remarks are told of each kind, and so many units with each. */
const mostRemarks = 100;
const mostUnits = 200;
/** Comparing more pairs of answers to the same item than these would take minutes. */
const mostPairs = 1e8;

/** What is worth a look at somebody's work on a question: much of it fast, one answer over and over, or as somebody else's. */
export function evidenceOf(sheet: Sheet, matrix: Matrix | undefined): Remark[] {
  const unitsOf = unitsByWorker(sheet);
  const told = (found: readonly Remark[]) =>
    found.map((remark) => ({ ...remark, units: remark.units.slice(0, mostUnits) }));
  const fast = told(fastEvidence(sheet));
  if (!matrix || matrix.items.length === 0) return fast;
  return [...fast, ...told(streakEvidence(matrix, unitsOf)), ...told(twinEvidence(matrix, unitsOf))];
}

type UnitsOf = (worker: string) => ReadonlyMap<string, string>;

/** By item, the unit in which a worker answered it. */
function unitsByWorker({ given }: Sheet): UnitsOf {
  const found = new Map<string, Map<string, string>>();
  for (const { worker, item, unit, counts } of given) {
    if (!counts) continue;
    const own = found.get(worker);
    if (own) own.set(item, unit);
    else found.set(worker, new Map([[item, unit]]));
  }
  return (worker) => found.get(worker) ?? new Map();
}

function fastEvidence({ given }: Sheet): Remark[] {
  const timed = given.filter((one): one is Given & { seconds: number } => one.counts && one.seconds !== null);
  const times = timesOfWorkers(timed.map(({ worker, seconds }) => ({ worker, ms: seconds * 1000 })));
  return fastWork(times)
    .slice(0, mostRemarks)
    .map(({ worker, bound, sentence }) => ({
      kind: 'fast',
      worker,
      other: null,
      sentence,
      units: timed.filter((one) => one.worker === worker && one.seconds * 1000 < bound).map(({ unit }) => unit),
    }));
}

function streakEvidence(matrix: Matrix, unitsOf: UnitsOf): Remark[] {
  const inARow = streaks(matrix)
    .slice(0, mostRemarks)
    .map(({ worker, answer, length, sentence }) => {
      const given = answersOf(matrix, worker);
      const end = given.findIndex(
        (_, at) => at + 1 >= length && given.slice(at + 1 - length, at + 1).every(({ label }) => label === answer),
      );
      return { worker, sentence, items: given.slice(end + 1 - length, end + 1) };
    });
  const always = oneAnswerOnly(matrix)
    .slice(0, mostRemarks)
    .map(({ worker, sentence }) => ({
      worker,
      sentence,
      items: answersOf(matrix, worker),
    }));
  return [...always, ...inARow].map(({ worker, sentence, items }) => ({
    kind: 'streak',
    worker,
    other: null,
    sentence,
    units: items.flatMap(({ item }) => unitsOf(worker).get(item) ?? []),
  }));
}

/** What somebody answered, in order. */
function answersOf({ workers, items, labels, item, label, workerStart, byWorker }: Matrix, worker: string) {
  const who = workers.indexOf(worker);
  const places = byWorker.subarray(workerStart[who]!, workerStart[who + 1]!);
  return Array.from(places, (at) => ({ item: items[item[at]!]!, label: labels[label[at]!]! }));
}

function twinEvidence(matrix: Matrix, unitsOf: UnitsOf): Remark[] {
  if (pairsIn(matrix) > mostPairs) return [];
  return lookAlikes(matrix)
    .slice(0, mostRemarks)
    .map(({ workers: [one = '', other = ''], sentence }) => {
      const [first, second] = [matrix.workers.indexOf(one), matrix.workers.indexOf(other)];
      const common = itemsInCommon(matrix, first, second).map((at) => matrix.items[at]!);
      const units = common.flatMap((item) => [unitsOf(one).get(item), unitsOf(other).get(item)]);
      return { kind: 'twins', worker: one, other, sentence, units: units.filter((unit) => unit !== undefined) };
    });
}

function pairsIn({ items, itemStart }: Matrix): number {
  let pairs = 0;
  for (let item = 0; item < items.length; item++) pairs += (itemStart[item + 1]! - itemStart[item]!) ** 2;
  return pairs;
}
