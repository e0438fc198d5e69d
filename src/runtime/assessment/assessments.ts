import { leadsToCountsOnly } from '../../actors/judging.ts';
import * as onboardings from '../../actors/onboarding.ts';
import { waitingOf } from '../../actors/special-units.ts';
import type { AgentId, UnitId, WorkerId } from '../../events/ids.ts';
import type { OpenRun } from '../open-run.ts';
import { performTodos, sharedWork, type TodoLoop } from '../perform-todos.ts';
import { openCountGrants } from './count-grants.ts';
import { type Failing, openFailing, type Subject } from './failing.ts';
import { openFollowing } from './following.ts';
import { openHeldBack } from './held-back.ts';
import { judgeUnit } from './judgement.ts';
import { type AssessmentSettings, settleOnboarding } from './onboarding.ts';

/** Judges what workers submit, and grants what follows: the runs' to-dos about onboardings, and about units that are judged. */
export type Assessments = {
  /**
   * Performs what a worker's onboarding and units wait for before they can get another; undefined if that is nothing. Rejects if their
   * code failed. It is retried then.
   */
  settle(run: OpenRun, workerId: WorkerId): Promise<void> | undefined;
  /** Starts to perform what has become open in a run. */
  wake(run: OpenRun): void;
  /** Forgets what the former code of a run has decided or failed to do, and tries again what waits for it. */
  reconsider(run: OpenRun): void;
  /** Tells the requester, once for each sentence, why workers get nothing at the moment. */
  report(run: OpenRun, error: Error): void;
  /** What the code of runs fails to do at present. */
  failing: Failing;
  /** What the assessments are made with. */
  settings: AssessmentSettings;
  /** Resolves when no to-do is open. */
  settled(): Promise<void>;
  close(): void;
};

/** Opens the assessments, and continues what the last process had not done. */
export function openAssessments(settings: AssessmentSettings & { notify: (sentence: string) => void }): Assessments {
  const { runtime, notify } = settings;
  // Concurrent calls share the work.
  const once = sharedWork();
  const failing = openFailing();
  const report = reporter(notify);
  const perform = (run: OpenRun, subject: Subject, work: () => Promise<void>) =>
    once(`${subject.name} ${run.runId}`, () => failing.during(run, subject, work));
  const settleAgent = (run: OpenRun, agentId: AgentId) =>
    perform(run, settlingOf(run, agentId), () => settleOnboarding(settings, run, agentId));
  const { heldBack, judge, judgeInTurn } = openJudging(settings, { perform, wake: (run) => wake(run), report });
  const follow = openFollowing(settings);
  const followIn = (run: OpenRun, unitIds: readonly UnitId[]) =>
    failing.during(run, followingIn(run), () => follow([{ run, unitIds }]));
  const counts = openCountGrants({
    follow,
    onFailure: (failure) =>
      notify(`Counts of gold units could not be granted yet and are retried: ${messageOf(failure)}`),
  });

  // What an imported run waits for belongs to the data folder it came from.
  const isOwn = ({ runId }: OpenRun) => !runtime.workspace.mailbox.state.brought.has(runId);

  /** All but the counts, which are granted later. */
  function todosOf(run: OpenRun): (() => Promise<void>)[] {
    const { onboardings: begun, special: units } = run.mailbox.run;
    const agents = onboardings.todo(begun).map(({ key }) => key as AgentId);
    const judged = [...units.unfollowed].filter(([, judgement]) => !leadsToCountsOnly(judgement));
    const unitIds = judged.map(([unitId]) => unitId);
    return [
      ...agents.map((id) => () => settleAgent(run, id)),
      ...[...units.unjudged.keys()]
        .filter((unitId) => !heldBack.reason(run, unitId))
        .map((unitId) => () => judgeInTurn(run, unitId)),
      ...(unitIds.length > 0 ? [() => followIn(run, unitIds)] : []),
    ];
  }

  async function settleWorker(run: OpenRun, workerId: WorkerId): Promise<void> {
    const agentId = openOnboardingOf(run, workerId);
    if (agentId) await settleAgent(run, agentId);
    for (const unitId of waitingOf(run.mailbox.run.special, workerId)) await judge(run, unitId);
    wake(run);
  }

  /** In another run, a grant is what says how it went. */
  async function settleElsewhere(other: OpenRun, workerId: WorkerId): Promise<void> {
    await settleWorker(other, workerId);
    await followIn(other, waitingOf(other.mailbox.run.special, workerId));
  }

  const loops = openLoops(todosOf, notify);
  function wake(run: OpenRun, how: 'wake' | 'retryNow' = 'wake'): void {
    counts.note(run);
    loops[how](run);
  }
  for (const run of runtime.runs().filter(isOwn)) if (hasTodo(run)) wake(run);

  async function settleAll(run: OpenRun, others: OpenRun[], workerId: WorkerId): Promise<void> {
    // What was submitted in another run of the task counts here, too; that it cannot be judged there is no reason to wait here.
    for (const other of others) await settleElsewhere(other, workerId).catch(() => wake(other));
    try {
      await settleWorker(run, workerId);
    } catch (error) {
      wake(run);
      throw error;
    }
    await counts.grantFor(run, workerId);
  }

  return {
    settle(run, workerId) {
      const others = [...runtime.runsCountedWith(run)].filter((other) => isWaiting(other, workerId) && isOwn(other));
      const waits = others.length > 0 || isWaiting(run, workerId) || counts.waitFor(run, workerId);
      return waits ? settleAll(run, others, workerId) : undefined;
    },
    wake: (run) => wake(run),
    reconsider(run) {
      settings.refusedItems.forget(run);
      failing.forget(run);
      heldBack.forget(run);
      wake(run, 'retryNow');
    },
    failing,
    report,
    settings,
    async settled() {
      await loops.settled();
      await counts.settled();
    },
    close() {
      for (const one of [heldBack, loops, counts]) one.close();
    },
  };
}

type Judging = {
  perform: (run: OpenRun, subject: Subject, work: () => Promise<void>) => Promise<void>;
  wake: (run: OpenRun) => void;
  report: Assessments['report'];
};

/** Judges units; the others of a run need not wait for one that is held back. */
function openJudging(settings: AssessmentSettings, { perform, wake, report }: Judging) {
  const heldBack = openHeldBack(wake);
  const judge = (run: OpenRun, unitId: UnitId) =>
    perform(run, judgingOf(run, unitId), () => heldBack.during(run, unitId, () => judgeUnit(settings, run, unitId)));
  const judgeInTurn = (run: OpenRun, unitId: UnitId) =>
    judge(run, unitId).then(
      () => wake(run),
      (error) => {
        if (!heldBack.reason(run, unitId)) throw error;
        report(run, error);
      },
    );
  return { heldBack, judge, judgeInTurn };
}

// What the code of a run may fail in.
const settlingOf = (run: OpenRun, agentId: AgentId): Subject => ({
  name: `settle ${agentId}`,
  isOpen: () => run.mailbox.run.onboardings.open.has(agentId),
});
const judgingOf = (run: OpenRun, unitId: UnitId): Subject => ({
  name: `judge ${unitId}`,
  about: `Unit ${unitId}`,
  isOpen: () => run.mailbox.run.special.unjudged.has(unitId),
});
const followingIn = (run: OpenRun): Subject => ({
  name: 'follow',
  isOpen: () => run.mailbox.run.special.unfollowed.size > 0,
});

/** A loop over the to-dos of each run: code that fails or hangs delays no other run. */
function openLoops(todosOf: (run: OpenRun) => (() => Promise<void>)[], notify: (sentence: string) => void) {
  const loops = new Map<string, TodoLoop>();
  function begin(run: OpenRun): void {
    const onFailure = (failure: unknown) =>
      notify(`Run ${run.runId}: what was submitted could not be judged yet and is retried: ${messageOf(failure)}`);
    loops.set(run.runId, performTodos({ open: () => todosOf(run), onFailure, stopsAtFailure: true, concurrent }));
  }
  const goOn = (how: 'wake' | 'retryNow') => (run: OpenRun) => {
    const loop = loops.get(run.runId);
    if (loop) loop[how]();
    else begin(run);
  };
  return {
    wake: goOn('wake'),
    retryNow: goOn('retryNow'),
    async settled() {
      for (const { settled } of loops.values()) await settled();
    },
    close() {
      for (const { close } of loops.values()) close();
    },
  };
}

const maxReported = 1000;

/** Notifies of each sentence about a run once. */
function reporter(notify: (sentence: string) => void): Assessments['report'] {
  const reported = new Set<string>();
  return ({ runId }, error) => {
    const sentence = `Run ${runId}: ${error.message}`;
    if (reported.has(sentence) || reported.size >= maxReported) return;
    reported.add(sentence);
    notify(sentence);
  };
}

/** How many to-dos of a run are performed at the same time: what they record is then in few commits. */
const concurrent = 64;

const messageOf = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure));

function hasTodo({ mailbox: { run } }: OpenRun): boolean {
  const { onboardings: begun, special } = run;
  return begun.open.size + special.unjudged.size + special.unfollowed.size > 0;
}

/** The onboarding of a worker that waits to be judged or granted. */
function openOnboardingOf({ mailbox: { run } }: OpenRun, workerId: WorkerId): AgentId | undefined {
  const agentId = run.onboardings.last.get(workerId);
  return agentId && run.onboardings.open.has(agentId) ? agentId : undefined;
}

/** Whether a worker's onboarding or units wait for something that decides what they get next. */
const isWaiting = (run: OpenRun, workerId: WorkerId): boolean =>
  openOnboardingOf(run, workerId) !== undefined || waitingOf(run.mailbox.run.special, workerId).length > 0;
