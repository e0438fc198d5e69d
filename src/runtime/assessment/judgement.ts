import type { Outcome } from '../../actors/judging.ts';
import { Refusal } from '../../actors/refusal.ts';
import { assessedIn, type Judgement, purposeOf } from '../../actors/special-units.ts';
import type { UnitId, WorkerId } from '../../events/ids.ts';
import { isRight } from '../answer-key.ts';
import { hasCode } from '../config/code-keys.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import type { TaskAction, TaskFunctions, TaskSubmission } from '../ports/task-functions.ts';
import { idOf } from '../requirements.ts';
import { assessedElsewhere } from './gold.ts';
import type { AssessmentSettings } from './onboarding.ts';
import { taskWorkerOf } from './task-worker.ts';

const authorOf = ({ runId }: OpenRun) => `assessment:${runId}`;

/** Judges a unit, if it waits for that: the run then knows what its worker may have next. */
export async function judgeUnit(settings: AssessmentSettings, run: OpenRun, unitId: UnitId): Promise<void> {
  const unjudged = run.mailbox.run.special.unjudged.get(unitId);
  if (!unjudged) return;
  const judged = await judge(settings, run, unitId, unjudged);
  await run.mailbox.ask({ type: 'unit.judge', unitId, ...judged }, authorOf(run));
}

/** Grants what follows from the judgement of a unit, for other runs and for the record. */
export async function followJudgement(settings: AssessmentSettings, run: OpenRun, unitId: UnitId): Promise<void> {
  const judgement = run.mailbox.run.special.unfollowed.get(unitId);
  if (!judgement) return;
  await follow(settings, run, unitId, judgement);
  await run.mailbox.ask({ type: 'unit.note-judgement-followed', unitId }, authorOf(run));
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

/** Whether the wrong answers of a worker in all runs are too many. */
async function isTooWrong(
  { runtime, functionsOf }: AssessmentSettings,
  run: OpenRun,
  workerId: WorkerId,
  totals: ReturnType<typeof totalsOf>,
): Promise<boolean> {
  const { special, taskRun } = run.mailbox.run;
  const maxIncorrect = taskRun.context.settings.gold?.maxIncorrect ?? 0;
  const functions = await functionsOf(run);
  if (!functions?.names.has('keepsQualified')) return totals.incorrect > maxIncorrect;
  const { provider, name, incorrect } = assessedIn(special, workerId);
  // Its own wrong answers were in the judgement.
  if (totals.incorrect === incorrect) return false;
  const worker = taskWorkerOf(runtime, { workerId, provider, worker: name });
  return !(await functions.call('keepsQualified', { ...totals, worker, maxIncorrect }));
}

/** How a worker has done in all runs that count together. */
function totalsOf(runtime: AssessmentSettings['runtime'], run: OpenRun, workerId: WorkerId) {
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

/** Grants and revokes what follows from a judgement; done again, it changes nothing. */
async function follow(assessing: AssessmentSettings, run: OpenRun, unitId: UnitId, judgement: Judgement) {
  const { runtime } = assessing;
  const { workerId, purpose, correct, disqualifies: isOver, asked = [] } = judgement;
  const { settings, task } = run.mailbox.run.taskRun.context;
  const by = authorOf(run);
  const of = { workerId, isNamed: true, unitId };
  const change = (command: Parameters<typeof runtime.askWorkspace>[0]) =>
    runtime.askWorkspace(command, by).catch((error) => {
      // One that was retired meanwhile can never be granted, so that waiting for it would never end.
      if (!(error instanceof Refusal) || !error.code.startsWith('qualification/')) throw error;
    });
  const grant = (qualificationId: Parameters<typeof granting>[0], value: number) =>
    change({ ...of, ...granting(qualificationId, value) });

  const { screening, gold } = settings;
  if (purpose === 'screening' && screening && typeof correct === 'boolean')
    await grant(correct ? screening.passedId : screening.blockId, 1);
  if (purpose === 'gold' && gold) {
    const totals = totalsOf(runtime, run, workerId);
    // Units of two runs that were judged at the same time did not know of each other; the later of them knows of both here.
    const isOut = isOver || (correct === false && (await isTooWrong(assessing, run, workerId, totals)));
    // At once, so that they are one commit.
    await Promise.all([
      grant(gold.completedId, totals.completed),
      correct ? grant(gold.correctId, totals.correct) : grant(gold.wrongId, totals.incorrect),
      isOut && grant(gold.disqualifiedId, 1),
    ]);
  }
  for (const { name, value } of asked) {
    const description = `Granted by the code of the task ${task}.`.slice(0, 500);
    const qualificationId = await idOf(runtime.workspace, { name, description, by });
    if (value === null) await change({ type: 'worker.revoke', ...of, qualificationId });
    else await grant(qualificationId, value);
  }
}

const granting = (qualificationId: Awaited<ReturnType<typeof idOf>>, value: number) =>
  ({ type: 'worker.grant', qualificationId, value }) as const;
