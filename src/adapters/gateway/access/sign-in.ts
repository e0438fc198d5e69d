import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../http/refusals.ts';
import type { Access } from './access.ts';
import { addressOf } from './callers.ts';
import type { Cookies } from './cookies.ts';
import { isPassword } from './secrets.ts';
import type { User } from './users.ts';

type Exchange = { request: FastifyRequest; reply: FastifyReply };

type Credentials = { name: string; password: string };

/** The user of these credentials; neither the refusal nor its time shows which of them is wrong. */
export async function userBehind(access: Access, credentials: Credentials, request: FastifyRequest): Promise<User> {
  const user = await userWith(access, credentials, request);
  if (!user) throw refuse('access/wrong-password');
  return user;
}

/** The same, or undefined; throws `access/too-many-attempts` to limit guessing. */
export async function userWith(
  access: Access,
  { name, password }: Credentials,
  request: FastifyRequest,
): Promise<User | undefined> {
  const address = addressOf(access, request);
  access.attempts.begin(name, address);
  const isRight = await isPassword(password, access.users.passwordOf(name));
  const user = isRight ? access.users.present(name, 'password') : undefined;
  if (user) access.attempts.succeed(name, address);
  return user;
}

/** Begins a session with a new id, and ends the browser's earlier one, against session fixation. */
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
