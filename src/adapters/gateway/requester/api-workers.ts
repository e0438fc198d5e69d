import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WorkerCommand } from '../../../actors/worker.ts';
import { providers } from '../../../api/providers.ts';
import { workerNames } from '../../../api/worker-names.ts';
import * as api from '../../../api/workers.ts';
import type { WorkerId } from '../../../events/ids.ts';
import { historyOfWorker } from '../../../projections/workers/worker-history.ts';
import { namesOfWorkers, workersLike } from '../../../projections/workers/worker-names.ts';
import { workerPage, workerRow } from '../../../projections/workers/worker-rows.ts';
import { signalsOfWorker } from '../../../projections/workers/worker-signals.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { callerOf } from '../http/caller.ts';
import { caughtUp, requireScope, workspaceCaughtUp } from '../http/caught-up.ts';
import { qualificationIdOf, unitIdOf } from '../http/ids.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { maySeeNames, workerOf } from '../http/worker-of.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel };

/** The maximum length of a worker's history in one reply. */
const maxDecisions = 1000;
/** How many workers a search by name finds. */
const maxFound = 20;

/** Workers: listing them, their history, and decisions about them. */
export function workersApi(app: FastifyInstance, settings: Settings): void {
  const { calls, readModel } = settings;
  serve(app, api.listWorkers, async ({ query: { after, ...query }, request }) => {
    await workspaceCaughtUp(settings, after);
    requireScope(readModel, query);
    const searchesNames = maySeeNames(callerOf(request));
    const now = new Date().toISOString();
    return { ...workerPage(readModel.db, { ...query, searchesNames, now }), sequence: readModel.sequence() };
  });

  serve(app, workerNames, async ({ query: { after, workers, search = '' }, request }) => {
    await caughtUp(readModel, after);
    if (!maySeeNames(callerOf(request))) return { names: [] };
    if (workers === undefined) return { names: workersLike(readModel.db, search, maxFound) };
    return { names: [...namesOfWorkers(readModel.db, workers)].map(([worker, name]) => ({ worker, name })) };
  });

  serve(app, api.getWorker, async ({ params, query, request }) => {
    await workspaceCaughtUp(settings, query.after);
    const worker = workerOf({ readModel, request }, params.worker);
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

  serve(app, api.blockWorker, async ({ params, body: { reason, unit }, by, request }) =>
    decide(
      {
        type: 'worker.block',
        workerId: workerOf({ readModel, request }, params.worker),
        reason,
        unitId: await occasion(unit),
      },
      by,
    ),
  );
  serve(app, api.unblockWorker, async ({ params, body, by, request }) =>
    decide({ type: 'worker.unblock', workerId: workerOf({ readModel, request }, params.worker), note: body?.note }, by),
  );
  /** The worker that is meant by a word, or by `provider:name`, who may not have come yet. */
  async function holderOf(request: FastifyRequest, given: string): Promise<{ workerId: WorkerId; isNamed?: boolean }> {
    const provider = providers.find((one) => given.startsWith(`${one}:`));
    const name = provider === undefined ? '' : given.slice(provider.length + 1).trim();
    if (provider === undefined || name === '') return { workerId: workerOf({ readModel, request }, given) };
    return { workerId: await calls.workspace.workerNamed({ provider, name }), isNamed: true };
  }

  serve(app, api.grantQualification, async ({ params, body: { value, note, unit }, by, request }) => {
    const qualificationId = qualificationIdOf(params.qualification);
    const [worker, unitId] = [await holderOf(request, params.worker), await occasion(unit)];
    const isExpected = !worker.isNamed || (await calls.workspace.isExpected(worker));
    const recorded = await decide({ type: 'worker.grant', ...worker, qualificationId, value, note, unitId }, by);
    const notice = isExpected ? null : `${params.worker} has never been here; the grant waits for them.`;
    return { ...recorded, notice };
  });
  serve(app, api.revokeQualification, async ({ params, body, by, request }) => {
    const qualificationId = qualificationIdOf(params.qualification);
    const [worker, unitId] = [await holderOf(request, params.worker), await occasion(body?.unit)];
    return decide({ type: 'worker.revoke', ...worker, qualificationId, note: body?.note, unitId }, by);
  });
}
