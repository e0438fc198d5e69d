import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/timeline.ts';
import { UnitId } from '../../../events/ids.ts';
import type { Log } from '../../../events/log.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { timelinePage } from '../../../runtime/timeline/timeline-page.ts';
import { caughtUp } from '../http/caught-up.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import { located, withWorker } from '../http/worker-of.ts';

type Settings = { log: Log; calls: RuntimeCalls; readModel: ReadModel };

/** The histories of runs, units, sessions, workers and qualifications. */
export function timelineApi(app: FastifyInstance, { log, calls, readModel }: Settings): void {
  serve(app, api.getTimeline, async ({ params: { id }, query: { after, kind: kinds, order, ...filter }, request }) => {
    const query = withWorker({ readModel, request }, filter);
    const about = await located({ readModel, request }, calls, id);
    if (!about) throw refuse('replay/unknown', { id });
    if (query.unit !== undefined && !UnitId.safeParse(query.unit).success)
      throw refuse('unit/unknown', { unit: query.unit });
    await caughtUp(readModel, after);
    const sequence = readModel.sequence();
    const settings = { log, db: readModel.db };
    const page = await timelinePage(settings, about, { ...query, kinds, newestFirst: order === 'newest' });
    return { of: about.kind, ...page, sequence };
  });
}
