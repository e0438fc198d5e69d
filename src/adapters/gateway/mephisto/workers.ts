import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/mephisto/workers.ts';
import type { WorkerId } from '../../../events/ids.ts';
import { reviewCounts } from '../../../projections/review/review-counts.ts';
import { grantsOfWorkers } from '../../../projections/workers/grant-rows.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { requireScope, workspaceCaughtUp } from '../http/caught-up.ts';
import { qualificationIdOf, unitIdOf, workerIdOf } from '../http/ids.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel };

/** The worker of this id; throws `worker/unknown` if they never worked. */
export async function knownWorker({ workspace }: RuntimeCalls, worker: string): Promise<WorkerId> {
  const workerId = workerIdOf(worker);
  if (!(await workspace.hasWorked({ workerId }))) throw refuse('worker/unknown', { worker });
  return workerId;
}

/** The first of these units, as the reason for a decision; throws `unit/unknown` if one is unknown. */
export const occasionIn = async (calls: RuntimeCalls, units: readonly string[]) =>
  (await Promise.all(units.map((unit) => unitIdOf(calls, unit))))[0];

/** Workers: blocks, qualifications, and statistics of their reviews. */
export function mephistoWorkers(app: FastifyInstance, settings: Settings): void {
  const { calls, readModel } = settings;

  serve(app, api.block, async ({ params, body, by }) => {
    const unitId = await occasionIn(calls, body.unit_ids ?? []);
    const workerId = workerIdOf(params.worker);
    const command = { type: 'worker.block', workerId, reason: body.review_note, unitId } as const;
    const { sequence } = await calls.workspace.decide({ command, by });
    await workspaceCaughtUp(settings, sequence);
    return {};
  });

  serve(app, api.workerQualifications, async ({ params }) => {
    const held = grantsOfWorkers(readModel.db, [await knownWorker(calls, params.worker)]);
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
    const unitId = await occasionIn(calls, body.unit_ids);
    const workerId = await knownWorker(calls, params.worker);
    const note = body.review_note || undefined;
    const grants = body.qualification_grants.map(({ qualification_id, value }) => ({
      qualificationId: qualificationIdOf(qualification_id),
      value,
    }));
    // Checked first, so that either all are granted or none.
    for (const { qualificationId } of grants) {
      const known = await calls.workspace.qualification({ qualificationId });
      if (!known) throw refuse('qualification/unknown', { qualification: qualificationId });
      if (!known.isActive) throw refuse('qualification/retired', { name: known.name });
    }
    for (const grant of grants) {
      const command = { type: 'worker.grant', workerId, ...grant, note, unitId } as const;
      await calls.workspace.decide({ command, by });
    }
    await workspaceCaughtUp(settings, 0);
    return {};
  });

  serve(
    app,
    api.reviewStats,
    async ({ query: { task_id: task, worker_id, since, limit = Number.POSITIVE_INFINITY } }) => {
      requireScope(readModel, { task });
      const worker = worker_id === undefined ? undefined : await knownWorker(calls, worker_id);
      const counts = reviewCounts(readModel.db, { task, worker, since });
      const atMost = (count: number) => Math.min(count, limit);
      const [approved_count, rejected_count] = [atMost(counts.accepted), atMost(counts.rejected)];
      const soft_rejected_count = atMost(counts.soft_rejected);
      const reviewed_count = approved_count + rejected_count + soft_rejected_count;
      const total_count = atMost(counts.submitted);
      return { stats: { total_count, reviewed_count, approved_count, rejected_count, soft_rejected_count } };
    },
  );
}
