import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { loginWithOidc, returnFromOidc } from '../../../api/access.ts';
import { ownPath } from '../../../api/own-path.ts';
import { toRefusal } from '../../../runtime/refusals/to-refusal.ts';
import { hostName } from '../http/hosts.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import type { Access } from './access.ts';
import type { Cookies } from './cookies.ts';
import type { Oidc } from './oidc.ts';
import { signIn } from './sign-in.ts';

/** Sign-in with an identity provider: redirect and callback. */
export function oidcApi(app: FastifyInstance, access: Access, oidc: Oidc, cookies: Cookies): void {
  const { publicUrl } = access;
  const originOf = (request: FastifyRequest) => publicUrl?.origin ?? `http://${request.headers.host}`;

  serve(app, loginWithOidc, ({ query, request, reply }) =>
    orPage(reply, async () => {
      // The callback is at the public origin, and the cookie belongs to the origin that set it.
      if (publicUrl && hostName(request.headers.host) !== publicUrl.hostname)
        return reply.redirect(new URL(loginWithOidc.path, publicUrl).href);
      const back = `${originOf(request)}${returnFromOidc.path}`;
      const { url, state } = await oidc.begin(back, ownPath(query.next));
      cookies.keepOidcState(request, reply, state);
      return reply.redirect(url);
    }),
  );

  serve(app, returnFromOidc, ({ request, reply }) =>
    orPage(reply, async () => {
      const state = cookies.takeOidcState(request, reply);
      if (!state) throw refuse('access/oidc-failed', { reason: 'it took too long, or began in another browser' });
      const email = await oidc.finish(new URL(request.originalUrl, originOf(request)), state);
      const user = access.users.present(email, 'oidc');
      if (!user) throw refuse('access/not-invited', { email });
      signIn(access, cookies, user, { request, reply });
      // A redirect would still count as cross-site, and the browser would not send the strict session cookie.
      return sendPage(reply, 200, { title: 'Signed in', text: 'You are signed in.', next: ownPath(state.next) });
    }),
  );
}

/** A browser is shown a page, and what went wrong as a sentence on it. */
async function orPage(reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    const refusal = toRefusal(error);
    if (!refusal) throw error;
    const { status, code, message } = refusal;
    return sendPage(reply.header('x-refusal', code), status, { title: 'Not signed in', text: message });
  }
}

type Page = { title: string; text: string; next?: string };

function sendPage(reply: FastifyReply, status: number, { title, text, next }: Page): FastifyReply {
  const refresh = next ? `<meta http-equiv="refresh" content="0;url=${inHtml(next)}">` : '';
  const link = `<a href="${inHtml(next ?? '/login')}">${next ? 'Go on' : 'Back to the login page'}</a>`;
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width">${refresh}<title>${title}</title>`;
  const body = `<main><h1>${title}</h1><p>${inHtml(text)}</p><p>${link}</p></main>`;
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`);
}

const inHtml = (text: string) => text.replace(/[^\w ./?=-]/g, (sign) => `&#${sign.codePointAt(0)};`);
