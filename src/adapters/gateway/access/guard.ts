import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../../../api/endpoint.ts';
import { requireRole } from '../http/caller.ts';
import { appRoutes } from '../http/hosts.ts';
import { refuse } from '../http/refusals.ts';
import type { Access } from './access.ts';
import { whoAsks, whoStillAsks } from './callers.ts';
import type { Cookies } from './cookies.ts';
import { watchOpenAnswers } from './open-answers.ts';
import { roleOf } from './roles.ts';

/** Checks every request to the house's origin before its body is read: who asks, and whether they may. */
export function guardApp(app: FastifyInstance, access: Access, cookies: Cookies): void {
  const framed = access.publicUrl ? ` ${access.publicUrl.protocol}//*.${access.publicUrl.host}` : '';
  const policy = policyWith(`http://*.localhost:*${framed}`);
  const watch = watchOpenAnswers(app);

  app.addHook('onRequest', async (request, reply) => {
    const isApi = apis.some((path) => request.url.startsWith(path));
    reply.header('content-security-policy', policy);
    if (isApi) reply.header('cache-control', 'no-store');

    const { url, config } = request.routeOptions;
    const needed = roleOf(config.role, url);
    request.caller = whoAsks(access, cookies, request);
    if (needed !== 'anyone' && !request.caller.role && !isApi && isRead(request)) return toLogin(request, reply);
    requireRole(request.caller, needed);
    if (request.caller.hasCookie && !isRead(request) && !isFromApp(request)) throw refuse('access/not-from-app');
    if (needed !== 'anyone') watch(reply.raw, () => mayStill(request, needed));
  });

  function mayStill(request: FastifyRequest, needed: Role): boolean {
    try {
      requireRole(whoStillAsks(access, cookies, request), needed);
      return true;
    } catch {
      return false;
    }
  }
}

/** Where programs ask: they are told why not, where a browser that opens a page is led to the login. */
const apis = [`${appRoutes}/api/`, `${appRoutes}/mephisto/api/`];

const isRead = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD';

/** Forms can be sent by any page, but neither as JSON nor with a header of our own. */
const isFromApp = ({ headers }: FastifyRequest): boolean =>
  headers['x-manyhands'] !== undefined || /^application\/json\b/i.test(headers['content-type'] ?? '');

function toLogin(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const wanted = request.url.slice(appRoutes.length);
  const next = wanted === '/' ? '' : `?next=${encodeURIComponent(wanted)}`;
  return reply.header('cache-control', 'no-store').redirect(`/login${next}`);
}

/** What the house's pages may load: only what is their own, and in frames the pages of runs. The UI kit styles its parts one by one. */
const policyWith = (runs: string): string =>
  [
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    `frame-src 'self' ${runs}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ');
