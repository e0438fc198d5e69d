import type { z } from 'zod';
import type { Evidence } from '../../api/quality.ts';
import { itemsInCommon } from '../statistics/common-items.ts';
import { lookAlikes } from '../statistics/look-alikes.ts';
import { oneAnswerOnly } from '../statistics/one-answer.ts';
import type { Matrix } from '../statistics/ratings.ts';
import { streaks } from '../statistics/streaks.ts';
import { fastWork, timesOfWorkers } from '../statistics/times.ts';
import type { Sheet, SheetAnswer } from './sheet.ts';

type Remark = z.input<typeof Evidence>;

/** Limits of the reply: remarks of each kind, and units of each remark. */
const maxRemarks = 100;
const maxUnits = 200;
/** Comparing more pairs of answers to the same items would take minutes. */
const maxPairs = 1e8;

/** Unusual patterns in work on a question: many fast answers, one answer repeated, or answers equal to those of another worker. */
export function evidenceOf(sheet: Sheet, matrix: Matrix | undefined): Remark[] {
  const unitsOf = unitsByWorker(sheet);
  const withMaxUnits = (found: readonly Remark[]) =>
    found.map((remark) => ({ ...remark, units: remark.units.slice(0, maxUnits) }));
  const fast = withMaxUnits(fastEvidence(sheet));
  if (!matrix || matrix.items.length === 0) return fast;
  return [...fast, ...withMaxUnits(streakEvidence(matrix, unitsOf)), ...withMaxUnits(twinEvidence(matrix, unitsOf))];
}

type UnitsOf = (worker: string) => ReadonlyMap<string, string>;

/** The unit in which a worker answered each item. */
function unitsByWorker({ answers }: Sheet): UnitsOf {
  const found = new Map<string, Map<string, string>>();
  for (const { worker, item, unit, counts } of answers) {
    if (!counts) continue;
    const own = found.get(worker);
    if (own) own.set(item, unit);
    else found.set(worker, new Map([[item, unit]]));
  }
  return (worker) => found.get(worker) ?? new Map();
}

function fastEvidence({ answers }: Sheet): Remark[] {
  const timed = answers.filter((one): one is SheetAnswer & { seconds: number } => one.counts && one.seconds !== null);
  const times = timesOfWorkers(timed.map(({ worker, seconds }) => ({ worker, ms: seconds * 1000 })));
  return fastWork(times)
    .slice(0, maxRemarks)
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
    .slice(0, maxRemarks)
    .map(({ worker, answer, length, sentence }) => {
      const rated = answersOf(matrix, worker);
      const end = rated.findIndex(
        (_, at) => at + 1 >= length && rated.slice(at + 1 - length, at + 1).every(({ label }) => label === answer),
      );
      return { worker, sentence, items: rated.slice(end + 1 - length, end + 1) };
    });
  const always = oneAnswerOnly(matrix)
    .slice(0, maxRemarks)
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

/** A worker's answers, in order. */
function answersOf({ workers, items, labels, item, label, workerStart, byWorker }: Matrix, worker: string) {
  const who = workers.indexOf(worker);
  const places = byWorker.subarray(workerStart[who]!, workerStart[who + 1]!);
  return Array.from(places, (at) => ({ item: items[item[at]!]!, label: labels[label[at]!]! }));
}

function twinEvidence(matrix: Matrix, unitsOf: UnitsOf): Remark[] {
  if (pairsIn(matrix) > maxPairs) return [];
  return lookAlikes(matrix)
    .slice(0, maxRemarks)
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
