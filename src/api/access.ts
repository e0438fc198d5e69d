import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const Role = z.enum(['annotator', 'reader', 'reviewer', 'owner']);
const Name = z.string().min(1).max(100);
const Password = z.string().max(1000);
const Done = z.object({ done: z.literal(true) });
// An invalid path is ignored, so that it does not prevent signing in.
const Next = z.object({ next: z.string().max(2000).optional().catch(undefined) });

/** The caller, as the server sees them. */
export const Me = z.object({
  /** The name of the account, or that of `x-reviewer` if no login is needed; null if not signed in. */
  name: z.string().nullable(),
  /** The author of the caller's decisions in facts; null if not signed in. */
  by: z.string().nullable(),
  /** The caller's role; null if not signed in. */
  role: Role.nullable(),
  /** How the caller signed in; `none` on the server's own machine, and if not signed in. */
  login: z.enum(['none', 'password', 'oidc', 'token']),
  /** The login methods that are available. */
  ways: z.array(z.enum(['password', 'oidc'])),
});

/** A token for programs, without the token. */
export const TokenRow = z.object({
  id: z.string(),
  name: z.string(),
  note: z.string(),
  made_at: z.string(),
  expires_at: z.string().nullable(),
});

/** A user who may sign in. */
export const UserRow = z.object({
  name: z.string(),
  role: Role,
  login: z.enum(['password', 'oidc']),
  added_at: z.string(),
});

export const getMe = endpoint({
  name: 'getMe',
  method: 'GET',
  path: '/api/me',
  summary: 'The name and role of the caller, and the ways to sign in.',
  role: 'anyone',
  reply: Me,
});

export const login = endpoint({
  name: 'login',
  method: 'POST',
  path: '/api/login',
  summary: 'Signs in with a name and a password; the session comes as a cookie.',
  role: 'anyone',
  body: z.strictObject({ name: Name, password: Password }),
  reply: Me,
});

export const logout = endpoint({
  name: 'logout',
  method: 'POST',
  path: '/api/logout',
  summary: 'Ends the session of the cookie.',
  role: 'anyone',
  reply: Done,
});

export const changeOwnPassword = endpoint({
  name: 'changeOwnPassword',
  method: 'POST',
  path: '/api/me/password',
  summary: "Changes the caller's own password; all their sessions end, and this browser gets a new one.",
  role: 'annotator',
  body: z.strictObject({ present: Password, password: Password }),
  reply: Done,
});

export const loginWithOidc = endpoint({
  name: 'loginWithOidc',
  method: 'GET',
  path: '/api/login/oidc',
  summary: 'Sends a browser to the identity provider; `next` is the path it comes back to.',
  role: 'anyone',
  query: Next,
  ignoresUnknown: true,
  reply: z.string(),
});

export const returnFromOidc = endpoint({
  name: 'returnFromOidc',
  method: 'GET',
  path: '/api/login/oidc/callback',
  summary: 'Receives a browser back from the identity provider and forwards it to where it was.',
  role: 'anyone',
  ignoresUnknown: true,
  reply: z.string(),
});

export const listUsers = endpoint({
  name: 'listPeople',
  method: 'GET',
  path: '/api/users',
  summary: 'Lists users and tokens.',
  role: 'owner',
  reply: z.object({ users: z.array(UserRow), tokens: z.array(TokenRow) }),
});

export const addUser = endpoint({
  name: 'addPerson',
  method: 'POST',
  path: '/api/users',
  summary: 'Adds a user: with a password, or without one by their e-mail address at the identity provider.',
  role: 'owner',
  body: z.strictObject({ name: Name, role: Role, password: Password.optional() }),
  reply: UserRow,
  status: 201,
});

export const changeUser = endpoint({
  name: 'changePerson',
  method: 'PATCH',
  path: '/api/users/:name',
  summary: 'Changes the role or the password of a user; a new password ends their sessions.',
  role: 'owner',
  params: z.object({ name: Name }),
  body: z.strictObject({ role: Role.optional(), password: Password.optional() }),
  reply: UserRow,
});

export const removeUser = endpoint({
  name: 'removePerson',
  method: 'DELETE',
  path: '/api/users/:name',
  summary: 'Removes a user; their sessions and tokens end at once.',
  role: 'owner',
  params: z.object({ name: Name }),
  reply: Done,
});
