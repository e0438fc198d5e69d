import fastifyCookie, { type CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hostName } from '../http/hosts.ts';
import { OidcState } from './oidc.ts';
import { newSecret } from './secrets.ts';
import { maxAgeSeconds } from './sessions.ts';

/** The cookies of the app. */
export type Cookies = Awaited<ReturnType<typeof openCookies>>;

const oidcStateSeconds = 10 * 60;

/** Cookies for the app's own pages alone: no script reads them, and behind https no other origin can set them. */
export async function openCookies(app: FastifyInstance, publicUrl: URL | undefined) {
  await app.register(fastifyCookie, { secret: newSecret(), hook: false });

  const isSecure = ({ headers }: FastifyRequest) =>
    publicUrl?.protocol === 'https:' && hostName(headers.host) === publicUrl.hostname;
  // Without https one name holds the cookies of all ports, and two daemons on one machine must not sign each other out.
  const nameOf = (request: FastifyRequest, what: string) =>
    isSecure(request) ? `__Host-manyhands-${what}` : `manyhands-${what}-${request.socket.localPort}`;
  const read = (request: FastifyRequest, what: string) =>
    request.headers.cookie && app.parseCookie(request.headers.cookie)[nameOf(request, what)];
  const rules = (request: FastifyRequest, more: CookieSerializeOptions) => ({
    path: '/',
    httpOnly: true,
    secure: isSecure(request),
    ...more,
  });

  return {
    session: (request: FastifyRequest): string | undefined => read(request, 'session') || undefined,
    keepSession(request: FastifyRequest, reply: FastifyReply, id: string): void {
      const options = rules(request, { sameSite: 'strict', maxAge: maxAgeSeconds });
      reply.setCookie(nameOf(request, 'session'), id, options);
    },
    dropSession(request: FastifyRequest, reply: FastifyReply): void {
      reply.clearCookie(nameOf(request, 'session'), rules(request, { sameSite: 'strict' }));
    },
    /** Not `strict`: the provider redirects back from its own site, and browsers send no strict cookie then. */
    keepOidcState(request: FastifyRequest, reply: FastifyReply, state: OidcState): void {
      const value = Buffer.from(JSON.stringify(state)).toString('base64url');
      const options = rules(request, { sameSite: 'lax', maxAge: oidcStateSeconds, signed: true });
      reply.setCookie(nameOf(request, 'oidc'), value, options);
    },
    /** The state, once: the cookie is cleared whatever the outcome. */
    takeOidcState(request: FastifyRequest, reply: FastifyReply): OidcState | undefined {
      const { valid, value } = request.unsignCookie(read(request, 'oidc') ?? '');
      reply.clearCookie(nameOf(request, 'oidc'), rules(request, { sameSite: 'lax' }));
      if (!valid) return undefined;
      return OidcState.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString())).data;
    },
  };
}
