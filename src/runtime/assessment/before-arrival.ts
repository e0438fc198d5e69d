import { type ArrivalCommand, agentAt, dueFor, isThereWork, onboardingFor } from '../../actors/arriving.ts';
import { onboardingOf } from '../../actors/onboarding.ts';
import { assessedIn, nowhere } from '../../actors/special-units.ts';
import { hasCode } from '../config/code-keys.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import type { TaskFunctions } from '../ports/task-functions.ts';
import { refuse } from '../refusals/refusals.ts';
import { withAllowed } from './allowed-items.ts';
import type { Assessments } from './assessments.ts';
import { isOfCode } from './failing.ts';
import { itemFromCode, itemFromData } from './gold.ts';
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

/**
 * Judges what a worker has submitted before, and grants what follows, as far as that decides what comes next; undefined, at once, if there
 * is no such thing. Rejects with `onboarding/not-judged`.
 */
export function settleBefore(
  assessments: Assessments,
  run: OpenRun,
  arrival: ArrivalCommand,
): Promise<void> | undefined {
  // Whoever holds a unit goes on with it.
  if (!decidesMore(run) || agentAt(run.mailbox.run, arrival)) return undefined;
  return assessments.settle(run, arrival.workerId)?.catch(plainly(assessments, run, 'onboarding/not-judged'));
}

/**
 * The arrival with what is due for its worker: the pages of an onboarding, the item of a screening or gold unit, and the items that the
 * task's code lets them have; at once, if no code has to be asked. Rejects with `work/later` if that code fails.
 */
export function withWhatIsDue(
  assessments: Assessments,
  run: OpenRun,
  arrival: ArrivalCommand,
): ArrivalCommand | Promise<ArrivalCommand> {
  const { onboarding, screening, gold } = run.mailbox.run.taskRun.context.settings;
  const isAsked = hasCode(configOf(run));
  if (!(onboarding ?? screening ?? gold ?? isAsked)) return arrival;
  if (!isAsked) return dueFromData(assessments.settings, run, arrival);
  if (agentAt(run.mailbox.run, arrival) || !isThereWork(run.mailbox.run, arrival)) return arrival;
  const arrivals = { name: 'arrivals', isOpen: () => run.mailbox.run.tally.open > 0 };
  return assessments.failing
    .during(run, arrivals, () => dueFromCode(assessments, run, arrival))
    .catch(plainly(assessments, run, 'work/later'));
}

/** Whether anything about a worker can decide on their arrival. */
function decidesMore(run: OpenRun): boolean {
  const { onboarding, screening, gold, requirements = [] } = run.mailbox.run.taskRun.context.settings;
  return Boolean(onboarding ?? screening ?? gold) || requirements.length > 0 || hasCode(configOf(run));
}

function dueFromData({ runtime }: AssessmentSettings, run: OpenRun, arrival: ArrivalCommand): ArrivalCommand {
  const { gold } = run.mailbox.run.taskRun.context.settings;
  const known = gold?.probability === undefined ? arrival : { ...arrival, chance: Math.random() };
  const due = dueFor(run.mailbox.run, known);
  // Without a free unit for them there is no screening or gold unit either.
  if (due === undefined || due === 'judgement' || !isThereWork(run.mailbox.run, known)) return known;
  return { ...known, special: itemFromData(runtime, run, known, due) };
}

async function dueFromCode(assessments: Assessments, run: OpenRun, arrival: ArrivalCommand) {
  const { settings } = assessments;
  const functions = await settings.functionsOf(run);
  if (!functions) return dueFromData(settings, run, arrival);
  const { onboarding, gold } = run.mailbox.run.taskRun.context.settings;
  const state = run.mailbox.run;
  if (onboardingOf(state.onboardings, { onboarding }, arrival) === 'needed') {
    if (onboardingFor(state, arrival)) return arrival;
    const onboardingPages = await pagesFor(functions, settings, arrival);
    return onboardingPages ? { ...arrival, onboardingPages } : arrival;
  }
  const known = gold ? { ...arrival, ...(await goldKnown(functions, settings, run, arrival)) } : arrival;
  const due = dueFor(run.mailbox.run, known);
  if (due === 'judgement') return known;
  const allowed = await withAllowed(assessments, run, known);
  if (due === undefined || allowed.allowed === null) return allowed;
  return { ...allowed, special: await itemFromCode(functions, settings.runtime, run, { ...known, purpose: due }) };
}

/** The pages of the onboarding that the task's code makes for a worker. */
async function pagesFor(functions: TaskFunctions, { runtime }: AssessmentSettings, arrival: ArrivalCommand) {
  if (!functions.names.has('onboardingData')) return undefined;
  const pages = await functions.call('onboardingData', { worker: taskWorkerOf(runtime, arrival) });
  return Array.isArray(pages) ? pages : [pages];
}

/** How a worker has done in other runs, and whether a gold unit is due: by chance, or as the task's code says. */
async function goldKnown(
  functions: TaskFunctions,
  { runtime }: AssessmentSettings,
  run: OpenRun,
  arrival: ArrivalCommand,
) {
  const { assessed = nowhere } = arrival;
  if (!functions.names.has('needsGold')) return { chance: Math.random() };
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
