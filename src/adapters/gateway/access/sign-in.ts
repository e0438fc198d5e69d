import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../refusals.ts';
import type { Access } from './access.ts';
import { addressOf } from './callers.ts';
import type { Cookies } from './cookies.ts';
import { isPassword } from './passwords.ts';
import type { Person } from './people.ts';

type Exchange = { request: FastifyRequest; reply: FastifyReply };

type Given = { name: string; password: string };

/** Whose name and password these are; what is wrong with them is not told, nor by the time it takes. */
export async function personBehind(access: Access, given: Given, request: FastifyRequest): Promise<Person> {
  const person = await personWith(access, given, request);
  if (!person) throw refuse('access/wrong-password');
  return person;
}

/** The same, and undefined for nobody's; whoever guesses is held up. */
export async function personWith(
  access: Access,
  { name, password }: Given,
  request: FastifyRequest,
): Promise<Person | undefined> {
  const address = addressOf(access, request);
  access.attempts.begin(name, address);
  const isRight = await isPassword(password, access.people.passwordOf(name));
  const person = isRight ? access.people.present(name, 'password') : undefined;
  if (person) access.attempts.succeed(name, address);
  return person;
}

/** Begins a session under a new id, and ends the one the browser had: whoever planted that one gains nothing. */
export function signIn(access: Access, cookies: Cookies, { name, login }: Person, { request, reply }: Exchange): void {
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
