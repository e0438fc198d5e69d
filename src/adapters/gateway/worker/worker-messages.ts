import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { partsOf } from '../../../events/ids.ts';
import { messagesAbout } from '../../../projections/workers/worker-messages.ts';
import type { RunCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { runRoutes } from '../http/hosts.ts';
import { refuse } from '../http/refusals.ts';
import { openWorkerRate } from './worker-rate.ts';

type Settings = { runs: Pick<RunCalls, 'agents'>; readModel: ReadModel; now: () => number };

/** The path on a run's origin at which a page asks what reviewers wrote to its worker. */
export const messagesPath = '/worker_messages';

/** The largest question: room for the most agents that one may name. */
export const messagesBodyBytes = 32 * 1024;

/** A browser proves whose work it is by the ids of its agents, which no other browser can know. */
const Question = z.object({ agent_ids: z.array(z.string().max(64)).max(200) });

/** Answers a worker's browser with the messages of reviewers to its worker, without their own notes. */
export function workerMessages(app: FastifyInstance, { runs, readModel, now }: Settings): void {
  const rate = openWorkerRate(now);

  app.post(`${runRoutes}${messagesPath}`, async (request, reply) => {
    const { run } = request.params as { run: string };
    const agentIds = [...new Set(Question.parse(request.body).agent_ids)];
    const works = await runs.agents({ run, agentIds });
    const workers = new Set(works.map(({ workerId }) => workerId));
    if (![...workers].every(rate.allows)) throw refuse('messages/too-often', { seconds: 60 });
    const messages = works.length === 0 ? [] : messagesAbout(readModel.db, works);
    return reply.header('cache-control', 'no-store').send({
      messages: messages.map(({ agentId, unitId, ...message }) => ({
        agent_id: agentId,
        // People count from 1.
        item: partsOf(unitId as Parameters<typeof partsOf>[0]).index + 1,
        ...message,
      })),
    });
  });
}
