import type { FastifyRequest } from 'fastify';
import type { Role } from '../../../api/endpoint.ts';
import { refuse } from './refusals.ts';

/** Who asks: their name as facts give it, and what they may do; without a role, nothing that needs one. */
export type Caller = {
  by: string;
  role?: Role;
  /** The name of their account, or the one they gave themselves. */
  name?: string;
  /** How they signed in; `none` for a caller at this machine. */
  login?: 'none' | 'password' | 'oidc' | 'token';
  /** Whether it is a browser's cookie that says so, which other pages could make it send. */
  hasCookie?: boolean;
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Set where logins are checked; without such a check every caller on this machine's loopback is its owner. */
    caller?: Caller;
  }
  interface FastifyContextConfig {
    /** Who may ask this route. */
    role?: Role | 'anyone';
    /** The media type of the file that is its body, read as it comes and of any size. */
    takes?: string;
  }
}

const rank: Record<Role, number> = { reader: 1, reviewer: 2, owner: 3 };

/** Without a login callers may still give a name, so that two at one machine can be distinguished. */
export const named = (header: unknown): string =>
  typeof header === 'string' && /^[\w.@-]{1,64}$/.test(header) ? header : 'local';

/** Who sent this request. */
export const callerOf = (request: FastifyRequest): Caller =>
  request.caller ?? { by: `reviewer:${named(request.headers['x-reviewer'])}`, role: 'owner' };

/** Throws `access/denied` for a caller without the role. */
export function requireRole({ role }: Caller, needed: Role | 'anyone'): void {
  if (needed === 'anyone') return;
  if (!role) throw refuse('access/login-needed');
  if (rank[role] < rank[needed]) throw refuse('access/denied', { role, needed });
}

/** Whether this is an owner who sits at the daemon's own machine. */
export const isOwnerHere = ({ role, login = 'none' }: Caller): boolean => role === 'owner' && login === 'none';
