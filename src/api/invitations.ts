import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { clearName } from './names.ts';
import { After, Recorded } from './shapes.ts';

const time = z.iso.datetime();
const params = z.object({ run: z.string() });

/** The longest name of a worker, in characters. */
export const maxWorkerNameChars = 200;
/** How many workers one request may invite. */
export const maxInvitedAtOnce = 5000;

/** The states of an invitation; for the app, which has no schemas. */
export const invitationStates = [
  'not_come',
  'refused',
  'came',
  'working',
  'submitted',
  'expired',
  'withdrawn',
] as const;
/** What has become of an invitation, as far as the worker's work shows. */
export const InvitationState = z.enum(invitationStates);
export type InvitationState = z.infer<typeof InvitationState>;

/** An invited worker: their own link, and how far they are. */
export const InvitationRow = z.object({
  /** The name by which they were invited. */
  worker: z.string(),
  /** Their id, as in facts and lists. */
  worker_id: z.string(),
  state: InvitationState,
  /** Why they got no unit when they came last, in words; null unless they were refused. */
  reason: z.string().nullable(),
  /** How many units they hold and have submitted in this run. */
  assigned: z.int(),
  submitted: z.int(),
  invited_at: time,
  invited_by: z.string(),
  expires_at: time.nullable(),
  withdrawn_at: time.nullable(),
  /** The link for this worker alone; null once the invitation has expired or was withdrawn. */
  link: z.string().nullable(),
});
export type InvitationRow = z.infer<typeof InvitationRow>;

export const listInvitations = endpoint({
  name: 'listInvitations',
  method: 'GET',
  path: '/api/runs/:run/invitations',
  summary: 'The invited workers of a run in the order of their invitation, each with their link and how far they are.',
  role: 'owner',
  params,
  query: After,
  reply: z.object({ invitations: z.array(InvitationRow), sequence: z.int() }),
});

export const exportInvitations = endpoint({
  name: 'exportInvitations',
  method: 'GET',
  path: '/api/runs/:run/invitations.csv',
  summary: 'The same list as CSV.',
  role: 'owner',
  params,
  query: After,
  reply: z.string(),
  streams: 'bytes',
});

export const inviteWorkers = endpoint({
  name: 'inviteWorkers',
  method: 'POST',
  path: '/api/runs/:run/invitations',
  summary:
    'Invites workers to a run with `worker_identity: invited`, by their names; who has a valid invitation keeps it.',
  role: 'owner',
  params,
  body: z.strictObject({
    workers: z.array(clearName(maxWorkerNameChars)).min(1).max(maxInvitedAtOnce),
    /** When the invitations expire; by default never. */
    expires_at: time.optional(),
  }),
  /** How many were invited, and how many had a valid invitation already. */
  reply: Recorded.extend({ invited: z.int(), already: z.int() }),
  status: 202,
});

export const withdrawInvitation = endpoint({
  name: 'withdrawInvitation',
  method: 'POST',
  path: '/api/runs/:run/invitations/withdraw',
  summary: 'Withdraws the invitation of a worker: they get no further unit, and may finish what they hold.',
  role: 'owner',
  params,
  body: z.strictObject({ worker: clearName(maxWorkerNameChars) }),
  reply: Recorded,
  status: 202,
});
