import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import type { SurveyOf } from '../../../projections/review/items.ts';
import type { AgreementOf } from '../../../projections/review/queue.ts';
import { runsIn, type Scope } from '../../../projections/runs/scope.ts';
import { isDamage } from '../../../projections/store/database.ts';
import { countUnits } from '../../../projections/units/unit-page.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { refuse } from '../refusals.ts';
import { type Calculator, openCalculator } from './calculator.ts';
import { watchChanges } from './changes.ts';
import type { Computed, Wish } from './messages.ts';

/** Figures on answers, computed apart from everything else and remembered for as long as they hold. */
export type Analyst = {
  /** The JSON of a wish and the position of the log up to which it tells, not before `after`; it may be some seconds old. */
  figures(wish: Wish, after: number): Promise<{ json: Uint8Array; sequence: number }>;
  /** The lines of a wish as of now. */
  lines(wish: Wish): Promise<Uint8Array>;
  /** The shares known by now; others are on their way. */
  agreementOf: AgreementOf;
  /** How far the answers to each item agree; for a large study only as soon as it is known. */
  surveyOf: SurveyOf;
  /** Begins to compute what takes seconds of the newest run, unless it is known: somebody may want to see it. Nobody waits for it. */
  anticipate(): void;
  close(): void;
};

type Settings = {
  readModel: Pick<ReadModel, 'db' | 'sequence' | 'onChange' | 'mend'>;
  /** Of so many answers figures are always computed anew when something has changed. */
  smallAnswers?: number;
  calculator?: Calculator;
};

type Shares = ReadonlyMap<string, number>;
type Known = Omit<Computed, 'ms' | 'shares'> & { shares: Shares; rest: number; began: number };

/** How long whoever asks waits for figures that were never computed, in ms. */
const patienceMs = 30_000;
/** How long a list of a large study waits for its order, in ms. */
const glanceMs = 50;
/** How long a figure is left alone before it is computed anew, in ms: at least so long, and longer where it takes long. */
const restMs = 5_000;
const smallRestMs = 200;
const restTimes = 4;
/** Figures are shown while they are at most so many commits behind. */
const mostBehind = 2000;
/** What is remembered: so many figures, and so many bytes. */
const mostKnown = 100;
const mostBytes = 64 * 1024 ** 2;

const handedIn = ['completed', 'accepted', 'soft_rejected', 'rejected'] as const;
const nothing: Shares = new Map();
const noShares = { names: '', values: new Float64Array() };
/** So many shares are put together before others get their turn. */
const sharesAtOnce = 5000;

/** Opens the analyst: the same question is computed once for all who ask, and again only when its runs have changed. */
export function openAnalyst({ readModel, smallAnswers = 2000, calculator = openCalculator() }: Settings): Analyst {
  const changes = watchChanges(readModel);
  const known = new Map<string, Known>();
  const underWay = new Map<string, Promise<Known>>();
  const refreshing = new Map<string, NodeJS.Timeout>();

  function remember(key: string, one: Known) {
    known.delete(key);
    known.set(key, one);
    let bytes = [...known.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
    for (const [oldest, { bytes: its }] of known) {
      if (oldest === key || (known.size <= mostKnown && bytes <= mostBytes)) break;
      known.delete(oldest);
      bytes -= its.length;
    }
  }

  async function compute(wish: Wish): Promise<Known> {
    for (;;) {
      const file = readModel.db.$client.name;
      const began = performance.now();
      try {
        const { ms, shares, ...computed } = await calculator.compute(file, wish);
        const rest = Math.max(computed.answers <= smallAnswers ? smallRestMs : restMs, restTimes * ms);
        return { ...computed, shares: await sharesIn(shares), rest, began };
      } catch (error) {
        // A rebuild may take the file away in the very moment in which it is opened.
        if (readModel.db.$client.name !== file) continue;
        // Nobody may be waiting who would pass it on.
        if (isDamage(error)) readModel.mend();
        throw error;
      }
    }
  }

  function start(key: string, wish: Wish): Promise<Known> {
    const begun = compute(wish)
      .then((one) => {
        remember(key, one);
        return one;
      })
      .finally(() => underWay.delete(key));
    underWay.set(key, begun);
    begun.catch(() => undefined);
    return begun;
  }

  /** Figures that show everything that the rows show now. */
  async function fresh(key: string, wish: Wish): Promise<Known> {
    const wanted = readModel.sequence();
    for (;;) {
      const one = await (underWay.get(key) ?? start(key, wish));
      if (one.sequence >= wanted || !hasChanged(one)) return one;
    }
  }

  const isSmall = (scope: Scope) =>
    countUnits(readModel.db, { ...scope, status: [...handedIn], limit: 1 }).total <= smallAnswers;
  const hasChanged = ({ sequence, runs }: Known) => changes.since(sequence, runs);

  /** Computes anew without anyone waiting for it, once what is known has stood for a while. */
  function refresh(key: string, wish: Wish): void {
    if (underWay.has(key) || refreshing.has(key)) return;
    const one = known.get(key);
    const wait = one ? one.began + one.rest - performance.now() : 0;
    const timer = setTimeout(
      () => {
        refreshing.delete(key);
        if (!underWay.has(key)) void start(key, wish);
      },
      Math.max(0, wait),
    ).unref();
    refreshing.set(key, timer);
  }

  async function figuresOf(wish: Wish, after: number, mayBeOld: boolean): Promise<{ one: Known; sequence: number }> {
    const key = JSON.stringify(wish);
    const one = known.get(key);
    if (one && !hasChanged(one)) return { one, sequence: Math.max(one.sequence, readModel.sequence()) };
    const isNear =
      one && one.answers > smallAnswers && one.sequence >= after && readModel.sequence() - one.sequence <= mostBehind;
    if (isNear && mayBeOld) {
      refresh(key, wish);
      return { one, sequence: one.sequence };
    }
    const computed = await inTime(fresh(key, wish));
    return { one: computed, sequence: computed.sequence };
  }

  function anticipate() {
    const run = runsIn(readModel.db, {}).at(-1);
    if (run === undefined || isSmall({ run })) return;
    const wishes: Wish[] = [
      { what: 'quality', run, method: 'dawid-skene' },
      { what: 'statistics', run },
      { what: 'survey', run },
    ];
    for (const wish of wishes) {
      const key = JSON.stringify(wish);
      const one = known.get(key);
      if (!one || hasChanged(one)) refresh(key, wish);
    }
  }

  return {
    async figures(wish, after) {
      const { one, sequence } = await figuresOf(wish, after, true);
      return { json: one.bytes, sequence };
    },
    async lines(wish) {
      return (await figuresOf(wish, 0, false)).one.bytes;
    },
    agreementOf({ run, task, by }) {
      const wish: Wish = { what: 'agreement', run, task, by };
      const key = JSON.stringify(wish);
      const one = known.get(key);
      if (!one || hasChanged(one)) refresh(key, wish);
      return one?.shares ?? nothing;
    },
    async surveyOf({ run, task }, mayGlance = false) {
      const found = figuresOf({ what: 'survey', run, task }, 0, true).then(({ one }) => one.shares);
      // Who comes first with a large study is shown something at once rather than kept waiting.
      if (!mayGlance || isSmall({ run, task })) return found;
      return Promise.race([found, pause(glanceMs, undefined, { ref: false })]);
    },
    anticipate() {
      try {
        anticipate();
      } catch (error) {
        if (!isDamage(error)) throw error;
        readModel.mend();
      }
    },
    close() {
      for (const timer of refreshing.values()) clearTimeout(timer);
      changes.close();
      calculator.close();
    },
  };
}

/** Shares by name, put together a few at a time, so that others get their turn. */
async function sharesIn({ names, values }: NonNullable<Computed['shares']> = noShares): Promise<Shares> {
  if (values.length === 0) return nothing;
  const shares = new Map<string, number>();
  for (const name of names.split('\n')) {
    shares.set(name, values[shares.size] ?? 0);
    if (shares.size % sharesAtOnce === 0) await breathe();
  }
  return shares;
}

/** Waits for figures as long as somebody at a page would; what is computed later is there for whoever asks again. */
async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(refuse('quality/not-ready')), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
