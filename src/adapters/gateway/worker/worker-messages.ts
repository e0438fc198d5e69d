import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { partsOf } from '../../../events/ids.ts';
import { messagesAbout } from '../../../projections/workers/worker-messages.ts';
import type { RunCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { runRoutes } from '../http/hosts.ts';
import { refuse } from '../http/refusals.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import type { Identity } from '../identity/identity.ts';
import { openWorkerRate } from './worker-rate.ts';

type Settings = {
  runs: Pick<RunCalls, 'agents'>;
  describe: RunDescriptions;
  identity: Pick<Identity, 'requireOwn'>;
  readModel: ReadModel;
  now: () => number;
};

/** The path on a run's origin for reviewers' messages to a page's worker. */
export const messagesPath = '/worker_messages';

/** The largest request body, with room for the maximum number of agents. */
export const messagesBodyBytes = 32 * 1024;

/** A page names the agents it has worked as: without them, a name in a link would be enough to read a worker's messages. */
const MessagesRequest = z.object({ agent_ids: z.array(z.string().max(64)).max(200) });

/** Serves reviewers' messages to a worker's browser, without reviewers' notes. */
export function workerMessages(app: FastifyInstance, { runs, describe, identity, readModel, now }: Settings): void {
  const rate = openWorkerRate(now);

  app.post(`${runRoutes}${messagesPath}`, async (request, reply) => {
    const { run } = request.params as { run: string };
    const agentIds = [...new Set(MessagesRequest.parse(request.body).agent_ids)];
    await identity.requireOwn(await describe(run), request, agentIds);
    const agents = await runs.agents({ run, agentIds });
    const works = agents.flatMap(({ unitId, ...agent }) => (unitId ? [{ ...agent, unitId }] : []));
    const workers = new Set(works.map(({ workerId }) => workerId));
    if (![...workers].every(rate.allows)) throw refuse('messages/too-often', { seconds: 60 });
    const messages = works.length === 0 ? [] : messagesAbout(readModel.db, works);
    return reply.header('cache-control', 'no-store').send({
      messages: messages.map(({ agentId, unitId, ...message }) => ({
        agent_id: agentId,
        // Items are numbered from 1 for workers.
        item: partsOf(unitId as Parameters<typeof partsOf>[0]).index + 1,
        ...message,
      })),
    });
  });
}
