import { type ArrivalCommand, agentAt, dueFor, isThereWork, onboardingFor } from '../../actors/arriving.ts';
import { onboardingOf } from '../../actors/onboarding.ts';
import { assessedIn, nowhere } from '../../actors/special-units.ts';
import { hasCode } from '../config/code-keys.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import { refuse } from '../refusals/refusals.ts';
import { withAllowed } from './allowed-items.ts';
import type { Assessments } from './assessments.ts';
import { isOfCode } from './failing.ts';
import { specialItemFor } from './gold.ts';
import type { AssessmentSettings } from './onboarding.ts';
import { taskWorkerOf } from './task-worker.ts';

/**
 * A worker is told no sentence about the task's code, which may name right answers; what the log refuses stays as it is. The requester
 * reads the sentence.
 */
function plainly({ report }: Assessments, run: OpenRun, code: 'onboarding/not-judged' | 'work/later') {
  return (error: unknown): never => {
    if (!isOfCode(error)) throw error;
    report(run, error);
    throw refuse(code);
  };
}

/** Judges what a worker has submitted before, since that decides what comes next. Refuses with `onboarding/not-judged`. */
export async function settleBefore(assessments: Assessments, run: OpenRun, arrival: ArrivalCommand): Promise<void> {
  const { onboarding, screening, gold } = run.mailbox.run.taskRun.context.settings;
  // Whoever holds a unit goes on with it.
  if ((!onboarding && !screening && !gold) || agentAt(run.mailbox.run, arrival)) return;
  await assessments.settle(run, arrival.workerId).catch(plainly(assessments, run, 'onboarding/not-judged'));
}

/**
 * The arrival with what is due for its worker: the pages of an onboarding, the item of a screening or gold unit, and the items that the
 * task's code lets them have. Refuses with `work/later` if that code fails.
 */
export async function withWhatIsDue(
  assessments: Assessments,
  run: OpenRun,
  arrival: ArrivalCommand,
): Promise<ArrivalCommand> {
  const { onboarding, screening, gold } = run.mailbox.run.taskRun.context.settings;
  const decidesMore = onboarding ?? screening ?? gold ?? hasCode(configOf(run));
  if (!decidesMore || agentAt(run.mailbox.run, arrival) || !isThereWork(run.mailbox.run, arrival)) return arrival;
  return assessments.failing
    .during(run, 'arrivals', () => dueFrom(assessments, run, arrival))
    .catch(plainly(assessments, run, 'work/later'));
}

async function dueFrom(assessments: Assessments, run: OpenRun, arrival: ArrivalCommand): Promise<ArrivalCommand> {
  const { settings } = assessments;
  const { onboarding, gold } = run.mailbox.run.taskRun.context.settings;
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
  const allowed = await withAllowed(assessments, run, known);
  if (due === undefined || allowed.allowed === null) return allowed;
  return { ...allowed, special: await specialItemFor(settings, run, known, due) };
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
  const { assessed = nowhere } = arrival;
  const functions = await functionsOf(run);
  if (!functions?.names.has('needsGold')) return { chance: Math.random() };
  const own = assessedIn(run.mailbox.run.special, arrival.workerId);
  const record = {
    worker: taskWorkerOf(runtime, arrival),
    minGolds: run.mailbox.run.taskRun.context.settings.gold?.min ?? 0,
    completed: own.completed + assessed.completed,
    correct: own.correct + assessed.correct,
    incorrect: own.incorrect + assessed.incorrect,
  };
  return { goldDue: await functions.call('needsGold', record) };
}
