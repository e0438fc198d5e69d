import type { AnyNewFact, Fact } from '../events/catalog.ts';
import type { AgentId, BonusId, UnitId } from '../events/ids.ts';
import type { Todo } from './actor.ts';
import type { BonusGrant } from './bonus.ts';
import type { Run } from './run.ts';

/** The bonus of a gold unit: from who answered it, so that it is promised once. */
export const goldBonusOf = (agentId: AgentId): BonusId => `gold-${agentId}` as BonusId;

/** Takes in what a fact changes of the bonuses that are to be promised, in a run that has them. */
export function noteGoldBonus(run: Run, fact: Fact | AnyNewFact): void {
  if (fact.type === 'unit.judged') {
    const { unitId, agentId, purpose, correct } = fact.data;
    const isDue = run.taskRun.context.settings.gold?.bonusCents !== undefined && purpose === 'gold' && correct === true;
    if (isDue) run.goldBonuses.set(unitId, agentId);
  } else if (fact.type === 'unit.bonus-granted' && fact.data.bonusId === goldBonusOf(fact.data.agentId)) {
    run.goldBonuses.delete(fact.data.unitId);
  }
}

/** The bonus that a gold unit pays, as a command has it. Its reason does not tell which units are checked. */
export function goldBonus(run: Run, unitId: UnitId, currency: string): (BonusGrant & { unitId: UnitId }) | undefined {
  const agentId = run.goldBonuses.get(unitId);
  const cents = run.taskRun.context.settings.gold?.bonusCents;
  if (!agentId || cents === undefined) return undefined;
  return { unitId, bonusId: goldBonusOf(agentId), cents, currency, reason: 'For accuracy.', beside: true };
}

/** A right answer waits for its bonus to be promised. */
export const todo = ({ goldBonuses }: Pick<Run, 'goldBonuses'>): Todo[] =>
  [...goldBonuses.keys()].map((key) => ({ do: 'promise-gold-bonus', key }));
