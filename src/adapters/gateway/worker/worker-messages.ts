import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type AgentId, partsOf } from '../../../events/ids.ts';
import { messagesAbout, type Work } from '../../../projections/workers/worker-messages.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { runRoutes } from '../http/hosts.ts';
import { refuse } from '../http/refusals.ts';
import { openPatience } from './worker-patience.ts';

type Settings = { runtime: Runtime; readModel: ReadModel; now: () => number };

/** The path on a run's origin at which a page asks what reviewers wrote to its worker. */
export const messagesPath = '/worker_messages';

/** The largest question, in bytes: as many agents as may be asked about, and room to spare. */
export const messagesBodyBytes = 32 * 1024;

/** A browser proves whose work it is by the ids of its agents, which nobody else can know. */
const Question = z.object({ agent_ids: z.array(z.string().max(64)).max(200) });

/** Tells a worker's browser what reviewers let its worker know; nothing of what they note among themselves. */
export function workerMessages(app: FastifyInstance, { runtime, readModel, now }: Settings): void {
  const patience = openPatience(now);

  app.post(`${runRoutes}${messagesPath}`, async (request, reply) => {
    const { agents } = runtime.run((request.params as { run: string }).run).mailbox.run;
    const { agent_ids } = Question.parse(request.body);
    const workers = new Set<string>();
    const works = [...new Set(agent_ids)].flatMap((agentId): Work[] => {
      const agent = agents.get(agentId as AgentId);
      if (!agent) return [];
      workers.add(agent.context.workerId);
      return [{ agentId, unitId: agent.context.unitId }];
    });
    if (![...workers].every((worker) => patience.allows(worker))) throw refuse('messages/too-often', { seconds: 60 });
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
