import type { PaymentCommand } from '../../../actors/paid-by-hand.ts';
import type { BonusId, UnitId } from '../../../events/ids.ts';
import { dueIn, paidIn } from '../../../projections/payouts/payout-rows.ts';
import { countedRunsIn, runsIn } from '../../../projections/runs/scope.ts';
import type { Database } from '../../../projections/store/database.ts';
import type { Paid, RuntimeCalls } from '../../../runtime/calls.ts';
import { refuse } from '../http/refusals.ts';

/** Which payouts: of these runs, or of all of a task, or of all; `upto` is the position of their sheet. */
export type PayoutScope = { runs?: readonly string[]; task?: string; worker?: string; upto: number };

type Settings = { calls: { run: Pick<RuntimeCalls['run'], 'exists' | 'pay'> }; db: Database };

/** What was recorded, and how much of it is not owed, in the commits from one position to another; both 0 without one. */
type Outcome = Paid & { from: number };

/** How many units and as many bonuses one command records, so that its facts fit a commit. */
const maxPerCommand = 200;

/**
 * Records as paid what was due at the position of a sheet and still is. Every run is looked at before anything is recorded; throws
 * `payout/unreadable-run` for one that takes no commands, and `payout/nothing-due`.
 */
export async function recordPayouts(
  settings: Settings,
  { upto, worker, ...scope }: PayoutScope,
  { note, by }: { note?: string; by: string },
): Promise<Outcome> {
  const partsOf = (run: string) => parts(dueIn(settings.db, run, { upto, worker }), { type: 'units.pay', note });
  const done = await carryOut(settings, { ...scope, among: countedRunsIn, partsOf, by });
  if (done.answers + done.bonuses === 0) throw refuse('payout/nothing-due');
  return done;
}

/**
 * Takes back that something was recorded as paid between two positions of the log, both included; it is owed again. Throws as
 * `recordPayouts` does, and `payout/nothing-paid`.
 */
export async function undoPayouts(
  settings: Settings,
  { from, upto, worker, ...scope }: PayoutScope & { from: number },
  { note, by }: { note: string; by: string },
): Promise<Outcome> {
  const partsOf = (run: string) =>
    parts(paidIn(settings.db, run, { from, upto, worker }), { type: 'units.undo-payments', note });
  const done = await carryOut(settings, { ...scope, among: runsIn, partsOf, by });
  if (done.answers + done.bonuses === 0) throw refuse('payout/nothing-paid');
  return done;
}

type Work = Omit<PayoutScope, 'upto'> & {
  /** The runs of a scope; a sheet of all has none for development. */
  among: typeof runsIn;
  partsOf: (run: string) => PaymentCommand[];
  by: string;
};

async function carryOut({ calls, db }: Settings, { runs, task, among, partsOf, by }: Work): Promise<Outcome> {
  const wanted = runs ? runs.flatMap((run) => among(db, { run, task })) : among(db, { task });
  const planned = [...new Set(wanted)]
    .map((run) => ({ run, commands: partsOf(run) }))
    .filter(({ commands }) => commands.length > 0);
  for (const { run } of planned) if (!(await calls.run.exists({ run }))) throw refuse('payout/unreadable-run', { run });
  const done = { answers: 0, bonuses: 0, notOwed: 0, from: 0, sequence: 0 };
  for (const { run, commands } of planned)
    for (const command of commands) {
      const { answers, bonuses, notOwed, sequence } = await calls.run.pay({ run, command, by });
      if (answers + bonuses === 0) continue;
      done.answers += answers;
      done.bonuses += bonuses;
      done.notOwed += notOwed;
      done.from ||= sequence;
      done.sequence = Math.max(done.sequence, sequence);
    }
  return done;
}

type What = { type: 'units.pay'; note?: string } | { type: 'units.undo-payments'; note: string };

function parts({ units, bonuses, currency }: ReturnType<typeof dueIn>, what: What): PaymentCommand[] {
  const commands: PaymentCommand[] = [];
  for (let first = 0; first < Math.max(units.length, bonuses.length); first += maxPerCommand)
    commands.push({
      ...what,
      currency,
      units: units.slice(first, first + maxPerCommand).map(({ unit, cents }) => ({ unitId: unit as UnitId, cents })),
      bonuses: bonuses
        .slice(first, first + maxPerCommand)
        .map(({ unit, bonus }) => ({ unitId: unit as UnitId, bonusId: bonus as BonusId })),
    });
  return commands;
}
