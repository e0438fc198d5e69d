import { request } from 'node:http';

/** Sends a request to a run's page at this port; its host name needs no entry anywhere. */
function send(port, url, { method = 'GET', headers = {}, body } = {}) {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const all = { host: url.host, ...(payload ? { 'content-type': 'application/json' } : {}), ...headers };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path: url.pathname + url.search, headers: all }, (reply) => {
      let text = '';
      reply.setEncoding('utf8');
      reply.on('data', (some) => {
        text += some;
      });
      reply.on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, text }));
    });
    asked.on('error', reject);
    asked.end(payload);
  });
}

/** A worker who follows the link that Prolific gave them, as a browser does. */
export async function openWorker(link, port) {
  const page = new URL(link);
  const name = page.searchParams.get('PROLIFIC_PID');
  const first = await send(port, page, { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } });
  const token = new URL(first.headers.location, page).searchParams.get('token');
  const begun = await send(port, new URL('/begin_work', page), { method: 'POST', body: { token } });
  const cookie = (begun.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ');
  const post = async (path, body) =>
    JSON.parse((await send(port, new URL(path, page), { method: 'POST', headers: { cookie }, body })).text);

  return {
    /** Asks for a piece of work. */
    async arrive() {
      const provider_data = { worker_name: name, agent_registration_id: name, assignment_id: name };
      const { data } = await post('/request_agent', { provider_data });
      if (!data?.agent_id) throw new Error(`There is no work for ${name}: ${data?.failure_reason}`);
      return { agent: data.agent_id, item: data.init_task_data };
    },
    /** Hands in an answer; resolves to the code with which the worker goes back. */
    async submit(agent, answer) {
      const { completion } = await post('/submit_task', { USED_AGENT_ID: agent, final_data: answer });
      return completion ?? {};
    },
  };
}
