import type { FastifyRequest } from 'fastify';
import { type Caller, named } from '../http/caller.ts';
import { hostName } from '../http/hosts.ts';
import { refuse } from '../http/refusals.ts';
import type { Access } from './access.ts';
import { isLoopback, isPrivateAddress } from './addresses.ts';
import type { Cookies } from './cookies.ts';
import { isSame } from './secrets.ts';
import type { Session } from './sessions.ts';

const nobody: Caller = { by: 'nobody' };
const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

/** Who sent a request: by a token, by a session, or by sitting at this machine. A token that is wrong is refused. */
export const callerNow = (access: Access, cookies: Cookies, request: FastifyRequest): Caller =>
  callerBy(access, (id) => access.sessions.use(id), cookies, request);

/** Whether a request comes from a program of this machine, as its connection shows and nothing it says could. */
export const isFromHere = ({ socket, headers }: Pick<FastifyRequest, 'socket' | 'headers'>): boolean =>
  isLoopback(socket.remoteAddress ?? '') && forwarded.every((name) => headers[name] === undefined);

/** Who that is now, for a request that is still being answered: asking keeps no session alive. */
export const callerStill = (access: Access, cookies: Cookies, request: FastifyRequest): Caller =>
  callerBy(access, access.sessions.look, cookies, request);

type FindSession = (id: string) => Session | undefined;

function callerBy(access: Access, find: FindSession, cookies: Cookies, request: FastifyRequest): Caller {
  const { authorization } = request.headers;
  if (authorization !== undefined) return byToken(access, authorization, request);
  return (
    bySession(access, find, cookies.session(request)) ??
    (isAtThisMachine(access, request) ? ownerHere(request) : nobody)
  );
}

const ownerHere = (request: FastifyRequest): Caller => {
  const name = named(request.headers['x-reviewer']);
  return { by: `reviewer:${name}`, role: 'owner', name, login: 'none' };
};

function byToken({ tokens, ownToken }: Access, authorization: string, request: FastifyRequest): Caller {
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (isSame(token, ownToken)) return ownerHere(request);
  const holder = tokens.holder(token);
  if (!holder) throw refuse('access/bad-token');
  return { by: `reviewer:${holder.name}`, role: holder.role, name: holder.name, login: 'token' };
}

function bySession({ users }: Access, find: FindSession, id: string | undefined): Caller | undefined {
  const session = id ? find(id) : undefined;
  const user = session && users.present(session.name, session.login);
  if (!session || !user) return undefined;
  const { name, role } = user;
  return { by: `reviewer:${name}`, role, name, login: session.login, hasCookie: true };
}

/** A proxy on this machine speaks for others: whatever it passes on does not come from here. */
function isAtThisMachine({ asksEverybody }: Access, request: FastifyRequest): boolean {
  return !asksEverybody && isFromHere(request) && isLoopback(hostName(request.headers.host));
}

/** Addresses are remembered, and no real one is longer. */
const maxAddressLetters = 64;

/** The address that attempts are counted for: what the nearest proxy saw, where there is one. */
export function addressOf({ publicUrl }: Pick<Access, 'publicUrl'>, { socket, headers }: FastifyRequest): string {
  const direct = socket.remoteAddress ?? '';
  const forwardedFor = String(headers['x-forwarded-for'] ?? '');
  const seen = forwardedFor.split(',').at(-1)?.trim();
  return publicUrl && seen && isPrivateAddress(direct) ? seen.slice(0, maxAddressLetters) : direct;
}
