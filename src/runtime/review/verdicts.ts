import { followKey } from '../../actors/follow-up.ts';
import { hasHeard, hasUndone } from '../../actors/review.ts';
import { unitOf } from '../../actors/run.ts';
import { statusOf } from '../../actors/unit.ts';
import type { UnitId, VerdictId, WorkerId } from '../../events/ids.ts';
import type { KeptPart, RefusedUnit } from '../../events/verdict.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Runtime } from '../runtime.ts';
import type { Claims } from './claims.ts';
import { counted, eachUnit, type OnProgress } from './each-unit.ts';
import type { FollowUps } from './follow-ups.ts';
import { type LeftAfterUndo, leftAfterUndo, runOf } from './left-after-undo.ts';
import { commandFor, undoCommandFor, unitIdsOf, type Verdict } from './verdict-request.ts';

/** The services that carry out verdicts. */
export type VerdictSettings = {
  runtime: Pick<Runtime, 'run' | 'runs' | 'workspace' | 'askWorkspace' | 'withinBudget'>;
  claims: Claims;
  followUps: FollowUps;
};

/** A refused part of a worker's follow-up. */
export type FollowRefused = { worker: string; what: string; code: string; message: string };

/** The result of a verdict: how many units it decided, and how many had the same decision already. */
export type Reviewed = {
  reviewed: number;
  unchanged: number;
  refused: RefusedUnit[];
  followRefused: FollowRefused[];
  sequence: number;
};
/** The result of undoing a verdict. */
export type Undone = {
  undone: number;
  refused: RefusedUnit[];
  kept: KeptPart[];
  sequence: number;
} & LeftAfterUndo;

/** Decides one unit and performs the follow-up for its worker; `isNew` is false if the unit has the same decision by an earlier verdict. */
export async function decideUnit(
  settings: VerdictSettings,
  unit: string,
  verdict: Verdict,
): Promise<{ isNew: boolean; followRefused: FollowRefused[]; sequence: number }> {
  const { claims, followUps } = settings;
  const { by, verdictId, follow } = verdict;
  const { run, unitId } = runOf(settings, unit);
  claims.assertUnclaimed(unit, by);
  const outcome = await askWithinBudget(settings, run, commandFor(verdict, unitId, run), by);
  claims.release([unit], by);
  const worker = workerOf(run, unitId);
  const followed = follow && worker && (await followUps.carryOut(run, followKey(verdictId, worker)));
  const { refused = [], sequence = 0 } = followed ?? {};
  const now = unitOf(run.mailbox.run, unitId)?.unit;
  return {
    // Without facts it was decided before a crash, and perhaps undone since.
    isNew: outcome.facts.length > 0 || (now !== undefined && hasHeard(now, verdictId)),
    followRefused: refused.map((part) => ({ worker: String(worker), ...part })),
    sequence: Math.max(outcome.sequence, sequence),
  };
}

/** A verdict that promises a bonus, or accepts what was rejected, commits money. */
function askWithinBudget(
  { runtime }: VerdictSettings,
  run: OpenRun,
  command: ReturnType<typeof commandFor>,
  by: string,
) {
  const { mailbox } = run;
  if (command.type !== 'unit.accept') return mailbox.ask(command, by);
  const { bonus } = command;
  const isAfterAll = unitOf(mailbox.run, command.unitId)?.unit.matches('rejected') ?? false;
  if (!bonus && !isAfterAll) return mailbox.ask(command, by);
  return runtime.withinBudget({ run: mailbox.run, currency: configOf(run).currency }, (budget) => {
    const within = budget ? { budget } : {};
    return mailbox.ask({ ...command, ...(bonus ? { bonus: { ...bonus, ...within } } : {}), ...within }, by);
  });
}

const workerOf = ({ mailbox }: OpenRun, unitId: UnitId): WorkerId | undefined =>
  unitOf(mailbox.run, unitId)?.unit.context.workerId;

/** Decides every unit of a begun verdict, except those decided before a crash. */
export async function carryOut(
  settings: VerdictSettings,
  verdictId: VerdictId,
  report: OnProgress = () => undefined,
): Promise<Reviewed> {
  const { runtime } = settings;
  const verdict = verdictState(settings, verdictId);
  const followRefused = new Map<string, FollowRefused>();
  let last = 0;
  const { done, unchanged, refused } = await eachUnit(
    unitIdsOf(verdict.units),
    async (unit) => {
      const decided = await decideUnit(settings, unit, { ...verdict, verdictId });
      for (const part of decided.followRefused) followRefused.set(`${part.worker} ${part.what}`, part);
      last = Math.max(last, decided.sequence);
      return decided.isNew;
    },
    report,
  );
  const ended = { type: 'verdict.complete', verdictId, reviewed: done, ...counted(refused) } as const;
  const { sequence } = await runtime.askWorkspace(ended, verdict.by);
  return {
    reviewed: done,
    unchanged,
    refused,
    followRefused: [...followRefused.values()],
    sequence: Math.max(last, sequence),
  };
}

/** Undoes everything of a verdict whose undo has begun; later changes stay and are listed. */
export async function carryOutUndo(
  settings: VerdictSettings,
  verdictId: VerdictId,
  report: OnProgress = () => undefined,
): Promise<Undone> {
  const { runtime } = settings;
  const { units, undoBy: by = '', undoNote: note } = verdictState(settings, verdictId);
  const workers = new Set<WorkerId>();
  let last = 0;
  const { done, refused } = await eachUnit(
    unitIdsOf(units),
    async (unit) => {
      const { worker, sequence } = await undoUnit(settings, unit, { verdictId, by, note }, workers);
      if (worker) workers.add(worker);
      last = Math.max(last, sequence);
      return true;
    },
    report,
  );
  const kept: KeptPart[] = [];
  for (const workerId of workers) {
    const { sequence } = await runtime.askWorkspace({ type: 'worker.undo-verdict', workerId, verdictId, note }, by);
    last = Math.max(last, sequence);
    const change = runtime.workspace.mailbox.state.workers.get(workerId)?.context.verdicts[verdictId];
    for (const what of change?.undone ?? []) kept.push({ workerId, what });
  }
  const ended = { type: 'verdict.complete-undo', verdictId, undone: done, ...counted(refused), kept } as const;
  const { sequence } = await runtime.askWorkspace(ended, by);
  return {
    undone: done,
    refused,
    kept,
    ...leftAfterUndo(settings, unitIdsOf(units)),
    sequence: Math.max(last, sequence),
  };
}

type UndoRequest = { verdictId: VerdictId; by: string; note?: string };

async function undoUnit(
  settings: VerdictSettings,
  unit: string,
  { verdictId, by, note }: UndoRequest,
  workers: Set<WorkerId>,
): Promise<{ worker?: WorkerId; sequence: number }> {
  const { claims, followUps } = settings;
  const { run, unitId } = runOf(settings, unit);
  const worker = workerOf(run, unitId);
  const key = worker && followKey(verdictId, worker);
  const isFollowed = key !== undefined && run.mailbox.run.followUps.known.has(key);
  // An open follow-up is performed first, so that it is undone too, even if the unit refuses below.
  if (isFollowed) await followUps.carryOut(run, key);
  if (isFollowed && worker) workers.add(worker);
  claims.assertUnclaimed(unit, by);
  const { sequence, facts } = await run.mailbox.ask(undoCommandFor(verdictId, unitId, note), by);
  claims.release([unit], by);
  const now = unitOf(run.mailbox.run, unitId)?.unit;
  // Of a supplement whose decision was taken back before, its bonus may be all that was left.
  const isUndone = now && (hasUndone(now, verdictId) || (now.matches('completed') && facts.length > 0));
  if (now && !isUndone) {
    const { reviewer = 'unknown' } = now.context;
    throw refuse('verdict/superseded', { unit, status: statusOf(now), by: reviewer });
  }
  return { sequence };
}

/** The workspace's state of a verdict; throws `verdict/unknown`. */
function verdictState({ runtime }: VerdictSettings, verdictId: VerdictId) {
  const known = runtime.workspace.mailbox.state.verdicts.get(verdictId);
  if (!known) throw refuse('verdict/unknown', { verdict: verdictId });
  return known.context;
}
