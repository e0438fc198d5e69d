import { isAbsolute } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../actors/refusals.ts';
import type { RunCommand } from '../../actors/run-decide.ts';
import * as api from '../../api/runs.ts';
import { After } from '../../api/shapes.ts';
import { runRow, runRows } from '../../projections/task-runs.ts';
import type { ReadModel } from '../read-model/read-model.ts';
import type { LaunchRequest, Runtime } from '../runtime/runtime.ts';
import { houseRoutes } from './hosts.ts';
import { reportsOf, sendLines } from './ndjson.ts';
import { caughtUp } from './patience.ts';
import { serve } from './serve.ts';

const Launch = z.strictObject({
  folder: z.string().refine(isAbsolute, 'must be an absolute path'),
  config: z.string().optional(),
  overrides: z.record(z.string(), z.string()).optional(),
});

type Settings = {
  runtime: Runtime;
  readModel: ReadModel;
  urlOf: (runId: string) => string;
  overview: () => api.Overview;
};

/** Runs: all of them at a glance, one by one, and launching, pausing, extending and stopping them. */
export async function runsApi(app: FastifyInstance, { runtime, readModel, urlOf, overview }: Settings) {
  const setAside = () => runtime.setAside().map(({ run, sentence }) => ({ run, sentence }));
  const currentRuns = () => ({
    runs: runRows(readModel.db, urlOf),
    set_aside: setAside(),
    sequence: readModel.sequence(),
  });

  async function oneRun(runId: string, after: number) {
    await caughtUp(readModel, after);
    const row = runRow(readModel.db, runId, urlOf);
    if (!row) throw refuse('run/unknown', { run: runId });
    return row;
  }

  app.post(`${houseRoutes}/api/runs`, (request, reply) => {
    const wanted: LaunchRequest = Launch.parse(request.body);
    return sendLines(
      reply,
      reportsOf(async (report) => {
        const runId = await runtime.launch(wanted, report);
        return { run: await oneRun(runId, runtime.run(runId).mailbox.sequence) };
      }),
    );
  });

  app.get(`${houseRoutes}/api/runs`, async (request) => {
    await caughtUp(readModel, After.parse(request.query).after);
    return currentRuns();
  });

  app.get<{ Params: { run: string } }>(`${houseRoutes}/api/runs/:run`, (request) =>
    oneRun(request.params.run, After.parse(request.query).after),
  );

  serve(app, api.overview, async ({ query }) => {
    await caughtUp(readModel, query.after);
    return overview();
  });

  const steer = async (run: string, command: RunCommand, by: string) => {
    const { sequence } = await runtime.ask(run, command, by);
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

  return { currentRuns };
}
