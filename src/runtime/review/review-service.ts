import type { Outcome } from '../../actors/mailbox.ts';
import type { RunCommand } from '../../actors/run-decide.ts';
import { BonusId, type UnitId, VerdictId } from '../../events/ids.ts';
import { randomLetters } from '../ids.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import { refuse } from '../refusals/refusals.ts';
import { type Decided, type DecidedMany, type Deciding, decide, decideMany, type ReviewSettings } from './deciding.ts';
import type { OnProgress } from './each-unit.ts';
import { openFollowUps } from './follow-ups.ts';
import { type LeftAfterUndo, leftAfterUndo, runOf } from './left-after-undo.ts';
import { performVerdicts } from './perform-verdicts.ts';
import { assertUndoable } from './plan-verdict.ts';
import { followUpOf, unitIdsOf, unitsByRun, type VerdictRequest } from './verdict-request.ts';
import type { Undone } from './verdicts.ts';

/** Turns reviewers' requests into commands. A unit that someone else has claimed is refused. */
export type ReviewService = {
  /** Decides one unit. */
  decide(unit: string, request: VerdictRequest, by: string): Promise<Decided>;
  /** Decides many units under one id; refused units are listed, and the others are decided. What changes nothing gets no id of its own. */
  decideMany(units: readonly string[], request: VerdictRequest, by: string, report?: OnProgress): Promise<DecidedMany>;
  /** Throws if the request is invalid; records nothing. */
  check(request: VerdictRequest): void;
  /** Undoes a verdict completely: decisions, unpaid bonuses, and what followed for workers. */
  undoVerdict(verdict: string, note: string | undefined, by: string, report?: OnProgress): Promise<Undone>;
  /** Undoes the decision on one unit, and says what stays of it. */
  undo(unit: string, note: string | undefined, by: string): Promise<{ sequence: number } & LeftAfterUndo>;
  askSecondOpinion(unit: string, note: string | undefined, by: string): Promise<Outcome>;
  grantBonus(unit: string, bonus: NewBonus, by: string): Promise<Outcome & { bonus: string; currency: string }>;
  settleBonus(bonus: string, how: 'pay' | 'withdraw', note: string | undefined, by: string): Promise<Outcome>;
  /** Throws `unit/unknown` for an unknown unit. */
  assertUnit(unit: string): void;
  /** Resolves when every recorded decision is carried out. */
  settled(): Promise<void>;
  close(): void;
};

/** Opens the service, and continues what the last process had not carried out. */
export function openReviewService(settings: ReviewSettings): ReviewService {
  const { runtime, claims, notify } = settings;
  const followUps = openFollowUps(runtime);
  const performer = performVerdicts({ runtime, claims, followUps }, notify);
  const service: Deciding = { ...settings, followUps, performer, turn: Promise.resolve() };
  return {
    decide: (unit, request, by) => decide(service, unit, request, by),
    decideMany: (units, request, by, report) => decideMany(service, { units, request, by }, report),
    check: (request) => void followUpOf(runtime.workspace.mailbox.state, request),
    undoVerdict: (verdict, note, by, report) => undoVerdict(service, { verdict, note, by }, report),
    async undo(unit, note, by) {
      const { unitId } = runOf(service, unit);
      const { sequence } = await ask(service, unit, by, () => ({ type: 'unit.undo-review', unitId, by, note }));
      return { sequence, ...leftAfterUndo(service, [unitId]) };
    },
    askSecondOpinion: (unit, note, by) =>
      ask(service, unit, by, (unitId) => ({ type: 'unit.ask-second-opinion', unitId, by, note })),
    async grantBonus(unit, asked, by) {
      const { run, unitId } = runOf(service, unit);
      const bonus = newBonus(run, asked);
      const { mailbox } = run;
      const outcome = await runtime.withinBudget({ run: mailbox.run, currency: bonus.currency }, (budget) =>
        mailbox.ask({ type: 'unit.grant-bonus', unitId, ...bonus, ...(budget ? { budget } : {}) }, by),
      );
      return { ...outcome, bonus: bonus.bonusId, currency: bonus.currency };
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

/** A bonus as it is asked for; `another` one beside others of the same unit, if there are any. */
type NewBonus = { cents: number; reason?: string; another?: boolean };

const newBonus = (run: OpenRun, { cents, reason, another }: NewBonus) => ({
  bonusId: `b${randomLetters(20)}` as BonusId,
  cents,
  beside: another,
  currency: configOf(run).currency,
  ...(reason ? { reason } : {}),
});

/** Sends a command about a unit that nobody else has claimed, and releases the claim. */
async function ask(
  service: Deciding,
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

type UndoRequest = { verdict: string; note?: string; by: string };

async function undoVerdict(
  service: Deciding,
  { verdict, note, by }: UndoRequest,
  report?: OnProgress,
): Promise<Undone> {
  const { runtime, performer } = service;
  const verdictId = VerdictId.safeParse(verdict).data;
  if (!verdictId) throw refuse('verdict/unknown', { verdict });
  const known = runtime.workspace.mailbox.state.verdicts.get(verdictId);
  const single = known ? undefined : await service.unitOfVerdict(verdictId);
  if (!known && single === undefined) throw refuse('verdict/unknown', { verdict });
  const units = single === undefined ? [...(known?.context.units ?? [])] : unitsByRun([single]);
  if (!known?.matches('undoing') && !known?.matches('undone')) assertUndoable(service, unitIdsOf(units), verdictId);
  const begin = { type: 'verdict.begin-undo', verdictId, units, ...(note ? { note } : {}) } as const;
  await runtime.askWorkspace(begin, by);
  try {
    return await performer.undo(verdictId, report);
  } catch (error) {
    performer.wake();
    throw error;
  }
}
