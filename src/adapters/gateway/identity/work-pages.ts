import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accountRuns } from '../../../projections/runs/task-runs.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { packageFolder } from '../../package.ts';
import { htmlText } from '../../tasks/html-text.ts';
import type { Access } from '../access/access.ts';
import type { Cookies } from '../access/cookies.ts';
import { hashOf } from '../access/secrets.ts';
import { callerOf } from '../http/caller.ts';
import { appRoutes, hostName, runUrl } from '../http/hosts.ts';
import { htmlPage } from '../http/html-page.ts';
import type { RunDescriptions } from '../http/run-descriptions.ts';
import type { SignedTokens } from './signed-tokens.ts';

type Settings = {
  access: Pick<Access, 'publicUrl'>;
  now: () => number;
  readModel: Pick<ReadModel, 'db'>;
  describe: RunDescriptions;
  tokens: SignedTokens;
  cookies: Cookies;
};

/** The time in which a browser follows a redirect, in ms. */
const handoverMs = 60_000;

/** The account of a request that has a session; undefined for everybody else, also for somebody at this machine. */
function accountOf(request: FastifyRequest, cookies: Cookies) {
  const { name, login } = callerOf(request);
  const session = cookies.session(request);
  if (session === undefined || name === undefined || (login !== 'password' && login !== 'oidc')) return undefined;
  return { name, login, sid: hashOf(session) };
}

/** Work for people with accounts: a page with the runs that are open to them, and the way from it to each run. */
export function workPages(app: FastifyInstance, settings: Settings): void {
  const { describe, tokens, cookies, access, readModel, now } = settings;
  // Sessions are looked at here, since a browser may not send its cookie at first.
  const open = { config: { role: 'anyone' as const } };
  const script = readFileSync(join(packageFolder, 'webapp/worker/sign-out.js'), 'utf8');

  app.get(`${appRoutes}/work`, open, async (request, reply) => {
    const account = accountOf(request, cookies);
    if (!account) return toSignIn(request, reply, '/work');
    const { name, login } = account;
    return sendList(reply, { name, hasPassword: login === 'password', runs: accountRuns(readModel.db) });
  });

  app.get(`${appRoutes}/work/sign-out.js`, open, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(script),
  );

  app.get(`${appRoutes}/work/:run`, open, async (request, reply) => {
    const { run, identity } = await describe((request.params as { run: string }).run);
    const { publicUrl } = access;
    const isPublic = publicUrl !== undefined && hostName(request.headers.host) === publicUrl.hostname;
    const port = Number(/:(\d+)$/.exec(request.headers.host ?? '')?.[1] ?? 80);
    const url = runUrl(run, port, isPublic ? publicUrl : undefined);
    if (identity !== 'account') return reply.redirect(url, 303);
    const account = accountOf(request, cookies);
    if (!account) return toSignIn(request, reply, `/work/${run}`);
    const { name: sub, ...session } = account;
    const times = { issuedMs: now(), expiresMs: now() + handoverMs };
    const token = await tokens.sign(run, { use: 'sign-in', sub, ...session }, times);
    return reply.header('cache-control', 'no-store').redirect(`${url}?token=${token}`, 303);
  });
}

/** Leads to the sign-in. A browser that comes from another site sends no strict cookie, so it comes once more from here first. */
function toSignIn({ query }: FastifyRequest, reply: FastifyReply, path: string): FastifyReply {
  reply.header('cache-control', 'no-store');
  if ((query as Record<string, unknown>).again !== undefined) return reply.redirect(`/login?next=${path}`, 303);
  const head = `<meta http-equiv="refresh" content="0;url=${path}?again">`;
  const body = `<main><h1>One moment</h1><p><a href="${path}?again">Go on</a></p></main>`;
  return sendPage(reply, { title: 'One moment', head, body });
}

type Listed = ReturnType<typeof accountRuns>;

type Listing = { name: string; hasPassword: boolean; runs: Listed };

function sendList(reply: FastifyReply, { name, hasPassword, runs }: Listing): FastifyReply {
  const rows = runs.map(
    ({ id, title, open }) =>
      `<li><a href="/work/${id}" dir="auto">${htmlText(title)}</a> <span>${open === 0 ? 'nothing free at the moment' : `${open.toLocaleString('en')} free`}</span></li>`,
  );
  const list = rows.length === 0 ? '<p>There is nothing to do at the moment.</p>' : `<ul>${rows.join('')}</ul>`;
  const body = `<main><h1>Your work</h1><p>You are signed in as <bdi>${htmlText(name)}</bdi>. <button type="button" id="sign-out">Sign out</button></p>${list}${hasPassword ? passwordForm : ''}</main>`;
  const head = '<script src="/work/sign-out.js" defer></script>';
  return sendPage(reply.header('cache-control', 'no-store'), { title: 'Your work', head, body });
}

const passwordForm = `<details><summary>Change your password</summary><form id="password">
<label>Current password<input type="password" name="present" autocomplete="current-password" required maxlength="1000"></label>
<label>New password<input type="password" name="password" autocomplete="new-password" required maxlength="1000"></label>
<button>Change the password</button><p role="status"></p></form></details>`;

const style = `main{max-width:40rem;margin:0 auto;padding:10vh 1.25rem 3rem}h1{font-size:1.5rem;line-height:1.25}ul{list-style:none;padding:0}
li{padding:.75rem 1rem;margin:.5rem 0;background:var(--card);border:1px solid var(--line);border-radius:.5rem;display:flex;gap:1rem;justify-content:space-between;flex-wrap:wrap}
details{margin-top:2rem}summary{cursor:pointer;min-height:2.25rem}label{display:block;margin:.75rem 0}
input{display:block;width:100%;max-width:24rem;font:inherit;padding:.4rem .6rem;border-radius:.5rem;border:1px solid var(--quiet);background:var(--card);color:var(--ink)}
span{color:var(--quiet)}button{font:inherit;min-height:2.25rem;padding:.25rem .75rem;border-radius:.5rem;border:1px solid var(--quiet);background:var(--card);color:var(--ink);cursor:pointer}`;

const sendPage = (reply: FastifyReply, page: Omit<Parameters<typeof htmlPage>[0], 'style'>): FastifyReply =>
  reply.type('text/html; charset=utf-8').send(htmlPage({ style, ...page }));
