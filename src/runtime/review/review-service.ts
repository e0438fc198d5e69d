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
import type { OnProgress } from './each-unit.ts';
import { openFollowUps } from './follow-ups.ts';
import { type Performer, performVerdicts } from './perform-verdicts.ts';
import { followUpOf, newVerdictId, unitsByRun, type Verdict, type VerdictRequest } from './verdict-request.ts';
import { decideUnit, type FollowRefused, type Reviewed, runOf, type Undone, type VerdictSettings } from './verdicts.ts';

export type ReviewSettings = {
  runtime: Pick<Runtime, 'run' | 'runs' | 'workspace' | 'askWorkspace'>;
  claims: Claims;
  /** The unit of a verdict on one unit, from the rows. */
  unitOfVerdict: (verdictId: VerdictId) => Promise<string | undefined>;
  say: (sentence: string) => void;
  newId?: () => VerdictId;
};

/** The result of a decision on one unit; `verdict` is null if the unit had the same decision already, without an id. */
export type Decided = { verdict: string | null; followRefused: FollowRefused[]; sequence: number };

/** Turns reviewers' requests into commands. A unit that someone else has claimed is refused. */
export type ReviewService = {
  /** Decides one unit. */
  decide(unit: string, request: VerdictRequest, by: string): Promise<Decided>;
  /** Decides many units under one id; refused units are listed, and the others are decided. */
  decideMany(
    units: readonly string[],
    request: VerdictRequest,
    by: string,
    report?: OnProgress,
  ): Promise<Reviewed & { verdict: string | null }>;
  /** Throws if the request is invalid; records nothing. */
  check(request: VerdictRequest): void;
  /** Undoes a verdict completely: decisions, unpaid bonuses, and what followed for workers. */
  undoVerdict(verdict: string, note: string | undefined, by: string, report?: OnProgress): Promise<Undone>;
  undo(unit: string, note: string | undefined, by: string): Promise<Outcome>;
  askSecondOpinion(unit: string, note: string | undefined, by: string): Promise<Outcome>;
  grantBonus(unit: string, bonus: { cents: number; reason?: string }, by: string): Promise<Outcome & { bonus: string }>;
  settleBonus(bonus: string, how: 'pay' | 'withdraw', note: string | undefined, by: string): Promise<Outcome>;
  /** Throws `unit/unknown` for an unknown unit. */
  assertUnit(unit: string): void;
  /** Resolves when every recorded decision is carried out. */
  settled(): Promise<void>;
  close(): void;
};

type State = VerdictSettings & ReviewSettings & { performer: Performer };

/** Opens the service, and continues what the last process had not carried out. */
export function openReviewService(settings: ReviewSettings): ReviewService {
  const { runtime, claims, say } = settings;
  const followUps = openFollowUps(runtime);
  const performer = performVerdicts({ runtime, claims, followUps }, say);
  const service: State = { ...settings, followUps, performer };
  return {
    decide: (unit, request, by) => decide(service, unit, request, by),
    decideMany: (units, request, by, report) => decideMany(service, { units, request, by }, report),
    check: (request) => void followUpOf(runtime.workspace.mailbox.state, request),
    undoVerdict: (verdict, note, by, report) => undoVerdict(service, { verdict, note, by }, report),
    undo: (unit, note, by) => ask(service, unit, by, (unitId) => ({ type: 'unit.undo-review', unitId, by, note })),
    askSecondOpinion: (unit, note, by) =>
      ask(service, unit, by, (unitId) => ({ type: 'unit.ask-second-opinion', unitId, by, note })),
    async grantBonus(unit, { cents, reason }, by) {
      const { run, unitId } = runOf(service, unit);
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
    assertUnit: (unit) => void runOf(service, unit),
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

/** Sends a command about a unit that nobody else has claimed, and releases the claim. */
async function ask(
  service: State,
  unit: string,
  by: string,
  command: (unitId: UnitId) => RunCommand,
): Promise<Outcome> {
  const { run, unitId } = runOf(service, unit);
  service.claims.assertUnclaimed(unit, by);
  const outcome = await run.mailbox.ask(command(unitId), by);
  service.claims.release([unit], by);
  return outcome;
}

/** A request under a new verdict id; throws if it is invalid. */
function verdictOf({ runtime, newId = newVerdictId }: State, request: VerdictRequest, by: string): Verdict {
  const { decision, note, message, bonus_cents: bonusCents } = request;
  const follow = followUpOf(runtime.workspace.mailbox.state, request);
  return { verdictId: newId(), decision, by, note, message, bonusCents, follow };
}

async function decide(service: State, unit: string, request: VerdictRequest, by: string): Promise<Decided> {
  const verdict = verdictOf(service, request, by);
  try {
    const { outcome, followRefused, sequence } = await decideUnit(service, unit, verdict);
    // The unit had the same decision already, so the verdict to undo is the earlier one.
    const isNew = outcome.facts.length > 0;
    return { verdict: isNew ? verdict.verdictId : currentVerdict(service, unit), followRefused, sequence };
  } catch (error) {
    service.performer.wake();
    throw error;
  }
}

function currentVerdict(service: State, unit: string): string | null {
  const { run, unitId } = runOf(service, unit);
  return unitOf(run.mailbox.run, unitId)?.unit.context.verdictId ?? null;
}

type ManyRequest = { units: readonly string[]; request: VerdictRequest; by: string };

async function decideMany(
  service: State,
  { units, request, by }: ManyRequest,
  report?: OnProgress,
): Promise<Reviewed & { verdict: string | null }> {
  const { runtime, performer } = service;
  const [only, ...others] = units;
  if (only === undefined) return { verdict: null, ...noneReviewed, sequence: 0 };
  // The run records the decision and its follow-ups in one commit, without a fact of the workspace.
  if (others.length === 0) return decideOnly(service, only, request, by);
  const { by: _, ...verdict } = verdictOf(service, request, by);
  const { valid, refused } = validUnits(units);
  const begin = { type: 'verdict.begin', ...withoutUndefined(verdict), units: unitsByRun(valid) } as const;
  await runtime.askWorkspace(begin, by);
  try {
    const done = await performer.carryOut(verdict.verdictId, report);
    return { ...done, verdict: verdict.verdictId, refused: [...refused, ...done.refused] };
  } catch (error) {
    performer.wake();
    throw error;
  }
}

const noneReviewed = { reviewed: 0, refused: [], followRefused: [] };

const withoutUndefined = <Data extends object>(data: Data): Data =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as Data;

/** Splits ids into valid ones and refusals of invalid ones. */
function validUnits(units: readonly string[]) {
  const valid: string[] = [];
  const refused: Reviewed['refused'] = [];
  for (const unit of units) {
    try {
      unitsByRun([unit]);
      valid.push(unit);
    } catch (error) {
      refused.push({ unitId: unit, ...reasonOf(error) });
    }
  }
  return { valid, refused };
}

function reasonOf(error: unknown): { code: string; message: string } {
  const refusal = toRefusal(error);
  if (!refusal || refusal.status >= 500) throw error;
  return { code: refusal.code, message: refusal.message };
}

async function decideOnly(service: State, unit: string, request: VerdictRequest, by: string) {
  // An invalid request is thrown, not listed as a refusal of this unit.
  followUpOf(service.runtime.workspace.mailbox.state, request);
  try {
    const decided = await decide(service, unit, request, by);
    return { ...noneReviewed, reviewed: 1, ...decided };
  } catch (error) {
    return { ...noneReviewed, verdict: null, refused: [{ unitId: unit, ...reasonOf(error) }], sequence: 0 };
  }
}

type UndoRequest = { verdict: string; note?: string; by: string };

async function undoVerdict(service: State, { verdict, note, by }: UndoRequest, report?: OnProgress): Promise<Undone> {
  const { runtime, performer } = service;
  const verdictId = VerdictId.safeParse(verdict).data;
  if (!verdictId) throw refuse('verdict/unknown', { verdict });
  const known = runtime.workspace.mailbox.state.verdicts.get(verdictId);
  const single = known ? undefined : await service.unitOfVerdict(verdictId);
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
