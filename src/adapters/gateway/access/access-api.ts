import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/access.ts';
import { type Caller, callerOf } from '../http/caller.ts';
import { serve } from '../http/serve.ts';
import { refuse } from '../refusals.ts';
import type { Access } from './access.ts';
import type { Cookies } from './cookies.ts';
import { personBehind, personWith, signIn, signOut } from './sign-in.ts';

/** Signing in and out with a password, and who may come in. */
export function accessApi(app: FastifyInstance, access: Access, cookies: Cookies): void {
  const { people, tokens } = access;
  const done = { done: true } as const;

  serve(app, api.getMe, ({ request }) => meOf(callerOf(request), access));

  serve(app, api.login, async ({ body, request, reply }) => {
    const person = await personBehind(access, body, request);
    signIn(access, cookies, person, { request, reply });
    const { name, role, login } = person;
    return meOf({ name, role, login, by: `reviewer:${name}` }, access);
  });

  serve(app, api.logout, ({ request, reply }) => {
    signOut(access, cookies, { request, reply });
    return done;
  });

  serve(app, api.changeOwnPassword, async ({ body: { present, password }, request, reply }) => {
    const { name, login } = callerOf(request);
    if (name === undefined || login !== 'password') throw refuse('access/no-own-password');
    const person = await personWith(access, { name, password: present }, request);
    if (!person) throw refuse('access/wrong-present-password');
    await people.changePassword(name, password);
    signIn(access, cookies, person, { request, reply });
    return done;
  });

  serve(app, api.listPeople, () => ({ people: people.list(), tokens: tokens.list() }));
  serve(app, api.addPerson, ({ body }) => people.add(body));

  serve(app, api.changePerson, async ({ params: { name }, body: { role, password } }) => {
    if (password !== undefined) await people.changePassword(name, password);
    return role ? people.changeRole(name, role) : people.one(name);
  });

  serve(app, api.removePerson, ({ params: { name } }) => {
    people.remove(name);
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
