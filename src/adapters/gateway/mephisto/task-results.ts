import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import * as api from '../../../api/mephisto/tasks.ts';
import { formats } from '../../../projections/export/formats.ts';
import { opinionIn } from '../../../projections/export/mephisto-words.ts';
import { opinionPage } from '../../../projections/quality/opinions.ts';
import type { Statistics } from '../../../projections/quality/statistics-of.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { requireAllRuns } from '../../../runtime/quarantine.ts';
import type { Exports } from '../../threads/export/exports.ts';
import type { Analyst } from '../../threads/quality/analyst.ts';
import { requireScope } from '../http/caught-up.ts';
import { serve } from '../http/serve.ts';
import { sendExport } from '../requester/api-exports.ts';
import { sendList } from './send-list.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel; exports: Exports; analyst: Analyst };
type Opinion = Awaited<ReturnType<typeof opinionPage>>['opinions'][number];

/** The results of a task: its answers as a file, its statistics, and the workers' opinions. */
export function mephistoTaskResults(app: FastifyInstance, settings: Settings): void {
  const { calls, readModel, exports, analyst } = settings;

  async function begin(task: string) {
    requireScope(readModel, { task });
    requireAllRuns(await calls.workspace.quarantined(), task);
    return exports.begin({ of: [task], format: 'mephisto', identities: false });
  }

  serve(app, api.exportResults, async ({ params }) => {
    const begun = await begin(params.task);
    begun.close();
    return { file_created: true as const };
  });

  serve(app, api.exportedResults, async ({ params: { task }, reply }) => {
    const begun = await begin(task);
    const name = `task-${task}-results.json`.replace(/[^\w.-]+/g, '_');
    reply.header('content-disposition', `attachment; filename="${name}"`);
    return sendExport(reply, begun, formats.mephisto.type);
  });

  serve(app, api.statsResults, async ({ params: { task } }) => {
    requireScope(readModel, { task });
    const { json } = await analyst.figures({ what: 'statistics', task, rejected: true }, readModel.sequence());
    const statistics = JSON.parse(Buffer.from(json).toString()) as Statistics;
    return { ...statsOf(statistics), task_id: task, task_name: task };
  });

  serve(app, api.workerOpinions, ({ params: { task }, query, reply }) => {
    requireScope(readModel, { task });
    return sendList(reply, {
      name: 'worker_opinions',
      beside: { task_name: task },
      query,
      async pageOf(place) {
        const { opinions, cursor } = await opinionPage(readModel.db, { task, kind: 'opinion', ...place });
        return { rows: opinions.map(opinionOf), cursor };
      },
    });
  });
}

/** The counts of each question with options, by what the form shows; a label that two questions share gets the key appended. */
function statsOf({
  questions,
  workers_total,
}: Statistics): Pick<z.input<typeof api.statsResults.reply>, 'stats' | 'workers_count'> {
  const taken = new Set<string>();
  const stats = questions.flatMap(({ key, label, labels }) => {
    if (!labels) return [];
    const name = taken.has(label) ? `${label} (${key})` : label;
    taken.add(name);
    const counts = new Map<string, number>();
    for (const { label, shown = label, count } of labels) counts.set(shown, (counts.get(shown) ?? 0) + count);
    return [[name, Object.fromEntries(counts)] as const];
  });
  return { stats: Object.fromEntries(stats), workers_count: workers_total };
}

const opinionOf = ({ worker, unit, at, texts, files }: Opinion): api.MephistoOpinion => ({
  worker_id: worker,
  unit_id: unit,
  data: opinionIn([{ texts, files, of: `${unit} ${at}` }]),
  unit_data_folder: null,
});
