import { Refusal } from '../../actors/refusal.ts';
import type { NewGrant } from '../../actors/worker.ts';
import type { QualificationId, UnitId, WorkerId } from '../../events/ids.ts';
import type { OpenRun } from '../open-run.ts';
import { idOf } from '../requirements.ts';
import type { Runtime } from '../runtime.ts';
import { authorOf, isTooWrong, totalsOf } from './judgement.ts';
import type { AssessmentSettings } from './onboarding.ts';

/** Units of a run whose judgements are to be followed. */
export type Judged = { run: OpenRun; unitIds: readonly UnitId[] };

type Settings = Pick<AssessmentSettings, 'functionsOf'> & {
  runtime: Pick<Runtime, 'runsCountedWith' | 'workspace' | 'askWorkspace'>;
};

/**
 * Carries out what follows from judgements: grants, for other runs and for the record. All grants for a run are one command to the workspace,
 * and all notes one command to the run. Calls wait for each other, so that no older count comes after a newer one.
 */
export function openFollowing(settings: Settings): (judged: readonly Judged[]) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  function inTurn(follow: () => Promise<void>): Promise<void> {
    const following = last.then(follow);
    last = following.catch(() => undefined);
    return following;
  }
  // What fails for a unit or a run does not keep the others waiting. The task's code may be asked, so this is before the turn.
  async function prepare({ run, unitIds }: Judged) {
    const { unfollowed } = run.mailbox.run.special;
    const judged = unitIds.filter((unitId) => unfollowed.has(unitId));
    return { run, known: await Promise.allSettled(judged.map((unitId) => known(settings, run, unitId))) };
  }
  return async (judged) => {
    const prepared = await Promise.all(judged.map(prepare));
    await inTurn(async () => {
      const all = prepared.map(({ run, known: units }) => ({ run, units: units.flatMap(fulfilled) }));
      const some = all.filter(({ units }) => units.length > 0);
      throwFirst(await Promise.allSettled(some.map(({ run, units }) => carryOutInParts(settings, run, units))));
    });
    throwFirst(prepared.flatMap(({ known: units }) => units));
  };
}

const fulfilled = <Value>(done: PromiseSettledResult<Value>): Value[] =>
  done.status === 'fulfilled' ? [done.value] : [];

type ToFollow = { unitId: UnitId; workerId: WorkerId; isOut: boolean };

/** Whether the unit disqualifies its worker. */
async function known(settings: Settings, run: OpenRun, unitId: UnitId): Promise<ToFollow> {
  const { workerId, purpose, correct, disqualifies } = run.mailbox.run.special.unfollowed.get(unitId)!;
  const isOut = purpose === 'gold' && correct === false && !disqualifies && (await isTooWrong(settings, run, workerId));
  return { unitId, workerId, isOut: isOut || disqualifies === true };
}

/** The facts about these are far below the most that a commit can have, however many wait. */
const maxUnitsAtOnce = 200;

async function carryOutInParts(settings: Settings, run: OpenRun, all: readonly ToFollow[]): Promise<void> {
  const done: PromiseSettledResult<void>[] = [];
  for (let at = 0; at < all.length; at += maxUnitsAtOnce)
    done.push(...(await Promise.allSettled([carryOut(settings, run, all.slice(at, at + maxUnitsAtOnce))])));
  throwFirst(done);
}

/** Done again after a crash, each step changes nothing that the first time has changed. */
async function carryOut({ runtime }: Settings, run: OpenRun, all: readonly ToFollow[]): Promise<void> {
  const by = authorOf(run);
  const grants = grantsOf(runtime, run, all);
  await whatIsDecided(runtime, run);
  if (grants.length > 0) await runtime.askWorkspace({ type: 'workers.grant', grants }, by);
  const done = await Promise.allSettled(all.map((one) => carryOutAsked(runtime, run, one)));
  const followed = all.filter((_, nth) => done[nth]?.status === 'fulfilled').map(({ unitId }) => unitId);
  await run.mailbox.ask({ type: 'units.note-judgements-followed', unitIds: followed }, by);
  throwFirst(done);
}

function throwFirst(done: readonly PromiseSettledResult<unknown>[]): void {
  for (const one of done) if (one.status === 'rejected') throw one.reason;
}

/**
 * Resolves when everything is on disk that was decided so far in the runs that count together: a count may not be recorded before what it counts, in case
 * the server is killed in between.
 */
async function whatIsDecided(runtime: Settings['runtime'], run: OpenRun): Promise<void> {
  const storing = [run, ...runtime.runsCountedWith(run)].filter(({ mailbox }) => !mailbox.isQuiet);
  await Promise.all(
    storing.map((one) => one.mailbox.ask({ type: 'units.note-judgements-followed', unitIds: [] }, authorOf(one))),
  );
}

/** What these judgements grant, with the present counts: each worker gets each qualification once. */
function grantsOf(runtime: Settings['runtime'], run: OpenRun, all: readonly ToFollow[]): NewGrant[] {
  const { screening, gold } = run.mailbox.run.taskRun.context.settings;
  const newest = new Map<string, NewGrant>();
  for (const { workerId, unitId, isOut } of all) {
    const { purpose, correct } = run.mailbox.run.special.unfollowed.get(unitId) ?? {};
    const grant = (qualificationId: QualificationId, value: number) =>
      newest.set(`${workerId} ${qualificationId}`, { workerId, qualificationId, value, unitId });
    if (purpose === 'screening' && screening && typeof correct === 'boolean')
      grant(correct ? screening.passedId : screening.blockId, 1);
    if (purpose !== 'gold' || !gold) continue;
    const totals = totalsOf(runtime, run, workerId);
    grant(gold.completedId, totals.completed);
    if (correct) grant(gold.correctId, totals.correct);
    else grant(gold.wrongId, totals.incorrect);
    if (isOut) grant(gold.disqualifiedId, 1);
  }
  return [...newest.values()];
}

/** Grants and revokes what the task's code asked for. */
async function carryOutAsked(
  runtime: Settings['runtime'],
  run: OpenRun,
  { workerId, unitId }: ToFollow,
): Promise<void> {
  const { asked = [] } = run.mailbox.run.special.unfollowed.get(unitId) ?? {};
  const by = authorOf(run);
  const description = `Granted by the code of the task ${run.mailbox.run.taskRun.context.task}.`.slice(0, 500);
  for (const { name, value } of asked) {
    const qualificationId = await idOf(runtime.workspace, { name, description, by });
    const of = { workerId, isNamed: true, unitId, qualificationId };
    const command = value === null ? { type: 'worker.revoke' as const } : { type: 'worker.grant' as const, value };
    await runtime.askWorkspace({ ...of, ...command }, by).catch((error) => {
      // One that was retired meanwhile can never be granted, so that waiting for it would never end.
      if (!(error instanceof Refusal) || !error.code.startsWith('qualification/')) throw error;
    });
  }
}
