import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/mephisto/tasks.ts';
import { type RunRow, runRows } from '../../../projections/units/run-rows.ts';
import { unitPage } from '../../../projections/units/unit-list.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { requireScope } from '../http/caught-up.ts';
import { appOriginFor } from '../http/hosts.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { sendList } from './send-list.ts';

type Settings = { readModel: ReadModel; urlOf: (runId: string) => string; publicUrl?: URL };

/** All tasks; a task is the runs of one name. */
export function mephistoTasks(app: FastifyInstance, { readModel, urlOf, publicUrl }: Settings): void {
  const inOrder = () => runRows(readModel.db, urlOf).reverse();

  serve(app, api.tasks, () => {
    const runs = new Map<string, RunRow[]>();
    for (const run of inOrder()) runs.set(run.task, [...(runs.get(run.task) ?? []), run]);
    return { tasks: [...runs].map(([task, ofTask]) => taskOf(task, ofTask)) };
  });

  serve(app, api.task, ({ params: { task } }) => {
    const first = inOrder().find((run) => run.task === task);
    if (!first) throw refuse('task/unknown', { task });
    // Mephisto's name for the only kind of task.
    return { id: task, name: task, type: 'static_react_task', created_at: first.opened_at };
  });

  serve(app, api.workerUnitsIds, ({ params: { task }, query, reply }) => {
    requireScope(readModel, { task });
    return sendList(reply, {
      name: 'worker_units_ids',
      query,
      pageOf(place) {
        const { units, cursor } = unitPage(readModel.db, { task, status: ['completed'], ...place });
        return { rows: units.map(({ worker: worker_id, id: unit_id }) => ({ worker_id, unit_id })), cursor };
      },
    });
  });

  serve(app, api.timeline, ({ params: { task }, request }) => {
    requireScope(readModel, { task });
    const origin = appOriginFor(request.headers.host, publicUrl);
    const dashboard_url = `${origin}/statistics?${new URLSearchParams({ task })}`;
    return { dashboard_url, server_is_available: true as const, task_name: task };
  });
}

/** A task, from its runs, the oldest first. */
function taskOf(task: string, runs: readonly RunRow[]): api.MephistoTask {
  const sum = (count: (run: RunRow) => number) => runs.reduce((total, run) => total + count(run), 0);
  const completed = sum((run) => run.completed);
  const reviewed = sum((run) => run.accepted + run.soft_rejected + run.rejected);
  return {
    id: task,
    name: task,
    is_reviewed: completed > 0 && reviewed === completed,
    unit_all_count: sum((run) => run.units),
    unit_completed_count: completed,
    unit_finished_count: completed + sum((run) => run.expired),
    created_at: runs[0]?.opened_at ?? '',
    has_stats: completed > 0,
  };
}
