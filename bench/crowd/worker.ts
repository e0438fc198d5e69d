import { type Connection, openConnection } from './connection.ts';

/** Assigned work: its agent, its item, and the registration it came with. */
export type Work = { agentId: string; data: Record<string, unknown>; registration: string };

export type Worker = {
  name: string;
  /** Opens the page under a registration; `undefined` when there is no work for this worker. */
  arrive(registration?: string): Promise<Work | undefined>;
  /** Resolves when the answer is acknowledged. */
  submit(work: Work, answer: unknown): Promise<void>;
  close(): void;
};

type Details = { data: { agent_id: string | null; init_task_data: Record<string, unknown> } };

let opened = 0;

/** A simulated worker: makes the two requests that a worker's page makes. */
export function openWorker(port: number, run: string, name: string): Worker {
  const connection: Connection = openConnection(port, `${run}.localhost:${port}`);
  // A page of a worker who comes back is another one.
  const first = `${name}-${opened++}`;
  let visits = 0;

  async function post(path: string, body: unknown): Promise<unknown> {
    const { status, body: answer } = await connection.ask('POST', path, body);
    if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(answer)}`);
    return answer;
  }

  return {
    name,
    async arrive(registration = `${first}-${visits++}`) {
      const provider_data = { worker_name: name, agent_registration_id: registration, assignment_id: registration };
      const { data } = (await post('/request_agent', {
        provider_data,
        client_timestamp: Date.now() / 1000,
      })) as Details;
      return data.agent_id ? { agentId: data.agent_id, data: data.init_task_data, registration } : undefined;
    },
    async submit({ agentId }, answer) {
      await post('/submit_task', { USED_AGENT_ID: agentId, final_data: answer, client_timestamp: Date.now() / 1000 });
    },
    close: connection.close,
  };
}
