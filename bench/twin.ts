import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Fastify from 'fastify';
import { jetStreamLog } from '../src/adapters/nats/log/jetstream.ts';
import { connectTo, openNats } from '../src/adapters/nats/nats.ts';
import { readSettings } from '../src/startup/config.ts';

/**
 * The bare server: Fastify and the same fenced appends in group commits, with no actors, no rules and no projections.
 * What it reaches is the limit of HTTP and disk on this machine.
 */
const [folder = ''] = process.argv.slice(2);
const { cacheFolder } = readSettings(process.env);
const quiet = () => undefined;
const nats = await openNats({ folder: join(folder, 'nats'), cacheFolder, notify: quiet, onGone: quiet });
const log = await jetStreamLog(await connectTo(nats.logUrl, 'twin'));

let sequence = 0;
const pending: { json: string[]; resolve: () => void }[] = [];
let storing = false;

async function flush() {
  storing = true;
  while (pending.length) {
    const batch = pending.splice(0, 300);
    sequence = await log.append({ id: randomUUID(), run: 'twin', json: batch.flatMap(({ json }) => json) }, sequence);
    for (const { resolve } of batch) resolve();
  }
  storing = false;
}

const store = (...facts: object[]) =>
  new Promise<void>((resolve) => {
    pending.push({ json: facts.map((fact) => JSON.stringify(fact)), resolve });
    if (!storing) void flush();
  });

const stamp = (type: string, data: object) => ({
  id: randomUUID(),
  at: new Date().toISOString(),
  by: 'twin',
  type,
  version: 1,
  data,
});
const app = Fastify();

app.post('/request_agent', async (request) => {
  const { provider_data } = request.body as { provider_data: { worker_name: string; agent_registration_id: string } };
  const agentId = randomUUID();
  const who = { agentId, workerId: provider_data.worker_name, unitId: `twin.${sequence}.0` };
  await store(
    stamp('agent.connected', { ...who, provider: 'twin', registration: provider_data.agent_registration_id }),
    stamp('unit.assigned', { ...who, deadline: new Date().toISOString() }),
  );
  const init_task_data = {
    id: sequence,
    text: 'Sentence number 1 says something that a person has to read before they can judge it.',
  };
  return {
    packet_type: 'agent_details',
    data: { agent_id: agentId, worker_id: who.workerId, init_task_data, failure_reason: null },
  };
});
app.post('/submit_task', async (request) => {
  const { USED_AGENT_ID: agentId, final_data: answer } = request.body as Record<string, unknown>;
  const unitId = `twin.${sequence}.0`;
  await store(
    stamp('unit.submitted', { unitId, agentId, answer }),
    stamp('assignment.completed', { assignmentId: unitId }),
  );
  return { status: 'Submitted!' };
});

await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
process.send?.({ port: typeof address === 'object' ? address?.port : 0, natsPid: nats.ownPid?.() });
process.once('disconnect', () => process.exit());
process.on('message', async () => {
  await app.close();
  await log.close();
  await nats.stop();
  process.exit(0);
});
