import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { isDamage } from '../../../projections/store/database.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { refuse } from '../refusals.ts';
import type { Calculator } from './calculator.ts';
import type { Changes } from './changes.ts';
import type { Computed, FiguresQuery } from './protocol.ts';

/** The share of each worker or item. */
export type Shares = ReadonlyMap<string, number>;

/** Computed figures, when their computation began, and how long after that they are not computed again, in ms. */
export type Known = Omit<Computed, 'ms' | 'shares'> & { shares: Shares; beganMs: number; restMs: number };

/** The cached figures, those in computation, and those scheduled. */
export type KnownFigures = {
  readModel: Pick<ReadModel, 'db' | 'sequence' | 'onChange' | 'mend'>;
  calculator: Calculator;
  changes: Changes;
  /** Figures of at most this many answers are computed again at every change. */
  smallAnswers: number;
  known: LRUCache<string, Known>;
  inProgress: Map<string, Promise<Known>>;
  refreshes: Map<string, NodeJS.Timeout>;
};

/** How long a caller waits for figures that were never computed. */
const timeoutMs = 30_000;
/** Figures are not computed again within this time, nor within `restFactor` times the duration of their last computation. */
const minRestMs = 5_000;
const minRestSmallMs = 200;
const restFactor = 4;
/** Older figures are not shown. */
const maxLagCommits = 2000;
const maxKnown = 100;
const maxKnownBytes = 64 * 1024 ** 2;
/** After this many shares, other work of the main thread gets its turn. */
const sharesPerTurn = 5000;

const noShares = { names: '', values: new Float64Array() };

/** A cache of figures, which always keeps the newest, however large it is. */
export const newKnown = () =>
  new LRUCache<string, Known>({
    max: maxKnown,
    maxSize: maxKnownBytes,
    sizeCalculation: ({ bytes }) => Math.max(1, Math.min(bytes.length, maxKnownBytes)),
  });

export const keyOf = (query: FiguresQuery): string => JSON.stringify(query);

export const hasChanged = ({ changes }: KnownFigures, { sequence, runs }: Known) => changes.since(sequence, runs);

/** Figures with their sequence, at least `after`; if `mayBeOld`, those of a large study may be some seconds old. */
export async function figuresOf(
  figures: KnownFigures,
  query: FiguresQuery,
  { after, mayBeOld }: { after: number; mayBeOld: boolean },
): Promise<{ found: Known; sequence: number }> {
  const { readModel, known, smallAnswers } = figures;
  const found = known.get(keyOf(query));
  if (found && !hasChanged(figures, found)) return { found, sequence: Math.max(found.sequence, readModel.sequence()) };
  const isRecent =
    found &&
    found.answers > smallAnswers &&
    found.sequence >= after &&
    readModel.sequence() - found.sequence <= maxLagCommits;
  if (isRecent && mayBeOld) {
    refresh(figures, query);
    return { found, sequence: found.sequence };
  }
  const computed = await inTime(current(figures, query));
  return { found: computed, sequence: computed.sequence };
}

/** Schedules a computation, once the cached figures are old enough. */
export function refresh(figures: KnownFigures, query: FiguresQuery): void {
  const { known, inProgress, refreshes } = figures;
  const key = keyOf(query);
  if (inProgress.has(key) || refreshes.has(key)) return;
  const found = known.get(key);
  const delayMs = found ? found.beganMs + found.restMs - performance.now() : 0;
  const timer = setTimeout(
    () => {
      refreshes.delete(key);
      if (!inProgress.has(key)) void start(figures, query);
    },
    Math.max(0, delayMs),
  ).unref();
  refreshes.set(key, timer);
}

/** Figures of the current rows. */
async function current(figures: KnownFigures, query: FiguresQuery): Promise<Known> {
  const sequence = figures.readModel.sequence();
  for (;;) {
    const found = await (figures.inProgress.get(keyOf(query)) ?? start(figures, query));
    if (found.sequence >= sequence || !hasChanged(figures, found)) return found;
  }
}

function start(figures: KnownFigures, query: FiguresQuery): Promise<Known> {
  const { known, inProgress } = figures;
  const key = keyOf(query);
  const begun = compute(figures, query)
    .then((found) => {
      known.set(key, found);
      return found;
    })
    .finally(() => inProgress.delete(key));
  inProgress.set(key, begun);
  begun.catch(() => undefined);
  return begun;
}

async function compute({ readModel, calculator, smallAnswers }: KnownFigures, query: FiguresQuery): Promise<Known> {
  for (;;) {
    const file = readModel.db.$client.name;
    const beganMs = performance.now();
    try {
      const { ms, shares, ...computed } = await calculator.compute(file, query);
      const restMs = Math.max(computed.answers <= smallAnswers ? minRestSmallMs : minRestMs, restFactor * ms);
      return { ...computed, shares: await sharesIn(shares), restMs, beganMs };
    } catch (error) {
      // A rebuild may remove the file while the thread opens it.
      if (readModel.db.$client.name !== file) continue;
      // A refresh has no caller who reports the damage.
      if (isDamage(error)) readModel.mend();
      throw error;
    }
  }
}

/** Shares by name. */
async function sharesIn({ names, values }: NonNullable<Computed['shares']> = noShares): Promise<Shares> {
  const shares = new Map<string, number>();
  if (values.length === 0) return shares;
  for (const name of names.split('\n')) {
    shares.set(name, values[shares.size] ?? 0);
    if (shares.size % sharesPerTurn === 0) await nextTurn();
  }
  return shares;
}

/** Refuses after `timeoutMs`; the computation continues, and its result is cached for the next request. */
async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(refuse('quality/not-ready')), timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
