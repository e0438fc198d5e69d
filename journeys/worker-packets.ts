import { openConnection } from '../bench/crowd/connection.ts';
import { client } from '../src/api/client.ts';
import { getWorker } from '../src/api/workers.ts';
import type { TestDaemon } from './daemon.ts';

/** What a page is told that asks for work. */
export type Details = {
  agent_id: string | null;
  init_task_data: Record<string, unknown> | null;
  failure_reason: string | null;
  worker_id: string;
};
type Reply = { status: number; data: Details; message?: string };

/** What pages of workers send about their work, without a browser; `daemonNow` is another one after a restart. */
export function workerPackets(daemonNow: () => TestDaemon) {
  let visits = 0;
  async function post(run: string, path: string, body: unknown): Promise<Reply> {
    const { port } = daemonNow();
    const connection = openConnection(port, `${run}.localhost:${port}`);
    const { status, body: reply } = await connection.ask('POST', path, body);
    connection.close();
    return { ...(reply as Omit<Reply, 'status'>), status };
  }
  return {
    post,
    /** Opens the page anew. */
    async arrive(run: string, name: string): Promise<Details> {
      const provider_data = { worker_name: name, agent_registration_id: `visit-${visits++}` };
      return (await post(run, '/request_agent', { provider_data })).data;
    },
    async submit(run: string, { agent_id }: Details, final_data: unknown): Promise<Reply> {
      const reply = await post(run, '/submit_task', { USED_AGENT_ID: agent_id, final_data });
      if (reply.status !== 200) throw new Error(`The answer was refused: ${reply.message}`);
      return reply;
    },
    onboard: (run: string, { agent_id }: Details, onboarding_data: unknown): Promise<Reply> =>
      post(run, '/submit_onboarding', { USED_AGENT_ID: agent_id, onboarding_data }),
    /** The values of the qualifications that the worker holds, by name. */
    async heldBy({ worker_id: worker }: Details): Promise<Record<string, number>> {
      const { qualifications } = await client(daemonNow().url).call(getWorker, { params: { worker } });
      return Object.fromEntries(qualifications.map(({ name, value }) => [name, value]));
    },
  };
}
