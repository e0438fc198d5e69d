import { type ArrivalCommand, agentAt, candidatesFor, dueFor, onboardingFor } from '../../actors/arriving.ts';
import type { FreeUnit } from '../../actors/free-units.ts';
import { onboardingOf } from '../../actors/onboarding.ts';
import { Refusal } from '../../actors/refusal.ts';
import { assessedIn } from '../../actors/special-units.ts';
import { unitIdOf } from '../../events/ids.ts';
import { hasCode } from '../config/code-keys.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import { refuse } from '../refusals/refusals.ts';
import type { Assessments } from './assessments.ts';
import { assessedElsewhere, specialItemFor } from './gold.ts';
import type { AssessmentSettings } from './onboarding.ts';
import { taskWorkerOf } from './task-worker.ts';

/** The refusal for a worker whose submission could not be judged; what the log refuses stays as it is. */
const notJudged = (error: unknown): unknown =>
  error instanceof Refusal && error.code.startsWith('task/') ? refuse('onboarding/not-judged') : error;

/** Judges what a worker has submitted before, since that decides what comes next. Refuses with `onboarding/not-judged`. */
export async function settleBefore(
  assessments: Assessments,
  run: OpenRun,
  { workerId }: Pick<ArrivalCommand, 'workerId'>,
) {
  const { onboarding, screening, gold } = run.mailbox.run.taskRun.context.settings;
  if (!onboarding && !screening && !gold) return;
  try {
    await assessments.settle(run, workerId);
  } catch (error) {
    throw notJudged(error);
  }
}

/** The arrival with what is due for its worker: the pages of an onboarding, or the item of a screening or gold unit. */
export async function withWhatIsDue(
  { settings }: Assessments,
  run: OpenRun,
  arrival: ArrivalCommand,
): Promise<ArrivalCommand> {
  const { onboarding, screening, gold } = run.mailbox.run.taskRun.context.settings;
  if (!onboarding && !screening && !gold) return withAllowed(settings, run, arrival);
  const state = run.mailbox.run;
  if (onboardingOf(state.onboardings, { onboarding }, arrival) === 'needed') {
    if (onboardingFor(state, arrival)) return arrival;
    const onboardingPages = await pagesFor(settings, run, arrival);
    return onboardingPages ? { ...arrival, onboardingPages } : arrival;
  }
  const known = gold ? { ...arrival, ...(await goldKnown(settings, run, arrival)) } : arrival;
  const due = dueFor(run.mailbox.run, known);
  if (due === 'judgement') return known;
  // Without a free unit for them there is no screening or gold unit either.
  const allowed = await withAllowed(settings, run, known);
  if (due === undefined || allowed.allowed === null) return allowed;
  return { ...known, special: await specialItemFor(settings, run, known, due), allowed: allowed.allowed };
}

/** The pages of the onboarding that the task's code makes for a worker. */
async function pagesFor({ runtime, functionsOf }: AssessmentSettings, run: OpenRun, arrival: ArrivalCommand) {
  const functions = await functionsOf(run);
  if (!functions?.names.has('onboardingData')) return undefined;
  const pages = await functions.call('onboardingData', { worker: taskWorkerOf(runtime, arrival) });
  return Array.isArray(pages) ? pages : [pages];
}

/** How a worker has done in other runs, and whether a gold unit is due: by chance, or as the task's code says. */
async function goldKnown({ runtime, functionsOf }: AssessmentSettings, run: OpenRun, arrival: ArrivalCommand) {
  const assessed = assessedElsewhere(runtime, run, arrival.workerId);
  const functions = await functionsOf(run);
  if (!functions?.names.has('needsGold')) return { assessed, chance: Math.random() };
  const own = assessedIn(run.mailbox.run.special, arrival.workerId);
  const record = {
    worker: taskWorkerOf(runtime, arrival),
    minGolds: run.mailbox.run.taskRun.context.settings.gold?.min ?? 0,
    completed: own.completed + assessed.completed,
    correct: own.correct + assessed.correct,
    incorrect: own.incorrect + assessed.incorrect,
  };
  return { assessed, goldDue: await functions.call('needsGold', record) };
}

/** How many items the task's code is asked about in one call. */
const batchItems = 50;

/** The arrival with the assignments that the task's code lets its worker have, if it decides about that. */
async function withAllowed(
  settings: AssessmentSettings,
  run: OpenRun,
  arrival: ArrivalCommand,
): Promise<ArrivalCommand> {
  if (!hasCode(configOf(run)) || agentAt(run.mailbox.run, arrival)) return arrival;
  const functions = await settings.functionsOf(run);
  if (!functions?.names.has('mayWork')) return arrival;
  const worker = taskWorkerOf(settings.runtime, arrival);
  const asked = new Set<number>();
  for (;;) {
    const some = nextCandidates(run, arrival, asked);
    if (some.length === 0) return { ...arrival, allowed: null };
    const unitIds = some.map(({ index, place }) => unitIdOf(run.runId, index, place));
    const items = await Promise.all(unitIds.map((unitId) => run.items.dataOf(unitId)));
    const verdicts = await functions.call('mayWork', { worker, items });
    const allowed = some.filter((_, nth) => verdicts[nth]).map(({ index }) => index);
    if (allowed.length > 0) return { ...arrival, allowed };
  }
}

function nextCandidates(run: OpenRun, arrival: ArrivalCommand, asked: Set<number>): FreeUnit[] {
  const some: FreeUnit[] = [];
  for (const free of candidatesFor(run.mailbox.run, arrival)) {
    if (asked.has(free.index)) continue;
    asked.add(free.index);
    if (some.push(free) >= batchItems) break;
  }
  return some;
}
