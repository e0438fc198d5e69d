import type { Onboarding } from '../../actors/onboarding.ts';
import type { AgentId } from '../../events/ids.ts';
import { explanationKey, isRight, secretKeys } from '../answer-key.ts';
import { withoutKeys } from '../config/data-keys.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import type { TaskFunctions } from '../ports/task-functions.ts';
import type { Runtime } from '../runtime.ts';
import type { RefusedItems } from './refused-items.ts';
import { taskWorkerOf } from './task-worker.ts';

type Page = Record<string, unknown>;

/** What is needed to judge: the runs, and the functions of a run's code if it has some. */
export type AssessmentSettings = {
  runtime: Pick<Runtime, 'runs' | 'runsCountedWith' | 'workspace' | 'askWorkspace'>;
  functionsOf: (run: OpenRun) => Promise<TaskFunctions | undefined>;
  refusedItems: RefusedItems;
};

const pagesOf = (run: OpenRun, { context }: Onboarding): readonly Page[] =>
  context.own ?? configOf(run).onboarding_data ?? [{}];

/**
 * What the page shows now, without what its worker may not know; where they are, how many wrong answers they gave so far, whether the last
 * one was wrong, and why.
 */
export function shownPage(run: OpenRun, state: Onboarding): Page {
  const pages = pagesOf(run, state);
  const { page, mistakes, isAgain, explanation } = state.context;
  const data = withoutKeys(pages[page] ?? {}, secretKeys(configOf(run)));
  if (pages.length === 1 && mistakes === 0) return data;
  const why = explanation === undefined ? {} : { explanation };
  const where = { page: page + 1, pages: pages.length, mistakes };
  return { ...data, onboarding: { ...where, ...(isAgain ? { wrong: true, ...why } : {}) } };
}

/** Judges the page that is submitted: by the task's code if it does so, else by the right answers in the data, else it is right. */
async function judge({ runtime, functionsOf }: AssessmentSettings, run: OpenRun, state: Onboarding) {
  const { page, answer, workerId, provider, worker } = state.context;
  const config = configOf(run);
  const inputs = pagesOf(run, state)[page] ?? {};
  const functions = await functionsOf(run);
  if (functions?.names.has('validateOnboarding')) {
    const asked = { worker: taskWorkerOf(runtime, { workerId, provider, worker }), inputs, outputs: answer };
    const verdict = await functions.call('validateOnboarding', asked);
    const { passed, explanation } = typeof verdict === 'boolean' ? { passed: verdict } : verdict;
    return { page, correct: passed, ...explained(explanation ?? inputs[explanationKey]) };
  }
  return { page, correct: isRight(config, inputs, answer) ?? true, ...explained(inputs[explanationKey]) };
}

const explained = (explanation: unknown) =>
  typeof explanation === 'string' && explanation !== '' ? { explanation } : {};

/** Performs the to-dos of one onboarding until there is none: judging the submitted page, and granting what follows from its outcome. */
export async function settleOnboarding(settings: AssessmentSettings, run: OpenRun, agentId: AgentId): Promise<void> {
  const { runtime } = settings;
  const stateNow = () => run.mailbox.run.onboardings.states.get(agentId);
  const by = `onboarding:${run.runId}`;
  const waiting = stateNow();
  if (waiting?.matches('judging'))
    await run.mailbox.ask({ type: 'onboarding.judge', agentId, ...(await judge(settings, run, waiting)) }, by);
  const ended = stateNow();
  const setting = run.mailbox.run.taskRun.context.settings.onboarding;
  if (!setting || !(ended?.matches('passed') || ended?.matches('failed'))) return;
  const { workerId } = ended.context;
  const hasFailed = ended.matches('failed');
  const grant = { type: 'worker.grant', workerId, isNamed: true, note: `Onboarding of ${run.runId}` } as const;
  const { qualificationId, failedId } = setting;
  await runtime.askWorkspace({ ...grant, qualificationId, value: hasFailed ? 0 : 1 }, by);
  if (hasFailed) await runtime.askWorkspace({ ...grant, qualificationId: failedId, value: 0 }, by);
  await run.mailbox.ask({ type: 'onboarding.note-granted', agentId }, by);
}
