import type { PaymentCommand } from '../../../actors/payment.ts';
import type { BonusId, UnitId } from '../../../events/ids.ts';
import { dueIn } from '../../../projections/payouts/payout-rows.ts';
import { runsIn } from '../../../projections/runs/scope.ts';
import type { Database } from '../../../projections/store/database.ts';
import type { Paid, RuntimeCalls } from '../../../runtime/calls.ts';
import { refuse } from '../http/refusals.ts';

/** Which payouts are recorded: of these runs, or of all of a task, or of all; `upto` is the position of their sheet. */
export type PayoutScope = { runs?: readonly string[]; task?: string; worker?: string; upto: number };

type Settings = { calls: { run: Pick<RuntimeCalls['run'], 'exists' | 'pay'> }; db: Database };

/** How many units and as many bonuses one command records, so that its facts fit a commit. */
const maxPerCommand = 200;

/**
 * Records as paid what was due at the position of a sheet and still is. Every run is looked at before anything is recorded; throws
 * `payout/unreadable-run` for one that takes no commands, and `payout/nothing-due`.
 */
export async function recordPayouts(
  { calls, db }: Settings,
  { runs, task, worker, upto }: PayoutScope,
  { note, by }: { note?: string; by: string },
): Promise<Paid> {
  const wanted = runs ? runs.flatMap((run) => runsIn(db, { run, task })) : runsIn(db, { task });
  const planned = [...new Set(wanted)]
    .map((run) => ({ run, commands: commandsOf(dueIn(db, run, { upto, worker }), note) }))
    .filter(({ commands }) => commands.length > 0);
  for (const { run } of planned) if (!(await calls.run.exists({ run }))) throw refuse('payout/unreadable-run', { run });
  const done = { answers: 0, bonuses: 0, sequence: 0 };
  for (const { run, commands } of planned)
    for (const command of commands) {
      const { answers, bonuses, sequence } = await calls.run.pay({ run, command, by });
      done.answers += answers;
      done.bonuses += bonuses;
      done.sequence = Math.max(done.sequence, sequence);
    }
  if (done.answers + done.bonuses === 0) throw refuse('payout/nothing-due');
  return done;
}

function commandsOf(
  { units, bonuses, currency }: ReturnType<typeof dueIn>,
  note: string | undefined,
): PaymentCommand[] {
  const commands: PaymentCommand[] = [];
  for (let first = 0; first < Math.max(units.length, bonuses.length); first += maxPerCommand)
    commands.push({
      ...({ type: 'units.pay', currency, note } as const),
      units: units.slice(first, first + maxPerCommand).map(({ unit, cents }) => ({ unitId: unit as UnitId, cents })),
      bonuses: bonuses
        .slice(first, first + maxPerCommand)
        .map(({ unit, bonus }) => ({ unitId: unit as UnitId, bonusId: bonus as BonusId })),
    });
  return commands;
}
