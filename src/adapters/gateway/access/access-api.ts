import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/access.ts';
import { type Caller, callerOf } from '../http/caller.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import type { Access } from './access.ts';
import { type Cookies, openCookies } from './cookies.ts';
import { guardApp } from './guard.ts';
import { oidcApi } from './oidc-api.ts';
import { signIn, signOut, userBehind, userWith } from './sign-in.ts';

/** Adds authentication to all routes of the app origin, and the routes for signing in; returns the cookies that they use. */
export async function openAccessApi(app: FastifyInstance, access: Access): Promise<Cookies> {
  const cookies = await openCookies(app, access.publicUrl);
  guardApp(app, access, cookies);
  accessApi(app, access, cookies);
  if (access.oidc) oidcApi(app, access, access.oidc, cookies);
  return cookies;
}

/** Signing in and out with a password, and the accounts. */
function accessApi(app: FastifyInstance, access: Access, cookies: Cookies): void {
  const { users, tokens } = access;
  const done = { done: true } as const;

  serve(app, api.getMe, ({ request }) => meOf(callerOf(request), access));

  serve(app, api.login, async ({ body, request, reply }) => {
    const user = await userBehind(access, body, request);
    signIn(access, cookies, user, { request, reply });
    const { name, role, login } = user;
    return meOf({ name, role, login, by: `reviewer:${name}` }, access);
  });

  serve(app, api.logout, ({ request, reply }) => {
    signOut(access, cookies, { request, reply });
    return done;
  });

  serve(app, api.changeOwnPassword, async ({ body: { present, password }, request, reply }) => {
    const { name, login } = callerOf(request);
    if (name === undefined || login !== 'password') throw refuse('access/no-own-password');
    const user = await userWith(access, { name, password: present }, request);
    if (!user) throw refuse('access/wrong-present-password');
    await users.changePassword(name, password);
    signIn(access, cookies, user, { request, reply });
    return done;
  });

  serve(app, api.listUsers, () => ({ users: users.list(), tokens: tokens.list() }));
  serve(app, api.addUser, ({ body }) => users.add(body));

  serve(app, api.changeUser, async ({ params: { name }, body: { role, password } }) => {
    if (password !== undefined) await users.changePassword(name, password);
    return role ? users.changeRole(name, role) : users.one(name);
  });

  serve(app, api.removeUser, ({ params: { name } }) => {
    users.remove(name);
    return done;
  });
}

const meOf = ({ name, by, role, login = 'none' }: Caller, { ways }: Access) => ({
  name: name ?? null,
  by: role ? by : null,
  role: role ?? null,
  login,
  ways: ways(),
});
