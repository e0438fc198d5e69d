import { askUntilStored } from './ask-until-stored.ts';
import { requireKnownAnswers } from './assessment-plan.ts';
import { requireOwn } from './imported.ts';
import type { ManagedRuns } from './managed-runs.ts';
import { configOf, type OpenRun } from './open-run.ts';
import type { CodeVersion } from './ports/tasks.ts';
import { refuse } from './refusals/refusals.ts';
import type { OpenedFunctions } from './run-functions.ts';

/** What decides in a run from now on: the functions of the code that was loaded, and its version. */
export type ReloadOutcome = { sequence: number; functions: string[]; code?: CodeVersion };

/**
 * Loads the code of an open run again and records who asked for it. Code that cannot be loaded, or that could not decide what the run needs, is refused with
 * its sentence; the former code goes on then.
 */
export async function reloadCode(
  { functions, workspace }: Pick<ManagedRuns, 'functions' | 'workspace'>,
  run: OpenRun,
  by: string,
): Promise<ReloadOutcome> {
  requireOwn(workspace, run);
  let outcome: ReloadOutcome | undefined;
  await functions.reload(run, async (opened) => {
    requireFit(run, opened);
    const { code } = opened.state();
    const { sequence } = await run.mailbox.ask({ type: 'task-run.note-code', ...code, isAsked: true }, by);
    outcome = { sequence, functions: [...opened.functions.names], code };
  });
  return outcome!;
}

/** Records the version of the code that a host has loaded, if it is another than before. What cannot be recorded is so at the next start of a host. */
export function noteCode(run: OpenRun, code: CodeVersion): void {
  const command = { type: 'task-run.note-code', ...code } as const;
  const isDone = () => run.mailbox.run.taskRun.context.codeSha256 === code.sha256;
  if (!isDone()) askUntilStored(run.mailbox, { command, by: 'task-host', isDone }).catch(() => undefined);
}

function requireFit(run: OpenRun, { functions }: OpenedFunctions): void {
  const { names } = functions;
  requireKnownAnswers(configOf(run), functions);
  const { tellsCode } = run.mailbox.run.taskRun.context.settings;
  // What is submitted waits for its code from the start of a run on, or not at all.
  if (names.has('onSubmitted') && !tellsCode) throw refuse('run/code-differs', { run: run.runId });
}
