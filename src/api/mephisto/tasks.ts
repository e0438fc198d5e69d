import { z } from 'zod';
import { mephisto } from './endpoint.ts';
import { Listing, More, WorkerOpinion } from './shapes.ts';

const params = z.object({ task: z.string() });

export const MephistoTask = z.object({
  id: z.string(),
  name: z.string(),
  /** Whether units were submitted and all of them are reviewed. */
  is_reviewed: z.boolean(),
  unit_all_count: z.int(),
  /** Submitted units, reviewed or not; `unit_finished_count` adds the cancelled ones. */
  unit_completed_count: z.int(),
  unit_finished_count: z.int(),
  created_at: z.string(),
  has_stats: z.boolean(),
});
export type MephistoTask = z.infer<typeof MephistoTask>;

export const tasks = mephisto({
  name: 'mephistoTasks',
  method: 'GET',
  path: '/api/tasks',
  summary: 'All tasks with a run, and their progress.',
  role: 'reader',
  reply: z.object({ tasks: z.array(MephistoTask) }),
});

export const task = mephisto({
  name: 'mephistoTask',
  method: 'GET',
  path: '/api/tasks/:task',
  summary: 'One task.',
  role: 'reader',
  params,
  reply: z.object({ id: z.string(), name: z.string(), type: z.string(), created_at: z.string() }),
});

export const workerUnitsIds = mephisto({
  name: 'mephistoWorkerUnitsIds',
  method: 'GET',
  path: '/api/tasks/:task/worker-units-ids',
  summary: 'The units of a task to review, each with its worker.',
  role: 'reader',
  params,
  query: Listing,
  reply: More.extend({
    worker_units_ids: z.array(z.object({ worker_id: z.string().nullable(), unit_id: z.string() })),
  }),
});

export const exportResults = mephisto({
  name: 'mephistoExportResults',
  method: 'GET',
  path: '/api/tasks/:task/export-results',
  summary: 'Whether the results of a task can be exported; the file is generated when it is downloaded.',
  role: 'reader',
  params,
  reply: z.object({ file_created: z.literal(true) }),
});

export const exportedResults = mephisto({
  name: 'mephistoExportedResults',
  method: 'GET',
  path: '/api/tasks/:task/:n_units/export-results.json',
  summary: "The current results of a task in Mephisto's format; the number of units is ignored.",
  role: 'reader',
  params: params.extend({ n_units: z.coerce.number().int().nonnegative() }),
  reply: z.record(z.string(), z.unknown()),
  streams: 'bytes',
});

export const statsResults = mephisto({
  name: 'mephistoStatsResults',
  method: 'GET',
  path: '/api/tasks/:task/stats-results',
  summary: 'How often each option of each question with options was chosen.',
  role: 'reader',
  params,
  reply: z.object({
    stats: z.record(z.string(), z.record(z.string(), z.int())),
    task_id: z.string(),
    task_name: z.string(),
    workers_count: z.int(),
  }),
});

export const timeline = mephisto({
  name: 'mephistoTimeline',
  method: 'GET',
  path: '/api/tasks/:task/timeline',
  summary: 'The dashboard with the progress of a task.',
  role: 'reader',
  params,
  reply: z.object({ dashboard_url: z.string(), server_is_available: z.literal(true), task_name: z.string() }),
});

export const MephistoOpinion = z.object({
  worker_id: z.string(),
  unit_id: z.string(),
  data: WorkerOpinion,
  unit_data_folder: z.null(),
});
export type MephistoOpinion = z.infer<typeof MephistoOpinion>;

export const workerOpinions = mephisto({
  name: 'mephistoWorkerOpinions',
  method: 'GET',
  path: '/api/tasks/:task/worker-opinions',
  summary: 'Feedback from the workers of a task, the newest first.',
  role: 'reader',
  params,
  query: Listing,
  reply: More.extend({ task_name: z.string(), worker_opinions: z.array(MephistoOpinion) }),
});
