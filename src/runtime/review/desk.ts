import type { Outcome } from '../../actors/mailbox.ts';
import { unitOf } from '../../actors/run.ts';
import type { RunCommand } from '../../actors/run-decide.ts';
import { BonusId, type UnitId, VerdictId } from '../../events/ids.ts';
import { randomLetters } from '../ids.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import { refuse } from '../refusals/refusals.ts';
import { toRefusal } from '../refusals/to-refusal.ts';
import type { Runtime } from '../runtime.ts';
import type { Claims } from './claims.ts';
import { openFollowUps } from './follow-ups.ts';
import type { OnProgress } from './many.ts';
import { type Performer, performVerdicts } from './perform-verdicts.ts';
import { checkRuling, newVerdictId, type Ruling, unitsByRun, type Verdict } from './ruling.ts';
import { decideUnit, type FollowRefused, type Reviewed, runOf, type Undone, type VerdictSettings } from './verdicts.ts';

export type DeskSettings = {
  runtime: Pick<Runtime, 'run' | 'runs' | 'workspace' | 'askWorkspace'>;
  claims: Claims;
  /** The unit that a verdict on one unit is about, as the rows have it. */
  unitOfVerdict: (verdictId: VerdictId) => Promise<string | undefined>;
  say: (sentence: string) => void;
  newId?: () => VerdictId;
};

/** A verdict on one unit; null if the same decision stood already and has no id. */
export type Ruled = { verdict: string | null; followRefused: FollowRefused[]; sequence: number };

/** Where reviewers' requests become commands. A unit that somebody else looks at is refused. */
export type Desk = {
  /** Decides one unit. */
  rule(unit: string, ruling: Ruling, by: string): Promise<Ruled>;
  /** Decides many units under one id; those that refuse are listed, and the others go on. */
  ruleMany(
    units: readonly string[],
    ruling: Ruling,
    by: string,
    report?: OnProgress,
  ): Promise<Reviewed & { verdict: string | null }>;
  /** Throws unless the ruling can be carried out: nothing is recorded then. */
  check(ruling: Ruling): void;
  /** Takes a verdict back whole: decisions, intended bonuses, and what followed for workers. */
  undoVerdict(verdict: string, note: string | undefined, by: string, report?: OnProgress): Promise<Undone>;
  undo(unit: string, note: string | undefined, by: string): Promise<Outcome>;
  askSecondOpinion(unit: string, note: string | undefined, by: string): Promise<Outcome>;
  grantBonus(unit: string, bonus: { cents: number; reason?: string }, by: string): Promise<Outcome & { bonus: string }>;
  settleBonus(bonus: string, how: 'pay' | 'withdraw', note: string | undefined, by: string): Promise<Outcome>;
  /** Throws `unit/unknown` unless there is such a unit. */
  insist(unit: string): void;
  /** Resolves when nothing that was decided is left to be carried out. */
  settled(): Promise<void>;
  close(): void;
};

type State = VerdictSettings & DeskSettings & { performer: Performer };

/** Opens the desk at which units are decided, and carries on what the last process left. */
export function openDesk(settings: DeskSettings): Desk {
  const { runtime, claims, say } = settings;
  const followUps = openFollowUps(runtime);
  const performer = performVerdicts({ runtime, claims, followUps }, say);
  const desk: State = { ...settings, followUps, performer };
  return {
    rule: (unit, ruling, by) => rule(desk, unit, ruling, by),
    ruleMany: (units, ruling, by, report) => ruleMany(desk, { units, ruling, by }, report),
    check: (ruling) => void checkRuling(runtime.workspace.mailbox.state, ruling),
    undoVerdict: (verdict, note, by, report) => undoVerdict(desk, { verdict, note, by }, report),
    undo: (unit, note, by) => ask(desk, unit, by, (unitId) => ({ type: 'unit.undo-review', unitId, by, note })),
    askSecondOpinion: (unit, note, by) =>
      ask(desk, unit, by, (unitId) => ({ type: 'unit.ask-second-opinion', unitId, by, note })),
    async grantBonus(unit, { cents, reason }, by) {
      const { run, unitId } = runOf(desk, unit);
      const bonus = newBonus(run, cents, reason);
      const outcome = await run.mailbox.ask({ type: 'unit.grant-bonus', unitId, ...bonus }, by);
      return { ...outcome, bonus: bonus.bonusId };
    },
    settleBonus(bonus, how, note, by) {
      const bonusId = BonusId.safeParse(bonus).data;
      const run = bonusId && runtime.runs().find(({ mailbox }) => mailbox.run.bonuses.has(bonusId));
      const unitId = bonusId && run?.mailbox.run.bonuses.get(bonusId)?.unitId;
      if (!run || !unitId) return Promise.reject(refuse('bonus/unknown', { bonus }));
      return run.mailbox.ask({ type: `unit.${how}-bonus`, unitId, bonusId, note }, by);
    },
    insist: (unit) => void runOf(desk, unit),
    settled: performer.settled,
    close: performer.close,
  };
}

const newBonus = (run: OpenRun, cents: number, reason?: string) => ({
  bonusId: `b${randomLetters(20)}` as BonusId,
  cents,
  currency: configOf(run).currency,
  ...(reason ? { reason } : {}),
});

/** Asks about a unit that nobody else looks at, and releases it afterwards. */
async function ask(desk: State, unit: string, by: string, command: (unitId: UnitId) => RunCommand): Promise<Outcome> {
  const { run, unitId } = runOf(desk, unit);
  desk.claims.insist(unit, by);
  const outcome = await run.mailbox.ask(command(unitId), by);
  desk.claims.release([unit], by);
  return outcome;
}

/** A ruling under a new id; throws unless it can be carried out. */
function verdictOf({ runtime, newId = newVerdictId }: State, ruling: Ruling, by: string): Verdict {
  const { decision, note, message, bonus_cents: bonusCents } = ruling;
  const follow = checkRuling(runtime.workspace.mailbox.state, ruling);
  return { verdictId: newId(), decision, by, note, message, bonusCents, follow };
}

async function rule(desk: State, unit: string, ruling: Ruling, by: string): Promise<Ruled> {
  const verdict = verdictOf(desk, ruling, by);
  try {
    const { outcome, followRefused, sequence } = await decideUnit(desk, unit, verdict);
    // The same decision stood already: its own verdict is the one to be undone.
    const isNew = outcome.facts.length > 0;
    return { verdict: isNew ? verdict.verdictId : presentVerdict(desk, unit), followRefused, sequence };
  } catch (error) {
    desk.performer.wake();
    throw error;
  }
}

function presentVerdict(desk: State, unit: string): string | null {
  const { run, unitId } = runOf(desk, unit);
  return unitOf(run.mailbox.run, unitId)?.unit.context.verdictId ?? null;
}

type Many = { units: readonly string[]; ruling: Ruling; by: string };

async function ruleMany(
  desk: State,
  { units, ruling, by }: Many,
  report?: OnProgress,
): Promise<Reviewed & { verdict: string | null }> {
  const { runtime, performer } = desk;
  const [only, ...others] = units;
  if (only === undefined) return { verdict: null, ...nothing, sequence: 0 };
  // Its run records the decision and what follows in one commit: no fact above the runs is needed.
  if (others.length === 0) return ruleOnly(desk, only, ruling, by);
  const { by: _, ...verdict } = verdictOf(desk, ruling, by);
  const { named, refused } = sorted(units);
  const begin = { type: 'verdict.begin', ...withoutUndefined(verdict), units: unitsByRun(named) } as const;
  await runtime.askWorkspace(begin, by);
  try {
    const done = await performer.carryOut(verdict.verdictId, report);
    return { ...done, verdict: verdict.verdictId, refused: [...refused, ...done.refused] };
  } catch (error) {
    performer.wake();
    throw error;
  }
}

const nothing = { reviewed: 0, refused: [], followRefused: [] };

const withoutUndefined = <Data extends object>(data: Data): Data =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as Data;

/** Those that can be the names of units, and a refusal for each that cannot. */
function sorted(units: readonly string[]) {
  const named: string[] = [];
  const refused: Reviewed['refused'] = [];
  for (const unit of units) {
    try {
      unitsByRun([unit]);
      named.push(unit);
    } catch (error) {
      refused.push({ unitId: unit, ...reasonOf(error) });
    }
  }
  return { named, refused };
}

function reasonOf(error: unknown): { code: string; message: string } {
  const refusal = toRefusal(error);
  if (!refusal || refusal.status >= 500) throw error;
  return { code: refusal.code, message: refusal.message };
}

async function ruleOnly(desk: State, unit: string, ruling: Ruling, by: string) {
  // What no unit could be decided with is no refusal of this one.
  checkRuling(desk.runtime.workspace.mailbox.state, ruling);
  try {
    const ruled = await rule(desk, unit, ruling, by);
    return { ...nothing, reviewed: 1, ...ruled };
  } catch (error) {
    return { ...nothing, verdict: null, refused: [{ unitId: unit, ...reasonOf(error) }], sequence: 0 };
  }
}

type Undoing = { verdict: string; note?: string; by: string };

async function undoVerdict(desk: State, { verdict, note, by }: Undoing, report?: OnProgress): Promise<Undone> {
  const { runtime, performer } = desk;
  const verdictId = VerdictId.safeParse(verdict).data;
  if (!verdictId) throw refuse('verdict/unknown', { verdict });
  const known = runtime.workspace.mailbox.state.verdicts.get(verdictId);
  const single = known ? undefined : await desk.unitOfVerdict(verdictId);
  if (!known && single === undefined) throw refuse('verdict/unknown', { verdict });
  const units = single === undefined ? [...(known?.context.units ?? [])] : unitsByRun([single]);
  const begin = { type: 'verdict.begin-undo', verdictId, units, ...(note ? { note } : {}) } as const;
  await runtime.askWorkspace(begin, by);
  try {
    return await performer.undo(verdictId, report);
  } catch (error) {
    performer.wake();
    throw error;
  }
}
