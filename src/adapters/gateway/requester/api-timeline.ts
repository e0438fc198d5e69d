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

type Settings = { log: Log; calls: RuntimeCalls; readModel: ReadModel };

/** The histories of runs, units and workers. */
export function timelineApi(app: FastifyInstance, { log, calls, readModel }: Settings): void {
  serve(app, api.getTimeline, async ({ params: { id }, query: { after, kind: kinds, order, ...query } }) => {
    const located = await calls.workspace.locate({ id });
    if (!located || located.kind === 'agent' || located.kind === 'qualification')
      throw refuse('replay/unknown', { id });
    if (query.unit !== undefined && !UnitId.safeParse(query.unit).success)
      throw refuse('unit/unknown', { unit: query.unit });
    await caughtUp(readModel, after);
    const sequence = readModel.sequence();
    const settings = { log, db: readModel.db };
    const page = await timelinePage(settings, located, { ...query, kinds, newestFirst: order === 'newest' });
    return { of: located.kind, ...page, sequence };
  });
}
