import { setTimeout as pause } from 'node:timers/promises';
import type { SurveyOf } from '../../../projections/review/items.ts';
import type { AgreementOf } from '../../../projections/review/queue.ts';
import { runsIn, type Scope } from '../../../projections/runs/scope.ts';
import { isDamage } from '../../../projections/store/database.ts';
import { countUnits } from '../../../projections/units/unit-list.ts';
import { type Calculator, openCalculator } from './calculator.ts';
import { watchChanges } from './changes.ts';
import { figuresOf, hasChanged, type KnownFigures, keyOf, newKnown, refresh, type Shares } from './known-figures.ts';
import type { FiguresQuery } from './protocol.ts';

/** Figures on answers, computed in a thread and cached until they change. */
export type Analyst = {
  /** The JSON of a query and its log sequence, at least `after`; it may be some seconds old. */
  figures(query: FiguresQuery, after: number): Promise<{ json: Uint8Array; sequence: number }>;
  /** The current lines of a query. */
  lines(query: FiguresQuery): Promise<Uint8Array>;
  /** The cached shares; newer ones are being computed. */
  agreementOf: AgreementOf;
  /** How far the answers to each item agree; for a large study only once it is cached. */
  surveyOf: SurveyOf;
  /** Starts to compute the slow figures of the newest run, unless they are cached. */
  prefetch(): void;
  close(): void;
};

type Options = {
  readModel: KnownFigures['readModel'];
  /** Figures of at most this many answers are computed again at every change. */
  smallAnswers?: number;
  calculator?: Calculator;
};

/** How long a list of a large study waits for the survey that orders it. */
const surveyTimeoutMs = 50;

const submitted = ['completed', 'accepted', 'soft_rejected', 'rejected'] as const;
const noShares: Shares = new Map();

/** Opens the analyst: it computes a query once for all callers, and again only after its runs have changed. */
export function openAnalyst({ readModel, smallAnswers = 2000, calculator = openCalculator() }: Options): Analyst {
  const figures: KnownFigures = {
    readModel,
    calculator,
    smallAnswers,
    changes: watchChanges(readModel),
    known: newKnown(),
    inProgress: new Map(),
    refreshes: new Map(),
  };

  return {
    async figures(query, after) {
      const { found, sequence } = await figuresOf(figures, query, { after, mayBeOld: true });
      return { json: found.bytes, sequence };
    },
    lines: async (query) => (await figuresOf(figures, query, { after: 0, mayBeOld: false })).found.bytes,
    agreementOf: ({ run, task, by }) =>
      refreshIfChanged(figures, { what: 'agreement', run, task, by })?.shares ?? noShares,
    async surveyOf({ run, task }, mayGlance = false) {
      const shares = figuresOf(figures, { what: 'survey', run, task }, { after: 0, mayBeOld: true }).then(
        ({ found }) => found.shares,
      );
      if (!mayGlance || isSmall(figures, { run, task })) return shares;
      return Promise.race([shares, pause(surveyTimeoutMs, undefined, { ref: false })]);
    },
    prefetch() {
      try {
        prefetch(figures);
      } catch (error) {
        if (!isDamage(error)) throw error;
        readModel.mend();
      }
    },
    close() {
      for (const timer of figures.refreshes.values()) clearTimeout(timer);
      figures.changes.close();
      calculator.close();
    },
  };
}

function prefetch(figures: KnownFigures): void {
  const run = runsIn(figures.readModel.db, {}).at(-1);
  if (run === undefined || isSmall(figures, { run })) return;
  refreshIfChanged(figures, { what: 'quality', run, method: 'dawid-skene' });
  refreshIfChanged(figures, { what: 'statistics', run });
  refreshIfChanged(figures, { what: 'survey', run });
}

/** The cached figures; starts to compute them again if they have changed. */
function refreshIfChanged(figures: KnownFigures, query: FiguresQuery) {
  const found = figures.known.get(keyOf(query));
  if (!found || hasChanged(figures, found)) refresh(figures, query);
  return found;
}

const isSmall = ({ readModel, smallAnswers }: KnownFigures, scope: Scope): boolean =>
  countUnits(readModel.db, { ...scope, status: [...submitted], limit: 1 }).total <= smallAnswers;
