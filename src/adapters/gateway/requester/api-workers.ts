import type { FastifyInstance } from 'fastify';
import type { WorkerCommand } from '../../../actors/worker.ts';
import * as api from '../../../api/workers.ts';
import { historyOfWorker } from '../../../projections/workers/worker-history.ts';
import { workerPage, workerRow } from '../../../projections/workers/worker-rows.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { qualificationIdOf, unitIdOf, workerIdOf } from '../http/named.ts';
import { workspaceCaughtUp } from '../http/patience.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = { runtime: Runtime; readModel: ReadModel };

/** How much of a worker's history is told at once. */
const lastDecisions = 1000;

/** Workers: who they are to us, what was decided about them, and what may be. */
export function workersApi(app: FastifyInstance, settings: Settings): void {
  const { runtime, readModel } = settings;
  serve(app, api.listWorkers, async ({ query: { after, ...query } }) => {
    await workspaceCaughtUp(settings, after);
    return { ...workerPage(readModel.db, query), sequence: readModel.sequence() };
  });

  serve(app, api.getWorker, async ({ params: { worker }, query }) => {
    await workspaceCaughtUp(settings, query.after);
    const row = workerRow(readModel.db, worker);
    if (!row) throw refuse('worker/unknown', { worker });
    return { ...row, history: historyOfWorker(readModel.db, worker, lastDecisions) };
  });

  const occasion = (unit: string | undefined) => (unit === undefined ? undefined : unitIdOf(runtime, unit));

  async function decide(command: WorkerCommand, by: string) {
    const { sequence } = await runtime.askWorkspace(command, by);
    return { sequence };
  }

  serve(app, api.banWorker, ({ params, body: { reason, unit }, by }) =>
    decide({ type: 'worker.ban', workerId: workerIdOf(params.worker), reason, unitId: occasion(unit) }, by),
  );
  serve(app, api.unbanWorker, ({ params, body, by }) =>
    decide({ type: 'worker.unban', workerId: workerIdOf(params.worker), note: body?.note }, by),
  );
  serve(app, api.grantQualification, ({ params, body: { value, note, unit }, by }) => {
    const [workerId, qualificationId] = [workerIdOf(params.worker), qualificationIdOf(params.qualification)];
    const unitId = occasion(unit);
    return decide({ type: 'worker.grant', workerId, qualificationId, value, note, unitId }, by);
  });
  serve(app, api.revokeQualification, ({ params, body, by }) => {
    const [workerId, qualificationId] = [workerIdOf(params.worker), qualificationIdOf(params.qualification)];
    const unitId = occasion(body?.unit);
    return decide({ type: 'worker.revoke', workerId, qualificationId, note: body?.note, unitId }, by);
  });
}
