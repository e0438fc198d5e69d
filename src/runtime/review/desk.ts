import type { Outcome } from '../../actors/mailbox.ts';
import type { RunCommand } from '../../actors/run-decide.ts';
import type { Decision } from '../../api/shapes.ts';
import { BonusId, partsOf, UnitId } from '../../events/ids.ts';
import { randomLetters } from '../ids.ts';
import type { OpenRun } from '../open-run.ts';
import { configOf } from '../open-run.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Runtime } from '../runtime.ts';
import type { Claims } from './claims.ts';

/** What a reviewer says of a unit. */
export type Ruling = { decision: Decision; note?: string; message?: string; bonus_cents?: number };

/** Where reviewers' words become commands to the runs. */
export type Desk = {
  rule(unit: string, ruling: Ruling, by: string): Promise<Outcome>;
  undo(unit: string, note: string | undefined, by: string): Promise<Outcome>;
  askSecondOpinion(unit: string, note: string | undefined, by: string): Promise<Outcome>;
  grantBonus(unit: string, bonus: { cents: number; reason?: string }, by: string): Promise<Outcome & { bonus: string }>;
  settleBonus(bonus: string, how: 'pay' | 'withdraw', note: string | undefined, by: string): Promise<Outcome>;
  /** Throws `unit/unknown` unless there is such a unit. */
  insist(unit: string): void;
};

const verbs = { accepted: 'unit.accept', soft_rejected: 'unit.soft-reject', rejected: 'unit.reject' } as const;

/** Opens the desk at which units are decided; a unit that somebody else looks at waits for them. */
export function openDesk(runtime: Runtime, claims: Claims): Desk {
  function runOf(unit: string): { run: OpenRun; unitId: UnitId } {
    const unitId = UnitId.safeParse(unit).data;
    if (!unitId) throw refuse('unit/unknown', { unit });
    return { run: runtime.run(partsOf(unitId).run), unitId };
  }

  const newBonus = (run: OpenRun, cents: number, reason?: string) => ({
    bonusId: newBonusId(),
    cents,
    currency: configOf(run).currency,
    ...(reason ? { reason } : {}),
  });

  /** Asks on behalf of whoever may decide now, and lets go of the unit once it is decided. */
  async function decide(unit: string, by: string, command: (unitId: UnitId, run: OpenRun) => RunCommand) {
    const { run, unitId } = runOf(unit);
    claims.insist(unit, by);
    const outcome = await run.mailbox.ask(command(unitId, run), by);
    claims.release([unit], by);
    return outcome;
  }

  return {
    rule: (unit, { decision, note, message, bonus_cents }, by) =>
      decide(unit, by, (unitId, run) => {
        if (decision !== 'accepted') {
          if (bonus_cents) throw refuse('request/bad-shape', { reason: 'bonus_cents: goes with an acceptance only' });
          return { type: verbs[decision], unitId, by, note, message };
        }
        const bonus = bonus_cents ? { bonus: newBonus(run, bonus_cents) } : {};
        return { type: 'unit.accept', unitId, by, note, message, ...bonus };
      }),
    undo: (unit, note, by) => decide(unit, by, (unitId) => ({ type: 'unit.undo-review', unitId, by, note })),
    askSecondOpinion: (unit, note, by) =>
      decide(unit, by, (unitId) => ({ type: 'unit.ask-second-opinion', unitId, by, note })),
    async grantBonus(unit, { cents, reason }, by) {
      const { run, unitId } = runOf(unit);
      const bonus = newBonus(run, cents, reason);
      return {
        ...(await run.mailbox.ask({ type: 'unit.grant-bonus', unitId, ...bonus }, by)),
        bonus: bonus.bonusId,
      };
    },
    settleBonus(bonus, how, note, by) {
      const bonusId = BonusId.safeParse(bonus).data;
      const run = bonusId && runtime.runs().find(({ mailbox }) => mailbox.run.bonuses.has(bonusId));
      const unitId = bonusId && run?.mailbox.run.bonuses.get(bonusId)?.unitId;
      if (!run || !unitId) return Promise.reject(refuse('bonus/unknown', { bonus }));
      return run.mailbox.ask({ type: `unit.${how}-bonus`, unitId, bonusId, note }, by);
    },
    insist: (unit) => void runOf(unit),
  };
}

const newBonusId = () => `b${randomLetters(20)}` as BonusId;
