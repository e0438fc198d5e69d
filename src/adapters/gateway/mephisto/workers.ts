import type { FastifyInstance } from 'fastify';
import { assertActive } from '../../../actors/qualification.ts';
import * as api from '../../../api/mephisto/workers.ts';
import type { WorkerId } from '../../../events/ids.ts';
import { reviewCounts } from '../../../projections/review/review-counts.ts';
import { grantsOfWorkers } from '../../../projections/workers/grant-rows.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { qualificationIdOf, unitIdOf, workerIdOf } from '../http/named.ts';
import { workspaceCaughtUp } from '../http/patience.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { insistOnTask } from './tasks.ts';

type Settings = { runtime: Runtime; readModel: ReadModel };

/** The worker of this id; throws `worker/unknown` unless they ever were at work. */
export function knownWorker(runtime: Runtime, worker: string): WorkerId {
  const workerId = workerIdOf(worker);
  if (!runtime.hasWorked(workerId)) throw refuse('worker/unknown', { worker });
  return workerId;
}

/** The first of the units, over which something is recorded; all of them have to be there. */
export const occasionIn = (runtime: Runtime, units: readonly string[]) =>
  units.map((unit) => unitIdOf(runtime, unit))[0];

/** Workers: bans, what they hold, and how their work was judged. */
export function mephistoWorkers(app: FastifyInstance, settings: Settings): void {
  const { runtime, readModel } = settings;

  serve(app, api.block, async ({ params, body, by }) => {
    const unitId = occasionIn(runtime, body.unit_ids ?? []);
    const workerId = workerIdOf(params.worker);
    const { sequence } = await runtime.askWorkspace(
      { type: 'worker.ban', workerId, reason: body.review_note, unitId },
      by,
    );
    await workspaceCaughtUp(settings, sequence);
    return {};
  });

  serve(app, api.workerQualifications, ({ params }) => {
    const held = grantsOfWorkers(readModel.db, [knownWorker(runtime, params.worker)]);
    return {
      granted_qualifications: held.map(({ worker, qualification, value, granted_at }) => ({
        worker_id: worker,
        qualification_id: qualification,
        value,
        granted_at,
      })),
    };
  });

  serve(app, api.grantQualifications, async ({ params, body, by }) => {
    const unitId = occasionIn(runtime, body.unit_ids);
    const workerId = knownWorker(runtime, params.worker);
    const note = body.review_note || undefined;
    const grants = body.qualification_grants.map(({ qualification_id, value }) => ({
      qualificationId: qualificationIdOf(qualification_id),
      value,
    }));
    // Either all are granted, or there was a mistake and none is.
    for (const { qualificationId } of grants) {
      const known = runtime.workspace.mailbox.state.qualifications.get(qualificationId);
      if (!known) throw refuse('qualification/unknown', { qualification: qualificationId });
      assertActive(known);
    }
    for (const grant of grants)
      await runtime.askWorkspace({ type: 'worker.grant', workerId, ...grant, note, unitId }, by);
    await workspaceCaughtUp(settings, 0);
    return {};
  });

  serve(app, api.reviewStats, ({ query: { task_id: task, worker_id, since, limit = Number.POSITIVE_INFINITY } }) => {
    if (task !== undefined) insistOnTask(readModel, task);
    const worker = worker_id === undefined ? undefined : knownWorker(runtime, worker_id);
    const counts = reviewCounts(readModel.db, { task, worker, since });
    const atMost = (count: number) => Math.min(count, limit);
    const [approved_count, rejected_count] = [atMost(counts.accepted), atMost(counts.rejected)];
    const soft_rejected_count = atMost(counts.soft_rejected);
    const reviewed_count = approved_count + rejected_count + soft_rejected_count;
    const total_count = atMost(counts.submitted);
    return { stats: { total_count, reviewed_count, approved_count, rejected_count, soft_rejected_count } };
  });
}
