import type { FastifyInstance } from 'fastify';
import type { WorkerCommand } from '../../../actors/worker.ts';
import { providers } from '../../../api/providers.ts';
import * as api from '../../../api/workers.ts';
import type { WorkerId } from '../../../events/ids.ts';
import { historyOfWorker } from '../../../projections/workers/worker-history.ts';
import { workerPage, workerRow } from '../../../projections/workers/worker-rows.ts';
import { signalsOfWorker } from '../../../projections/workers/worker-signals.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { requireScope, workspaceCaughtUp } from '../http/caught-up.ts';
import { qualificationIdOf, unitIdOf, workerIdOf } from '../http/ids.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel };

/** The maximum length of a worker's history in one reply. */
const maxDecisions = 1000;

/** Workers: listing them, their history, and decisions about them. */
export function workersApi(app: FastifyInstance, settings: Settings): void {
  const { calls, readModel } = settings;
  serve(app, api.listWorkers, async ({ query: { after, ...query } }) => {
    await workspaceCaughtUp(settings, after);
    requireScope(readModel, query);
    const now = new Date().toISOString();
    return { ...workerPage(readModel.db, { ...query, now }), sequence: readModel.sequence() };
  });

  serve(app, api.getWorker, async ({ params: { worker }, query }) => {
    await workspaceCaughtUp(settings, query.after);
    const row = workerRow(readModel.db, worker, new Date().toISOString());
    if (!row) throw refuse('worker/unknown', { worker });
    const history = historyOfWorker(readModel.db, worker, maxDecisions);
    return { ...row, history, signals: signalsOfWorker(readModel.db, worker) };
  });

  const occasion = async (unit: string | undefined) => (unit === undefined ? undefined : unitIdOf(calls, unit));

  async function decide(command: WorkerCommand, by: string) {
    const { sequence } = await calls.workspace.decide({ command, by });
    return { sequence };
  }

  serve(app, api.blockWorker, async ({ params, body: { reason, unit }, by }) =>
    decide({ type: 'worker.block', workerId: workerIdOf(params.worker), reason, unitId: await occasion(unit) }, by),
  );
  serve(app, api.unblockWorker, async ({ params, body, by }) =>
    decide({ type: 'worker.unblock', workerId: workerIdOf(params.worker), note: body?.note }, by),
  );
  /** The worker of an id, or of `provider:name`, who may not have come yet. */
  async function workerOf(given: string): Promise<{ workerId: WorkerId; isNamed?: boolean }> {
    const provider = providers.find((one) => given.startsWith(`${one}:`));
    const name = provider === undefined ? '' : given.slice(provider.length + 1).trim();
    if (provider === undefined || name === '') return { workerId: workerIdOf(given) };
    return { workerId: await calls.workspace.workerNamed({ provider, name }), isNamed: true };
  }

  serve(app, api.grantQualification, async ({ params, body: { value, note, unit }, by }) => {
    const qualificationId = qualificationIdOf(params.qualification);
    const [worker, unitId] = [await workerOf(params.worker), await occasion(unit)];
    const isExpected = !worker.isNamed || (await calls.workspace.isExpected(worker));
    const recorded = await decide({ type: 'worker.grant', ...worker, qualificationId, value, note, unitId }, by);
    const notice = isExpected ? null : `${params.worker} has never been here; the grant waits for them.`;
    return { ...recorded, notice };
  });
  serve(app, api.revokeQualification, async ({ params, body, by }) => {
    const qualificationId = qualificationIdOf(params.qualification);
    const [worker, unitId] = [await workerOf(params.worker), await occasion(body?.unit)];
    return decide({ type: 'worker.revoke', ...worker, qualificationId, note: body?.note, unitId }, by);
  });
}
