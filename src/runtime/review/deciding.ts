import { unitOf } from '../../actors/run.ts';
import { todo } from '../../actors/workspace.ts';
import type { VerdictId } from '../../events/ids.ts';
import type { Runtime } from '../runtime.ts';
import type { Claims } from './claims.ts';
import type { OnProgress } from './each-unit.ts';
import { runOf } from './left-after-undo.ts';
import type { Performer } from './perform-verdicts.ts';
import { type Plan, planVerdict, reasonOf } from './plan-verdict.ts';
import {
  commandFor,
  followUpOf,
  newVerdictId,
  unitIdsOf,
  unitsByRun,
  type Verdict,
  type VerdictRequest,
} from './verdict-request.ts';
import { decideUnit, type FollowRefused, type Reviewed, type VerdictSettings } from './verdicts.ts';

export type ReviewSettings = {
  runtime: Pick<Runtime, 'run' | 'runs' | 'workspace' | 'askWorkspace' | 'withinBudget'>;
  claims: Claims;
  /** The unit of a verdict on one unit, from the rows. */
  unitOfVerdict: (verdictId: VerdictId) => Promise<string | undefined>;
  notify: (sentence: string) => void;
  newId?: () => VerdictId;
};

/** What decisions need. `turn` is the last request on many units, which the next one waits for until its verdict has begun. */
export type Deciding = VerdictSettings & ReviewSettings & { performer: Performer; turn: Promise<unknown> };

/** The result of a decision on one unit; `verdict` is null if the unit had the same decision already, without an id. */
export type Decided = { verdict: string | null; isNew: boolean; followRefused: FollowRefused[]; sequence: number };

/** The result for many units. If nothing changed, `verdict` is the earlier one that decided all of them, if there is one. */
export type DecidedMany = Reviewed & { verdict: string | null };

/** A request under a new verdict id; throws if it is invalid. */
function verdictOf({ runtime, newId = newVerdictId }: Deciding, request: VerdictRequest, by: string): Verdict {
  const { decision, note, message, bonus_cents: bonusCents } = request;
  const beside = request.another ? ({ beside: true } as const) : {};
  const follow = followUpOf(runtime.workspace.mailbox.state, request);
  return { verdictId: newId(), decision, by, note, message, bonusCents, ...beside, follow };
}

/** Decides one unit. */
export async function decide(service: Deciding, unit: string, request: VerdictRequest, by: string): Promise<Decided> {
  return decideAs(service, unit, verdictOf(service, request, by));
}

async function decideAs(service: Deciding, unit: string, verdict: Verdict): Promise<Decided> {
  try {
    const { isNew, followRefused, sequence } = await decideUnit(service, unit, verdict);
    // The unit had the same decision already, so the verdict to undo is the earlier one.
    return { verdict: isNew ? verdict.verdictId : currentVerdict(service, unit), isNew, followRefused, sequence };
  } catch (error) {
    service.performer.wake();
    throw error;
  }
}

function currentVerdict(service: Deciding, unit: string): string | null {
  const { run, unitId } = runOf(service, unit);
  return unitOf(run.mailbox.run, unitId)?.unit.context.verdictId ?? null;
}

type ManyRequest = { units: readonly string[]; request: VerdictRequest; by: string };

/** Decides many units. A verdict is recorded only if it decides some, and it is a verdict on these alone. */
export async function decideMany(
  service: Deciding,
  { units, request, by }: ManyRequest,
  report?: OnProgress,
): Promise<DecidedMany> {
  const verdict = verdictOf(service, request, by);
  const plan = await inTurn(service, () => begin(service, units, verdict));
  const { deciding, unchanged, refused } = plan;
  const sequence = await storedUpTo(service, verdict, unchanged);
  const before = { unchanged: unchanged.length, refused, sequence };
  const [only, ...others] = deciding;
  if (only === undefined) return together(before, { ...nothing, verdict: sharedVerdict(service, unchanged) });
  // The run records the decision and its follow-ups in one commit, without a fact of the workspace.
  if (others.length === 0) return together(before, await decideOnly(service, only, verdict));
  try {
    const done = await service.performer.carryOut(verdict.verdictId, report);
    return together(before, { ...done, verdict: verdict.verdictId });
  } catch (error) {
    service.performer.wake();
    throw error;
  }
}

const nothing = { reviewed: 0, unchanged: 0, refused: [], followRefused: [], sequence: 0 };

const together = (before: Pick<Reviewed, 'unchanged' | 'refused' | 'sequence'>, done: DecidedMany): DecidedMany => ({
  ...done,
  unchanged: before.unchanged + done.unchanged,
  refused: [...before.refused, ...done.refused],
  sequence: Math.max(before.sequence, done.sequence),
});

/** Calls `act` when the requests before it have begun, so that a repeated one finds the verdict that it repeats. */
function inTurn<Result>(service: Deciding, act: () => Promise<Result>): Promise<Result> {
  const result = service.turn.then(act);
  service.turn = result.catch(() => undefined);
  return result;
}

/** Plans the verdict once those in progress on the same units are carried out, and records that it has begun if it is on several. */
async function begin(service: Deciding, units: readonly string[], verdict: Verdict): Promise<Plan> {
  await othersOn(service, new Set(units));
  const plan = planVerdict(service, units, verdict);
  if (plan.deciding.length < 2) return plan;
  const { by, ...data } = verdict;
  const command = { type: 'verdict.begin', ...withoutUndefined(data), units: unitsByRun(plan.deciding) } as const;
  await service.runtime.askWorkspace(command, by);
  return plan;
}

async function othersOn({ runtime, performer }: Deciding, units: ReadonlySet<string>): Promise<void> {
  const { state } = runtime.workspace.mailbox;
  for (const { key } of todo(state).filter((wait) => wait.do === 'carry-out-verdict')) {
    const verdictId = key as VerdictId;
    const theirs = unitIdsOf(state.verdicts.get(verdictId)?.context.units ?? []);
    if (theirs.some((unit) => units.has(unit))) await performer.carryOut(verdictId);
  }
}

const withoutUndefined = <Data extends object>(data: Data): Data =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as Data;

/** Resolves when the decisions that these units already have are on disk, to the last sequence of their runs. */
async function storedUpTo(service: Deciding, verdict: Verdict, unchanged: readonly string[]): Promise<number> {
  const oneOfEachRun = new Map(unchanged.map((unit) => [runOf(service, unit).run, unit]));
  const outcomes = [...oneOfEachRun].map(([run, unit]) =>
    run.mailbox.ask(commandFor(verdict, runOf(service, unit).unitId, run), verdict.by),
  );
  return Math.max(0, ...(await Promise.all(outcomes)).map(({ sequence }) => sequence));
}

function sharedVerdict(service: Deciding, units: readonly string[]): string | null {
  const ids = new Set(units.map((unit) => currentVerdict(service, unit)));
  const [shared = null] = ids;
  return ids.size === 1 ? shared : null;
}

async function decideOnly(service: Deciding, unit: string, verdict: Verdict): Promise<DecidedMany> {
  try {
    const { isNew, ...decided } = await decideAs(service, unit, verdict);
    return { ...nothing, ...decided, reviewed: Number(isNew), unchanged: Number(!isNew) };
  } catch (error) {
    return { ...nothing, verdict: null, refused: [{ unitId: unit, ...reasonOf(error) }] };
  }
}
