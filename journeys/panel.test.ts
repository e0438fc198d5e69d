import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines } from '../bench/api.ts';
import { client } from '../src/api/client.ts';
import { getRun, stopRun } from '../src/api/runs.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems } from './submitting.ts';
import { cookiesOf, visit } from './visitor.ts';

const navigation = { accept: 'text/html', 'sec-fetch-mode': 'navigate' };
const panel = {
  ...{ name: 'lab-pool', worker_parameter: 'pid', keep_parameters: ['visit'] },
  screened_out: { code: 'OUT' },
  no_work: { code: 'FULL', address: 'https://panel.example.org/full?v={visit}&p={worker}' },
};
const config = {
  ...{ panel, completion_code: 'DONE 1', maximum_units_per_worker: 1, units_per_assignment: 1 },
  after_submission: 'https://panel.example.org/done?cc={code}&v={visit}',
};

describe('workers from a panel', () => {
  let daemon: TestDaemon;
  let run: string;

  beforeAll(async () => {
    daemon = await openTestDaemon();
    run = (await launchItems(daemon, 'films', [{ n: 1 }, { n: 2 }], config)).id;
  });
  afterAll(() => daemon?.end());

  const ask = (path: string, more: Parameters<typeof visit>[2] = {}) =>
    visit(daemon.port, path, { host: `${run}.localhost:${daemon.port}`, ...more });
  const open = async (path: string, headers: Record<string, string> = {}) => {
    const got = await ask(path, { headers: { ...navigation, ...headers } });
    return { status: got.status, code: got.headers['x-refusal'], location: String(got.headers.location ?? '') };
  };
  /** Comes by the link as a browser does: it follows the redirect, asks for the cookie, and keeps it. */
  async function come(query: string, cookie = ''): Promise<string> {
    const { status, location } = await open(`/?${query}`, { cookie });
    expect(status).toBe(303);
    const token = new URL(location, daemon.url).searchParams.get('token');
    expect(location).not.toContain('ada');
    expect((await open(`/?token=${token}`, { cookie })).status).toBe(200);
    return cookiesOf(await ask('/begin_work', { method: 'POST', body: { token }, headers: { cookie } }));
  }
  async function arrive(name: string, cookie: string) {
    const provider_data = { worker_name: name, agent_registration_id: name, assignment_id: name };
    const got = await ask('/request_agent', { method: 'POST', body: { provider_data }, headers: { cookie } });
    const { data } = got.json<{
      data?: { agent_id: string | null; failure_code: string | null; completion?: object };
    }>();
    return { code: got.code ?? data?.failure_code, agent: data?.agent_id, completion: data?.completion };
  }
  const submit = async (agent: string | null | undefined, cookie: string) => {
    const body = { USED_AGENT_ID: agent, final_data: { n: 1 } };
    return (await ask('/submit_task', { method: 'POST', body, headers: { cookie } })).json<object>();
  };
  const factsOf = async (type: string) => {
    const found = [];
    for await (const fact of lines(daemon.port, 'GET', `/api/events?filter=facts.${run}.%3E`))
      if (fact.type === type) found.push(fact as unknown as { data: Record<string, unknown> });
    return found;
  };

  it('come by a link that the list of runs has, with the parameters that the panel fills in', async () => {
    const { worker_url, worker_identity } = await client(daemon.url).call(getRun, { params: { run }, query: {} });
    expect([worker_identity, new URL(worker_url).search]).toEqual(['panel', '?pid={pid}&visit={visit}']);
  });

  it('are known by their id, work as themselves alone, and go back with what came with them', async () => {
    const cookie = await come('pid=ada&visit=7%267');
    expect((await open('/', { cookie })).status).toBe(200);
    expect(/"worker":("[^"]*")/.exec((await ask('/wrap_crowd_source.js', { headers: { cookie } })).text)?.[1]).toBe(
      '"ada"',
    );
    expect((await arrive('bob', cookie)).code).toBe('link/other-worker');
    const { agent } = await arrive('ada', cookie);
    expect(await submit(agent, '')).toMatchObject({ code: 'link/needed' });
    expect(await submit(agent, cookie)).toEqual({
      status: 'Submitted!',
      completion: { code: 'DONE 1', address: 'https://panel.example.org/done?cc=DONE%201&v=7%267' },
    });
    const exported = await visit(daemon.port, `/api/export?of=${run}&format=csv&identities=true`);
    const [head = '', row = ''] = exported.text.split(/\r?\n/);
    expect(head).toMatch(/,worker_name,provider,link,/);
    expect(row).toContain(',ada,lab-pool,visit=7%267,');
    expect((await visit(daemon.port, `/api/export?of=${run}&format=csv`)).text).not.toMatch(/,ada,|7%267/);
    // What says who somebody is does not go out.
    const [outside] = await factsOf('agent.connected');
    expect(outside?.data).toMatchObject({ provider: 'lab-pool' });
    expect(JSON.stringify(outside)).not.toMatch(/,ada,|7%267/);
  });

  it('are told where to go when they have had their units, and when there is nothing left for a newcomer', async () => {
    const again = await come('pid=ada&visit=8');
    expect(await arrive('ada', again)).toMatchObject({
      code: 'work/maximum-reached',
      completion: { code: 'DONE 1', address: 'https://panel.example.org/done?cc=DONE%201&v=8' },
    });
    const bob = await come('pid=bob&visit=9');
    expect((await arrive('bob', bob)).agent).toBeTruthy();
    const cyd = await come('pid=cyd&visit=10');
    expect(await arrive('cyd', cyd)).toMatchObject({
      completion: { code: 'FULL', address: 'https://panel.example.org/full?v=10&p={worker}' },
    });
    // The computer is shared.
    const shared = await come('pid=dan&visit=11', cyd);
    expect((await arrive('cyd', shared)).code).toBe('link/other-worker');
  });

  it.each([
    ['/', 'link/needed'],
    ['/?visit=7', 'link/needed'],
    ['/?pid=%7Bpid%7D', 'link/no-worker-in-it'],
    ['/?pid=%7B%7B%25PROLIFIC_PID%25%7D%7D', 'link/no-worker-in-it'],
    ['/?pid=', 'link/no-worker-in-it'],
    ['/?pid=a%00b', 'link/no-worker-in-it'],
    ['/?pid=a&pid=b', 'link/no-worker-in-it'],
  ])('are refused at %s with %s', async (path, code) => expect((await open(path)).code).toBe(code));

  it('have a way back also when the study is over', async () => {
    const eve = await come('pid=eve&visit=12');
    await client(daemon.url).call(stopRun, { params: { run } });
    expect(await arrive('eve', eve)).toMatchObject({ agent: null, completion: { code: 'FULL' } });
  });
});
