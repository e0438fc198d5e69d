import type { FastifyRequest } from 'fastify';
import { isLoopback, isPrivateAddress } from '../../addresses.ts';
import { type Caller, named } from '../http/caller.ts';
import { hostName } from '../http/hosts.ts';
import { refuse } from '../http/refusals.ts';
import type { Access } from './access.ts';
import type { Cookies } from './cookies.ts';
import { isSame } from './secrets.ts';
import type { Session } from './sessions.ts';

const nobody: Caller = { by: 'nobody' };
const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

/** Authenticates a request: by a token, by a session, or as local. An invalid token is refused. */
export const authenticate = (access: Access, cookies: Cookies, request: FastifyRequest): Caller =>
  callerBy(access, (id) => access.sessions.use(id), cookies, request);

/** Whether a request comes from this machine: by its socket's address, and without headers that a proxy adds. */
export const isLocal = ({ socket, headers }: Pick<FastifyRequest, 'socket' | 'headers'>): boolean =>
  isLoopback(socket.remoteAddress ?? '') && forwarded.every((name) => headers[name] === undefined);

/** The same for a response in progress; does not renew the session. */
export const recheckedCaller = (access: Access, cookies: Cookies, request: FastifyRequest): Caller =>
  callerBy(access, access.sessions.look, cookies, request);

type FindSession = (id: string) => Session | undefined;

function callerBy(access: Access, find: FindSession, cookies: Cookies, request: FastifyRequest): Caller {
  const { authorization } = request.headers;
  if (authorization !== undefined) return byToken(access, authorization, request);
  return (
    bySession(access, find, cookies.session(request)) ?? (isLocalOwner(access, request) ? localOwner(request) : nobody)
  );
}

const localOwner = (request: FastifyRequest): Caller => {
  const name = named(request.headers['x-reviewer']);
  return { by: `reviewer:${name}`, role: 'owner', name, login: 'none' };
};

function byToken({ tokens, ownToken }: Access, authorization: string, request: FastifyRequest): Caller {
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (isSame(token, ownToken)) return localOwner(request);
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

/** Requests that a proxy on this machine forwards are not local. */
function isLocalOwner({ requiresSignIn }: Access, request: FastifyRequest): boolean {
  return !requiresSignIn && isLocal(request) && isLoopback(hostName(request.headers.host));
}

/** Addresses are stored; no valid one is longer. */
const maxAddressChars = 64;

/** The client's address, by which attempts are limited: the one that the nearest proxy forwarded, if there is a proxy. */
export function addressOf({ publicUrl }: Pick<Access, 'publicUrl'>, { socket, headers }: FastifyRequest): string {
  const direct = socket.remoteAddress ?? '';
  const forwardedFor = String(headers['x-forwarded-for'] ?? '');
  const seen = forwardedFor.split(',').at(-1)?.trim();
  return publicUrl && seen && isPrivateAddress(direct) ? seen.slice(0, maxAddressChars) : direct;
}
