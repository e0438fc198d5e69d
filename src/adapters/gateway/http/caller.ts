import type { FastifyRequest } from 'fastify';
import type { Role } from '../../../api/endpoint.ts';
import { isReviewerName } from '../../../api/names.ts';
import { refuse } from './refusals.ts';

/** The caller of a request: their name as facts give it, and their role, if they have one. */
export type Caller = {
  by: string;
  role?: Role;
  /** The name of their account, or the one from `x-reviewer`. */
  name?: string;
  /** How they signed in; `none` for a caller at this machine. */
  login?: 'none' | 'password' | 'oidc' | 'token';
  /** Whether they are signed in by a cookie, which other sites could make a browser send. */
  hasCookie?: boolean;
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Set where logins are checked; elsewhere every caller on this machine's loopback is an owner. */
    caller?: Caller;
  }
  interface FastifyContextConfig {
    /** Who may call this route. */
    role?: Role | 'anyone';
    /** The media type of its body if that is a file, which is streamed and may have any size. */
    takes?: string;
  }
}

const rank: Record<Role, number> = { annotator: 1, reader: 2, reviewer: 3, owner: 4 };

/** The name from `x-reviewer`, which distinguishes reviewers who share a machine without a login; throws `access/bad-reviewer`. */
export function named(header: string | string[] | undefined): string {
  if (header === undefined) return 'local';
  const name = String(header);
  if (!isReviewerName(name)) throw refuse('access/bad-reviewer');
  return name;
}

/** Who sent this request. */
export const callerOf = (request: FastifyRequest): Caller =>
  request.caller ?? { by: `reviewer:${named(request.headers['x-reviewer'])}`, role: 'owner' };

/** Throws `access/denied` for a caller without the role. */
export function requireRole({ role }: Caller, needed: Role | 'anyone'): void {
  if (needed === 'anyone') return;
  if (!role) throw refuse('access/login-needed');
  if (rank[role] < rank[needed]) throw refuse('access/denied', { role, needed });
}

/** Whether this caller may see what the server has collected. */
export const isReader = ({ role }: Caller): boolean => role !== undefined && rank[role] >= rank.reader;

/** Whether this is an owner on the daemon's own machine. */
export const isOwnerHere = ({ role, login = 'none' }: Caller): boolean => role === 'owner' && login === 'none';
