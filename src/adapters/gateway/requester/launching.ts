import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../../actors/refusal.ts';
import type { LaunchPlan } from '../../../api/launch.ts';
import { textOutside } from '../../../events/outside.ts';
import { runRow } from '../../../projections/units/run-rows.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { LaunchAgain, LaunchRequest, OnProgress, TaskFolder } from '../../../runtime/ports/tasks.ts';
import { callerOf, isOwnerHere } from '../http/caller.ts';
import { caughtUp } from '../http/caught-up.ts';
import { reportsOf, sendLines } from '../http/ndjson.ts';
import { refuse } from '../http/refusals.ts';
import type { WithLink } from '../identity/open-link.ts';

type Launched = { run: string; plan: LaunchPlan; goesOn?: boolean };

/** Launches task folders of this machine, or only checks them; reports as it goes. */
export type Launches = {
  launch(request: LaunchRequest, onProgress: OnProgress, by: string): Promise<Launched>;
  launchAgain(request: LaunchAgain, onProgress: OnProgress, by: string): Promise<Launched>;
  planLaunch(request: TaskFolder, onProgress: OnProgress): Promise<LaunchPlan>;
};

type Rows = { readModel: ReadModel; urlOf: (runId: string) => string; withLink: WithLink };

/** The row of a run, once the rows have reached a sequence; throws `run/unknown`. */
export async function currentRun({ readModel, urlOf, withLink }: Rows, run: string, after: number) {
  await caughtUp(readModel, after);
  const row = runRow(readModel.db, run, urlOf);
  if (!row) throw refuse('run/unknown', { run });
  return withLink(row);
}

type Exchange = { by: string; request: FastifyRequest; reply: FastifyReply };

/** Sends the lines of a launch, or of a check without one. */
export type SendLaunch = ReturnType<typeof openLaunching>;

/** Replies with the lines of a launch; callers elsewhere see no paths of this machine. */
export function openLaunching(settings: Rows & { calls: RuntimeCalls; launches: Launches }) {
  const { calls, launches } = settings;
  return ({ by, request, reply }: Exchange, asked: LaunchRequest | LaunchAgain, isDry = false): FastifyReply =>
    sendLines(
      reply,
      reportsOf(async (report) => {
        const isHere = isOwnerHere(callerOf(request));
        const onProgress: OnProgress = isHere ? report : (at) => report({ ...at, step: textOutside(at.step) });
        const fail = (error: unknown) => {
          throw isHere ? error : refusalOutside(error);
        };
        if (isDry && 'folder' in asked) return { plan: await launches.planLaunch(asked, onProgress).catch(fail) };
        const launched =
          'again' in asked ? launches.launchAgain(asked, onProgress, by) : launches.launch(asked, onProgress, by);
        const { run, plan, goesOn } = await launched.catch(fail);
        const row = await currentRun(settings, run, await calls.run.sequence({ run }));
        return { plan, run: row, ...(goesOn ? { goes_on: true } : {}) };
      }),
    );
}

/** A refusal without paths of this machine, which errors of compilers and task code contain. */
export const refusalOutside = (error: unknown): unknown =>
  error instanceof Refusal ? new Refusal(error.code, error.status, textOutside(error.message)) : error;
