import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { openTwinLog } from './twin-log.ts';

/**
 * The bare server: Fastify and the same fenced appends in group commits, with no actors, no rules and no projections.
 * What it reaches is the limit of HTTP and disk on this machine.
 */
const [folder = ''] = process.argv.slice(2);
const { store, stamp, sequence, natsPid, close } = await openTwinLog(folder);
const app = Fastify();

app.post('/request_agent', async (request) => {
  const { provider_data } = request.body as { provider_data: { worker_name: string; agent_registration_id: string } };
  const agentId = randomUUID();
  const who = { agentId, workerId: provider_data.worker_name, unitId: `twin.${sequence()}.0` };
  await store(
    stamp('agent.connected', { ...who, provider: 'twin', registration: provider_data.agent_registration_id }),
    stamp('unit.assigned', { ...who, deadline: new Date().toISOString() }),
  );
  const init_task_data = {
    id: sequence(),
    text: 'Sentence number 1 says something that a person has to read before they can judge it.',
  };
  return {
    packet_type: 'agent_details',
    data: { agent_id: agentId, worker_id: who.workerId, init_task_data, failure_reason: null },
  };
});
app.post('/submit_task', async (request) => {
  const { USED_AGENT_ID: agentId, final_data: answer } = request.body as Record<string, unknown>;
  const unitId = `twin.${sequence()}.0`;
  await store(
    stamp('unit.submitted', { unitId, agentId, answer }),
    stamp('assignment.completed', { assignmentId: unitId }),
  );
  return { status: 'Submitted!' };
});

await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
process.send?.({ port: typeof address === 'object' ? address?.port : 0, natsPid });
process.once('disconnect', () => process.exit());
process.on('message', async () => {
  await app.close();
  await close();
  process.exit(0);
});
