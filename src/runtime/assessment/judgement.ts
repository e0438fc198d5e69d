import type { Outcome } from '../../actors/judging.ts';
import { assessedIn, purposeOf } from '../../actors/special-units.ts';
import type { UnitId, WorkerId } from '../../events/ids.ts';
import { isRight } from '../answer-key.ts';
import { hasCode } from '../config/code-keys.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import type { TaskAction, TaskFunctions, TaskSubmission } from '../ports/task-functions.ts';
import type { Runtime } from '../runtime.ts';
import { assessedElsewhere } from './gold.ts';
import type { AssessmentSettings } from './onboarding.ts';
import { taskWorkerOf } from './task-worker.ts';

/** In whose name what is judged in a run, and what follows, is recorded. */
export const authorOf = ({ runId }: OpenRun) => `assessment:${runId}`;

/** Judges a unit, if it waits for that: the run then knows what its worker may have next. */
export async function judgeUnit(settings: AssessmentSettings, run: OpenRun, unitId: UnitId): Promise<void> {
  const unjudged = run.mailbox.run.special.unjudged.get(unitId);
  if (!unjudged) return;
  const judged = await judge(settings, run, unitId, unjudged);
  await run.mailbox.ask({ type: 'unit.judge', unitId, ...judged }, authorOf(run));
}

type Unjudged = { workerId: WorkerId };

async function judge(settings: AssessmentSettings, run: OpenRun, unitId: UnitId, { workerId }: Unjudged) {
  const { runtime, functionsOf } = settings;
  const { special } = run.mailbox.run;
  const { provider, name: worker } = assessedIn(special, workerId);
  const functions = await functionsOf(run);
  const submission: TaskSubmission = {
    ...{ worker: taskWorkerOf(runtime, { workerId, provider, worker }), unit: unitId },
    ...{ item: await run.items.dataOf(unitId), answer: await run.answers.answerOf(unitId) },
  };
  const purpose = purposeOf(special, unitId);
  const correct = purpose && (await judgeBy(functions, run, purpose, submission));
  return {
    ...(purpose ? { correct } : {}),
    disqualifies: purpose === 'gold' && (await disqualifies(settings, functions, run, submission, correct === true)),
    asked: functions?.names.has('onSubmitted') ? askedBy(await functions.call('onSubmitted', submission)) : [],
  };
}

/** How a screening or gold unit was answered, if no code of the task has to be asked. */
export async function outcomeNow(
  { runtime }: Pick<AssessmentSettings, 'runtime'>,
  run: OpenRun,
  { unitId, workerId, answer }: { unitId: UnitId; workerId: WorkerId; answer: unknown },
): Promise<Outcome | undefined> {
  const purpose = purposeOf(run.mailbox.run.special, unitId);
  const config = configOf(run);
  if (!purpose || hasCode(config)) return undefined;
  const correct = isRight(config, await run.items.dataOf(unitId), answer) ?? null;
  if (purpose === 'screening') return { correct };
  const maxIncorrect = run.mailbox.run.taskRun.context.settings.gold?.maxIncorrect ?? 0;
  return { correct, disqualifies: !correct && totalsOf(runtime, run, workerId).incorrect + 1 > maxIncorrect };
}

/** By the task's code if it does so, else by the right answers in the data. */
async function judgeBy(
  functions: TaskFunctions | undefined,
  run: OpenRun,
  purpose: 'screening' | 'gold',
  submission: TaskSubmission,
): Promise<boolean | null> {
  const name = purpose === 'gold' ? 'isGoldCorrect' : 'passesScreening';
  if (functions?.names.has(name)) return functions.call(name, submission);
  return isRight(configOf(run), submission.item, submission.answer) ?? null;
}

/** Whether a worker has now answered more gold units wrong than allowed, or the task's code says so. */
async function disqualifies(
  { runtime }: AssessmentSettings,
  functions: TaskFunctions | undefined,
  run: OpenRun,
  { worker }: TaskSubmission,
  isCorrect: boolean,
): Promise<boolean> {
  const maxIncorrect = run.mailbox.run.taskRun.context.settings.gold?.maxIncorrect ?? 0;
  const { correct, incorrect, completed } = totalsOf(runtime, run, worker.id as WorkerId);
  const record = {
    ...{ completed, correct: correct + Number(isCorrect), incorrect: incorrect + Number(!isCorrect) },
    ...{ worker, maxIncorrect },
  };
  if (functions?.names.has('keepsQualified')) return !(await functions.call('keepsQualified', record));
  // A right answer disqualifies nobody, also not after somebody took a disqualification back.
  return !isCorrect && record.incorrect > maxIncorrect;
}

/**
 * Whether the wrong answers of a worker in all runs are too many now. Units of two runs that were judged at the same time did not know of
 * each other; when what follows is carried out, the later of them knows of both.
 */
export async function isTooWrong(
  {
    runtime,
    functionsOf,
  }: Pick<AssessmentSettings, 'functionsOf'> & { runtime: Pick<Runtime, 'runsCountedWith' | 'workspace'> },
  run: OpenRun,
  workerId: WorkerId,
): Promise<boolean> {
  const { special, taskRun } = run.mailbox.run;
  const maxIncorrect = taskRun.context.settings.gold?.maxIncorrect ?? 0;
  const totals = totalsOf(runtime, run, workerId);
  const functions = await functionsOf(run);
  if (!functions?.names.has('keepsQualified')) return totals.incorrect > maxIncorrect;
  const { provider, name, incorrect } = assessedIn(special, workerId);
  // Its own wrong answers were in the judgement.
  if (totals.incorrect === incorrect) return false;
  const worker = taskWorkerOf(runtime, { workerId, provider, worker: name });
  return !(await functions.call('keepsQualified', { ...totals, worker, maxIncorrect }));
}

/** How a worker has done in all runs that count together. */
export function totalsOf(runtime: Pick<Runtime, 'runsCountedWith'>, run: OpenRun, workerId: WorkerId) {
  const own = assessedIn(run.mailbox.run.special, workerId);
  const elsewhere = assessedElsewhere(runtime, run, workerId);
  return {
    correct: own.correct + elsewhere.correct,
    incorrect: own.incorrect + elsewhere.incorrect,
    completed: own.completed + elsewhere.completed,
  };
}

const askedBy = (actions: TaskAction[] | null) =>
  (actions ?? []).map((action) =>
    'grant' in action ? { name: action.grant, value: action.value ?? 1 } : { name: action.revoke, value: null },
  );
