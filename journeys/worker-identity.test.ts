import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { json, settled } from '../bench/api.ts';
import { addUser, removeUser } from '../src/api/access.ts';
import { client } from '../src/api/client.ts';
import { type InvitationRow, inviteWorkers, listInvitations, withdrawInvitation } from '../src/api/invitations.ts';
import { changeSettings, getRun } from '../src/api/runs.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems } from './submitting.ts';
import { cookiesOf, visit } from './visitor.ts';

const items = Array.from({ length: 6 }, (_, n) => ({ n }));
const navigation = { accept: 'text/html', 'sec-fetch-mode': 'navigate' };

describe('a run that knows its workers', () => {
  let daemon: TestDaemon;
  const runs: Record<string, string> = {};

  beforeAll(async () => {
    daemon = await openTestDaemon();
    for (const worker_identity of ['invited', 'open', 'account', 'unsigned']) {
      const settings = { worker_identity, units_per_assignment: 4 };
      runs[worker_identity] = (await launchItems(daemon, worker_identity, items, settings)).id;
    }
    const other = { worker_identity: 'invited', units_per_assignment: 4 };
    const qualifications = [{ qualification_name: 'native', comparator: 'Exists' }];
    runs.natives = (await launchItems(daemon, 'natives', items, { ...other, qualifications })).id;
    runs.other = (await launchItems(daemon, 'other', items, other)).id;
  });
  afterAll(() => daemon.end());

  const app = () => client(daemon.url);
  const hostOf = (run: string) => `${runs[run]}.localhost:${daemon.port}`;
  const ask = (run: string, path: string, more: Parameters<typeof visit>[2] = {}) =>
    visit(daemon.port, path, { host: hostOf(run), ...more });
  /** Opens an address as a person does; the code of the page's refusal, if it is one. */
  const open = async (run: string, path: string, headers: Record<string, string> = {}) => {
    const { headers: got, status, text } = await ask(run, path, { headers: { ...navigation, ...headers } });
    return { status, code: got['x-refusal'], text };
  };
  /** What the first page asks for: the cookie. */
  async function begin(run: string, token?: string, headers: Record<string, string> = {}) {
    const got = await ask(run, '/begin_work', { method: 'POST', body: token ? { token } : {}, headers });
    return { code: got.code, cookie: cookiesOf(got), setCookie: String(got.headers['set-cookie'] ?? '') };
  }
  const namedBy = async (run: string, cookie: string) =>
    /"worker":("[^"]*"|null)/.exec((await ask(run, '/wrap_crowd_source.js', { headers: { cookie } })).text)?.[1];
  async function arrive(run: string, name: string, headers: Record<string, string> = {}, page = name) {
    const provider_data = { worker_name: name, agent_registration_id: page, assignment_id: page };
    const got = await ask(run, '/request_agent', { method: 'POST', body: { provider_data }, headers });
    const { data } = got.json<{ data?: { agent_id: string | null; failure_code: string | null } }>();
    return { status: got.status, code: got.code ?? data?.failure_code, agent: data?.agent_id };
  }
  const submit = (run: string, agent: string | null | undefined, headers: Record<string, string> = {}) =>
    ask(run, '/submit_task', { method: 'POST', body: { USED_AGENT_ID: agent, final_data: { n: 1 } }, headers });

  const invite = (run: string, workers: string[], expires_at?: string) =>
    app().call(inviteWorkers, { params: { run: runs[run] ?? '' }, body: { workers, expires_at } });
  async function invitationOf(run: string, worker: string, after = 0): Promise<InvitationRow> {
    const { invitations } = await app().call(listInvitations, { params: { run: runs[run] ?? '' }, query: { after } });
    const found = invitations.find((one) => one.worker === worker);
    if (!found) throw new Error(`${worker} is not invited.`);
    return found;
  }
  const openToken = async () => {
    const { worker_url } = await app().call(getRun, { params: { run: runs.open ?? '' }, query: {} });
    return new URL(worker_url).searchParams.get('token') ?? '';
  };
  const tokenOf = async (run: string, worker: string, after = 0) =>
    new URL((await invitationOf(run, worker, after)).link ?? '').searchParams.get('token') ?? '';

  it('says which runs believe the names in their links', async () => {
    const { notes } = await json<{ notes: string[] }>(daemon.port, '/health');
    expect(notes).toEqual([
      `Workers are unsigned in ${runs.unsigned}: whoever has the link can work under any name. worker_identity in the config changes that for the next launch.`,
    ]);
  });

  it('lets an invited worker in by their link alone, and only as themselves', async () => {
    const { sequence, invited, already } = await invite('invited', ['ada', 'bob', 'ada']);
    expect([invited, already]).toEqual([2, 0]);
    const token = await tokenOf('invited', 'ada', sequence);
    expect((await open('invited', `/?token=${token}`)).status).toBe(200);
    const { cookie, setCookie } = await begin('invited', token);
    expect(setCookie).toMatch(/HttpOnly; SameSite=Lax$/);
    expect(await namedBy('invited', cookie)).toBe('"ada"');
    expect(await namedBy('invited', '')).toBe('null');
    expect(await arrive('invited', 'bob', { cookie })).toMatchObject({ status: 403, code: 'link/other-worker' });
    expect(await arrive('invited', 'ada')).toMatchObject({ status: 403, code: 'link/needed' });
    const { agent } = await arrive('invited', 'ada', { cookie });
    expect(agent).toEqual(expect.any(String));
    await settled(daemon.port);
    expect(await invitationOf('invited', 'ada')).toMatchObject({ state: 'working', assigned: 1 });
    const others: Record<string, string>[] = [
      {},
      { cookie: (await begin('invited', await tokenOf('invited', 'bob'))).cookie },
    ];
    for (const headers of others) expect((await submit('invited', agent, headers)).status).toBe(403);
    expect((await submit('invited', agent, { cookie })).status).toBe(200);
  });

  it('tells why somebody who came by their link was refused', async () => {
    const { sequence } = await invite('natives', ['ada', 'bob']);
    const { cookie } = await begin('natives', await tokenOf('natives', 'ada', sequence));
    expect(await arrive('natives', 'ada', { cookie })).toMatchObject({ code: 'work/not-qualified' });
    const refused = { state: 'refused', reason: 'Must have native' };
    expect(await invitationOf('natives', 'ada')).toMatchObject(refused);
    expect(await invitationOf('natives', 'bob')).toMatchObject({ state: 'not_come', reason: null });
    const csv = await visit(daemon.port, `/api/runs/${runs.natives}/invitations.csv`);
    expect(csv.text).toMatch(/^ada,[^,]*,refused,Must have native,0,0,/m);
  });

  it('takes nothing from a browser that has only found the id of another agent', async () => {
    const [ada, bob] = [await tokenOf('invited', 'ada'), await tokenOf('invited', 'bob')];
    const { cookie } = await begin('invited', ada);
    const { agent } = await arrive('invited', 'ada', { cookie }, 'again');
    const thief = (await begin('invited', bob)).cookie;
    const boundary = 'form-1';
    const part = (name: string, value: string) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const form = `${part('USED_AGENT_ID', String(agent))}${part('final_data', '{}')}--${boundary}--\r\n`;
    const json: [string, unknown][] = [
      ['/submit_task', { USED_AGENT_ID: agent, final_data: {} }],
      ['/submit_metadata', { USED_AGENT_ID: agent, metadata: {} }],
      ['/submit_onboarding', { USED_AGENT_ID: agent, onboarding_data: {} }],
      ['/return_task', { USED_AGENT_ID: agent }],
      ['/save_draft', { USED_AGENT_ID: agent, draft: 'mine' }],
      ['/log_error', { USED_AGENT_ID: agent, error_data: 'mine' }],
      ['/worker_messages', { agent_ids: [agent] }],
    ];
    const type = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    for (const [sent, code] of [
      [{ cookie: thief }, 'link/other-worker'],
      [{}, 'link/needed'],
    ] as [Record<string, string>, string][]) {
      for (const [path, body] of json)
        expect([path, (await ask('invited', path, { method: 'POST', body, headers: sent })).code]).toEqual([
          path,
          code,
        ]);
      for (const path of ['/submit_task', '/submit_metadata'])
        expect((await ask('invited', path, { method: 'POST', body: form, headers: { ...type, ...sent } })).code).toBe(
          code,
        );
      expect(await heartbeat(agent, sent)).toBe('closed');
    }
    expect(await heartbeat(agent, { cookie })).toBe('in task');
    expect((await submit('invited', agent, { cookie })).status).toBe(200);
  });

  /** What a page's socket hears of its agent: the status, or that it is closed. */
  const heartbeat = (agent: string | null | undefined, headers: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${daemon.port}/`, {
        headers: { host: hostOf('invited'), ...headers },
      });
      socket.on('open', () => socket.send(JSON.stringify({ packet_type: 'heartbeat', subject_id: agent })));
      socket.on('message', (text) => {
        resolve(JSON.parse(String(text)).data.status);
        socket.close();
      });
      socket.on('error', () => undefined).on('close', () => resolve('closed'));
    });

  it('keeps the invitation of who is invited again', async () => {
    const before = await tokenOf('invited', 'ada');
    const { sequence, invited, already } = await invite('invited', ['ada', 'cyd']);
    expect([invited, already]).toEqual([1, 1]);
    expect(await tokenOf('invited', 'ada', sequence)).toBe(before);
  });

  it('refuses every other link in a sentence', async () => {
    const token = await tokenOf('invited', 'ada');
    const { sequence } = await invite('other', ['ada'], new Date(Date.now() + 3_600_000).toISOString());
    const foreign = await tokenOf('other', 'ada', sequence);
    const refused = async (path: string, headers = {}) => {
      const { status, code, text } = await open('invited', path, headers);
      expect(text).toContain('<h1>');
      expect(text).not.toContain(token);
      return [status, code];
    };
    expect(await refused('/')).toEqual([403, 'link/needed']);
    expect(await refused(`/?token=${token.slice(0, -3)}`)).toEqual([403, 'link/mangled']);
    expect(await refused('/?token=nonsense')).toEqual([403, 'link/mangled']);
    expect(await refused(`/?token=${foreign}`)).toEqual([403, 'link/other-run']);
    expect(await refused('/?worker_id=bob')).toEqual([403, 'link/other-worker']);
    const ada = (await begin('invited', token)).cookie;
    expect(await refused('/?worker_id=bob', { cookie: ada })).toEqual([403, 'link/other-worker']);
    expect((await open('invited', '/?worker_id=ada', { cookie: ada })).status).toBe(200);
  });

  it('takes nobody whose invitation was withdrawn, but the answer that they were giving', async () => {
    const token = await tokenOf('invited', 'bob');
    const { cookie } = await begin('invited', token);
    const { agent } = await arrive('invited', 'bob', { cookie });
    await app().call(withdrawInvitation, { params: { run: runs.invited ?? '' }, body: { worker: 'bob' } });
    expect((await open('invited', `/?token=${token}`)).code).toBe('work/invitation-withdrawn');
    expect((await arrive('invited', 'bob', { cookie })).agent).toBe(agent);
    expect((await submit('invited', agent, { cookie })).status).toBe(200);
    expect((await arrive('invited', 'bob', { cookie }, 'next')).code).toBe('work/invitation-withdrawn');
    const { sequence, invited } = await invite('invited', ['bob']);
    expect(invited).toBe(1);
    expect((await arrive('invited', 'bob', { cookie }, 'next')).code).toBe('work/invitation-withdrawn');
    const anew = await begin('invited', await tokenOf('invited', 'bob', sequence));
    const { agent: next } = await arrive('invited', 'bob', { cookie: anew.cookie }, 'next');
    expect(next).toEqual(expect.any(String));
    // Whoever has the earlier link cannot go on with what the new one was given.
    expect((await arrive('invited', 'bob', { cookie }, 'next')).code).toBe('work/invitation-withdrawn');
    expect((await submit('invited', next, { cookie })).status).toBe(403);
  });

  it('keeps its links after a restart', async () => {
    const before = await tokenOf('invited', 'ada');
    daemon = await daemon.reopen();
    expect(await tokenOf('invited', 'ada')).toBe(before);
  });

  it('gives a browser that opens the open link a worker of its own, once', async () => {
    expect((await open('open', '/')).code).toBe('link/needed');
    expect((await begin('open')).code).toBe('link/needed');
    const token = await openToken();
    expect((await open('open', `/?token=${token}`)).text).toContain('begin_work');
    const { cookie } = await begin('open', token);
    for (const again of [token, undefined]) expect((await begin('open', again, { cookie })).setCookie).toBe('');
    expect((await open('open', '/', { cookie })).status).toBe(200);
    const name = JSON.parse((await namedBy('open', cookie)) ?? '');
    expect(name).toMatch(/^guest-/);
    expect((await arrive('open', name, { cookie })).agent).toEqual(expect.any(String));
    expect((await arrive('open', 'ada', { cookie })).code).toBe('link/other-worker');
    for (const path of ['/?worker_id=ada', `/?worker_id=ada&token=${token}`]) {
      expect((await open('open', path)).code).toBe('link/names-worker');
      expect((await open('open', path, { cookie })).code).toBe('link/names-worker');
    }
    expect((await open('open', `/?token=${await tokenOf('invited', 'ada')}`)).code).toBe('link/other-run');
    expect(
      await namedBy(
        'open',
        // In the middle of the signature: its last sign has bits that count for nothing.
        cookie.replace(/.(?=.{10}$)/, (sign) => (sign === 'A' ? 'B' : 'A')),
      ),
    ).toBe('null');
  });

  it('takes nobody new by an open link that was replaced, also after a restart', async () => {
    const before = await openToken();
    const { cookie } = await begin('open', before);
    await app().call(changeSettings, { params: { run: runs.open ?? '' }, body: { settings: { open_link: 'second' } } });
    expect(JSON.parse((await namedBy('open', cookie)) ?? '')).toMatch(/^guest-/);
    for (const path of [`/?token=${before}`, '/']) expect((await open('open', path, { cookie })).status).toBe(200);
    expect((await begin('open', before, { cookie })).code).toBeUndefined();
    expect((await open('open', `/?token=${await tokenOf('invited', 'ada')}`, { cookie })).code).toBe('link/other-run');
    await settled(daemon.port);
    daemon = await daemon.reopen();
    expect((await open('open', `/?token=${before}`)).code).toBe('link/replaced');
    expect((await begin('open', before)).code).toBe('link/replaced');
    expect((await begin('open', await openToken())).cookie).not.toBe('');
    const bad = { params: { run: runs.open ?? '' }, body: { settings: { open_link: 'no blanks' } } };
    await expect(app().call(changeSettings, bad)).rejects.toMatchObject({ code: 'run/bad-settings' });
  });

  it('gives nothing to programs that only look at links', async () => {
    const token = await openToken();
    const { cookie } = await begin('open', token);
    const name = JSON.parse((await namedBy('open', cookie)) ?? '');
    const programs: Record<string, string>[] = [
      { 'sec-purpose': 'prefetch;prerender' },
      { 'user-agent': 'Slackbot-LinkExpanding 1.0' },
    ];
    for (const headers of programs) {
      expect((await begin('open', token, headers)).setCookie).toBe('');
      expect(await arrive('open', name, { cookie, ...headers })).toMatchObject({ code: 'link/without-person' });
      expect((await arrive('unsigned', 'ada', headers)).code).toBe('link/without-person');
    }
    const headed = await ask('open', `/?token=${token}`, { method: 'HEAD', headers: navigation });
    expect([headed.status, headed.headers['set-cookie']]).toEqual([200, undefined]);
    expect((await open('unsigned', '/', { 'sec-purpose': 'prefetch' })).status).toBe(503);
  });

  it('takes an account while it is signed in, and nobody else', async () => {
    const password = 'four words are enough';
    for (const name of ['zoe', 'yan']) await app().call(addUser, { body: { name, role: 'annotator', password } });
    const signIn = async (name: string) =>
      cookiesOf(await visit(daemon.port, '/api/login', { method: 'POST', body: { name, password } }));
    const handover = async (session: string, of = 'account') => {
      const { headers } = await visit(daemon.port, `/work/${runs[of]}`, { headers: { cookie: session } });
      return new URL(String(headers.location)).searchParams.get('token') ?? '';
    };
    expect((await ask('account', '/')).headers.location).toBe(`http://localhost:${daemon.port}/work/${runs.account}`);
    expect((await visit(daemon.port, `/work/${runs.account}?again`)).headers.location).toMatch('/login?next=/work/');
    // Nobody is told that they are not signed in any more who never was.
    expect((await begin('account')).code).toBe('link/sign-in-needed');
    expect(await arrive('account', 'zoe')).toMatchObject({ status: 403, code: 'link/sign-in-needed' });
    const [zoe, yan] = [await signIn('zoe'), await signIn('yan')];
    const { cookie } = await begin('account', await handover(zoe));
    expect(await namedBy('account', cookie)).toBe('"zoe"');
    const { agent } = await arrive('account', 'zoe', { cookie });
    expect(agent).toEqual(expect.any(String));
    expect(await arrive('account', 'yan', { cookie })).toMatchObject({ status: 403, code: 'link/other-worker' });
    const other = (await begin('account', await handover(yan))).cookie;
    expect((await submit('account', agent, { cookie: other })).code).toBe('link/other-worker');
    for (const path of ['/api/runs', '/api/overview', '/api/users', '/mephisto/api/v1/tasks'])
      expect((await visit(daemon.port, path, { headers: { cookie: zoe } })).status).toBe(403);
    expect((await visit(daemon.port, '/units', { headers: { cookie: zoe } })).headers.location).toBe('/work');
    expect((await visit(daemon.port, '/work', { headers: { cookie: zoe } })).text).toContain(`/work/${runs.account}`);
    expect((await submit('account', agent, { cookie })).status).toBe(200);
    const token = await handover(zoe);
    await app().call(removeUser, { params: { name: 'zoe' } });
    expect((await begin('account', token)).code).toBe('link/signed-out');
    expect(await arrive('account', 'zoe', { cookie })).toMatchObject({ status: 403, code: 'link/signed-out' });
    expect((await begin('account', await tokenOf('invited', 'ada'))).code).toBe('link/other-run');
  });

  it('believes the name in the link where it is unsigned', async () => {
    expect((await open('unsigned', '/?worker_id=ada')).status).toBe(200);
    expect((await arrive('unsigned', 'ada')).agent).toEqual(expect.any(String));
    await expect(invite('unsigned', ['ada'])).rejects.toMatchObject({ code: 'invitation/not-by-invitation' });
  });
});
