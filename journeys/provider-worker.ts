import { cookiesOf, visit } from './visitor.ts';

const navigation = { accept: 'text/html', 'sec-fetch-mode': 'navigate' };

/** Where a worker is sent back to after they submitted, or found nothing to do. */
export type Back = { code?: string; address?: string };

/** A worker whom a provider sent to the page of a run: they follow its link as a browser does, and keep its cookie. */
export async function openProviderWorker(port: number, link: string) {
  const { host, pathname, search, searchParams } = new URL(link);
  const worker = searchParams.get('PROLIFIC_PID') ?? searchParams.get('workerId') ?? '';
  const ask = (path: string, more: Parameters<typeof visit>[2] = {}) => visit(port, path, { host, ...more });
  const first = await ask(`${pathname}${search}`, { headers: navigation });
  const location = String(first.headers.location ?? '');
  const token = new URL(location, link).searchParams.get('token');
  const cookie = cookiesOf(await ask('/begin_work', { method: 'POST', body: { token } }));
  const post = async <Reply>(path: string, body: object): Promise<Reply> =>
    (await ask(path, { method: 'POST', body, headers: { cookie } })).json<Reply>();

  return {
    worker,
    /** Their agent, or why there is no work, and how they go back then. */
    async arrive() {
      const provider_data = { worker_name: worker, agent_registration_id: worker, assignment_id: worker };
      type Arrived = {
        data?: { agent_id: string | null; failure_code: string | null; completion?: Back };
        code?: string;
      };
      const { data, code } = await post<Arrived>('/request_agent', { provider_data });
      return { agent: data?.agent_id ?? undefined, code: code ?? data?.failure_code, back: data?.completion };
    },
    /** How they go back after the answer was stored. */
    submit: async (agent: string, answer: unknown) =>
      (await post<{ completion?: Back }>('/submit_task', { USED_AGENT_ID: agent, final_data: answer })).completion,
  };
}
