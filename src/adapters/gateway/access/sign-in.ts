import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../http/refusals.ts';
import type { Access } from './access.ts';
import { addressOf } from './callers.ts';
import type { Cookies } from './cookies.ts';
import { isPassword } from './secrets.ts';
import type { User } from './users.ts';

type Exchange = { request: FastifyRequest; reply: FastifyReply };

type Given = { name: string; password: string };

/** Whose name and password these are; what is wrong with them is not told, nor by the time it takes. */
export async function userBehind(access: Access, given: Given, request: FastifyRequest): Promise<User> {
  const user = await userWith(access, given, request);
  if (!user) throw refuse('access/wrong-password');
  return user;
}

/** The same, and undefined for nobody's; whoever guesses is held up. */
export async function userWith(
  access: Access,
  { name, password }: Given,
  request: FastifyRequest,
): Promise<User | undefined> {
  const address = addressOf(access, request);
  access.attempts.begin(name, address);
  const isRight = await isPassword(password, access.users.passwordOf(name));
  const user = isRight ? access.users.present(name, 'password') : undefined;
  if (user) access.attempts.succeed(name, address);
  return user;
}

/** Begins a session under a new id, and ends the one the browser had: whoever planted that one gains nothing. */
export function signIn(access: Access, cookies: Cookies, { name, login }: User, { request, reply }: Exchange): void {
  const before = cookies.session(request);
  if (before) access.sessions.end(before);
  cookies.keepSession(request, reply, access.sessions.begin({ name, login }));
}

/** Ends the session of the browser, if it has one. */
export function signOut(access: Access, cookies: Cookies, { request, reply }: Exchange): void {
  const id = cookies.session(request);
  if (id) access.sessions.end(id);
  cookies.dropSession(request, reply);
}
