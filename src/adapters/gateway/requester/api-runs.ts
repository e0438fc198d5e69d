import { isAbsolute } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../../actors/refusal.ts';
import type { RunCommand } from '../../../actors/run-decide.ts';
import type { LaunchPlan } from '../../../api/launch.ts';
import * as api from '../../../api/runs.ts';
import { openingOutside, textOutside } from '../../../events/outside.ts';
import { runConfig, runRow, runRows } from '../../../projections/runs/task-runs.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { OnProgress, TaskFolder } from '../../../runtime/ports/tasks.ts';
import { callerOf, isOwnerHere } from '../http/caller.ts';
import { caughtUp } from '../http/caught-up.ts';
import { reportsOf, sendLines } from '../http/ndjson.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

/** Launches task folders of this machine, or only checks them; reports as it goes. */
export type Launches = {
  launch(request: TaskFolder, onProgress: OnProgress, by: string): Promise<{ run: string; plan: LaunchPlan }>;
  planLaunch(request: TaskFolder, onProgress: OnProgress): Promise<LaunchPlan>;
};

type Settings = {
  calls: RuntimeCalls;
  readModel: ReadModel;
  urlOf: (runId: string) => string;
  launches: Launches;
  overview: () => Promise<api.Overview>;
};

/** Runs: the overview, single runs, and launching, pausing, resuming, extending and stopping them. */
export function runsApi(app: FastifyInstance, { calls, launches, readModel, urlOf, overview }: Settings): void {
  async function currentRuns() {
    const quarantined = await calls.workspace.quarantined();
    return {
      runs: runRows(readModel.db, urlOf),
      set_aside: quarantined.map(({ run, sentence }) => ({ run, sentence })),
      sequence: readModel.sequence(),
    };
  }

  async function oneRun(runId: string, after: number) {
    await caughtUp(readModel, after);
    const row = runRow(readModel.db, runId, urlOf);
    if (!row) throw refuse('run/unknown', { run: runId });
    return row;
  }

  serve(app, api.launchRun, ({ body, by, request, reply }) => {
    if (!isAbsolute(body.folder)) throw refuse('request/bad-shape', { reason: 'folder: must be an absolute path' });
    return sendLines(
      reply,
      reportsOf(async (report) => {
        const isHere = isOwnerHere(callerOf(request));
        const onProgress: OnProgress = isHere ? report : (at) => report({ ...at, step: textOutside(at.step) });
        const fail = (error: unknown) => {
          throw isHere ? error : refusalOutside(error);
        };
        if (body.dry_run) return { plan: await launches.planLaunch(body, onProgress).catch(fail) };
        const { run, plan } = await launches.launch(body, onProgress, by).catch(fail);
        return { plan, run: await oneRun(run, await calls.run.sequence({ run })) };
      }),
    );
  });

  serve(app, api.listRuns, async ({ query }) => {
    await caughtUp(readModel, query.after);
    return currentRuns();
  });

  serve(app, api.getRun, ({ params, query }) => oneRun(params.run, query.after));

  serve(app, api.getRunConfig, async ({ params: { run }, query, request }) => {
    await caughtUp(readModel, query.after);
    const row = runConfig(readModel.db, run);
    if (!row) throw refuse('run/unknown', { run });
    return shownConfig(row, isOwnerHere(callerOf(request)));
  });

  serve(app, api.overview, async ({ query }) => {
    await caughtUp(readModel, query.after);
    return overview();
  });

  const steer = async (run: string, command: RunCommand, by: string) => {
    const { sequence } = await calls.run.decide({ run, command, by });
    return { sequence };
  };
  serve(app, api.pauseRun, ({ params, body, by }) =>
    steer(params.run, { type: 'task-run.pause', note: body?.note }, by),
  );
  serve(app, api.resumeRun, ({ params, body, by }) =>
    steer(params.run, { type: 'task-run.resume', note: body?.note }, by),
  );
  serve(app, api.extendRun, ({ params, body, by }) =>
    steer(params.run, { type: 'task-run.extend', unitsPerAssignment: body.units_per_assignment }, by),
  );
  serve(app, api.stopRun, ({ params, by }) => steer(params.run, { type: 'task-run.stop' }, by));
}

type Row = NonNullable<ReturnType<typeof runConfig>>;

/** The config that a run was launched with; the path of its folder is for owners on this machine only. */
function shownConfig(row: Row, withFolder: boolean): api.RunConfig {
  const { launched, config } = openingOutside(row) as Row;
  const { folder, config: name = null, overrides = {} } = launched;
  return { folder: withFolder ? row.launched.folder : folder, name, overrides, config };
}

/** A refusal without paths of this machine, which errors of compilers and task code contain. */
const refusalOutside = (error: unknown): unknown =>
  error instanceof Refusal ? new Refusal(error.code, error.status, textOutside(error.message)) : error;
