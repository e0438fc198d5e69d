import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../../../api/endpoint.ts';
import { requireRole } from '../http/caller.ts';
import { appRoutes } from '../http/hosts.ts';
import { refuse } from '../http/refusals.ts';
import type { Access } from './access.ts';
import { authenticate, recheckedCaller } from './callers.ts';
import type { Cookies } from './cookies.ts';
import { watchOpenResponses } from './open-responses.ts';

/** Authenticates and authorizes every request to the app origin before its body is read. */
export function guardApp(app: FastifyInstance, access: Access, cookies: Cookies): void {
  const framed = access.publicUrl ? ` ${access.publicUrl.protocol}//*.${access.publicUrl.host}` : '';
  const policy = policyWith(`http://*.localhost:*${framed}`);
  const watch = watchOpenResponses(app);

  app.addHook('onRequest', async (request, reply) => {
    const isApi = apis.some((path) => request.url.startsWith(path));
    reply.header('content-security-policy', policy);
    if (isApi) reply.header('cache-control', 'no-store');

    const { url, config } = request.routeOptions;
    const needed = roleOf(config.role, url);
    const isPage = !isApi && isRead(request);
    request.caller = authenticate(access, cookies, request);
    if (needed !== 'anyone' && !request.caller.role && isPage) return toLogin(request, reply);
    const isForReaders = needed !== 'anyone' && needed !== 'annotator';
    if (isPage && isForReaders && request.caller.role === 'annotator') return reply.redirect('/work');
    requireRole(request.caller, needed);
    if (request.caller.hasCookie && !isRead(request) && !isFromApp(request)) throw refuse('access/not-from-app');
    if (needed !== 'anyone') watch(reply.raw, () => requireRole(recheckedCaller(access, cookies, request), needed));
  });
}

/** Paths for programs: without sign-in they reply with a refusal, while pages redirect to the login. */
const apis = [`${appRoutes}/api/`, `${appRoutes}/mephisto/api/`];

const isRead = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD';

/** CSRF protection: a form of another site can send neither JSON nor a custom header. */
const isFromApp = ({ headers }: FastifyRequest): boolean =>
  headers['x-manyhands'] !== undefined || /^application\/json\b/i.test(headers['content-type'] ?? '');

function toLogin(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.slice(appRoutes.length);
  const next = path === '/' ? '' : `?next=${encodeURIComponent(path)}`;
  return reply.header('cache-control', 'no-store').redirect(`/login${next}`);
}

/** The content security policy of the app: only its own files, and in frames the pages of runs. Mantine needs inline styles. */
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

/** The role that a route requires: owner if it declares none, reader for an unknown path. */
export const roleOf = (declared: Role | 'anyone' | undefined, url: string | undefined): Role | 'anyone' =>
  declared ?? (url === undefined ? 'reader' : 'owner');
