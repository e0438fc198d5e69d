import type { InvitationId, WorkerId } from '../events/ids.ts';
import { InvitationCreated, type InvitationFact, InvitationWithdrawn } from '../events/invitation.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusals.ts';
import type { TaskRun } from './task-run.ts';

/** The last invitation of each worker of a run. */
export type Invitations = Map<WorkerId, Invitation>;
/** An invitation: whom it is for, by their name at the provider, and until when it is valid (ISO 8601, UTC). */
export type Invitation = { invitationId: InvitationId; worker: string; expiresAt?: string; isWithdrawn: boolean };

/** Takes in what happened to an invitation. */
export function noteInvitation(invitations: Invitations, { type, data }: InvitationFact): void {
  const { workerId, invitationId } = data;
  if (type === 'invitation.created') {
    const { worker, expiresAt } = data;
    invitations.set(workerId, { invitationId, worker, expiresAt, isWithdrawn: false });
    return;
  }
  const known = invitations.get(workerId);
  if (known?.invitationId === invitationId) invitations.set(workerId, { ...known, isWithdrawn: true });
}

const hasExpired = ({ expiresAt }: Invitation, now: string) => expiresAt !== undefined && expiresAt <= now;

// ── Commands ─────────────────────────────────────────────────────────────────

/** Somebody to invite: a new id, and who they are. */
export type Invited = { invitationId: InvitationId; workerId: WorkerId; provider: string; worker: string };

/** Invites workers until a time (ISO 8601, UTC), or withdraws the invitation of one. */
export type InvitationCommand =
  | { type: 'invitation.create'; invited: readonly Invited[]; now: string; expiresAt?: string }
  | { type: 'invitation.withdraw'; workerId: WorkerId; worker: string };

/** Who has a valid invitation keeps it; a worker whose invitation has expired or was withdrawn gets another one. */
export function decide(command: InvitationCommand, taskRun: TaskRun, invitations: Invitations): InvitationFact[] {
  const { runId, settings } = taskRun.context;
  const identity = settings.workerIdentity ?? 'unsigned';
  if (identity !== 'invited') throw refuse('invitation/not-by-invitation', { run: runId, identity });
  if (command.type === 'invitation.withdraw') {
    const { workerId, worker } = command;
    const known = invitations.get(workerId);
    if (!known) throw refuse('invitation/unknown', { run: runId, worker });
    if (known.isWithdrawn) return [];
    return [InvitationWithdrawn({ runId, invitationId: known.invitationId, workerId })];
  }
  const { invited, now, expiresAt } = command;
  if (expiresAt !== undefined && expiresAt <= now) throw refuse('invitation/over-already', { expiresAt });
  const met = new Set<WorkerId>();
  return invited.flatMap(({ workerId, ...who }) => {
    const known = invitations.get(workerId);
    const isInvited = met.has(workerId) || (known && !known.isWithdrawn && !hasExpired(known, now));
    met.add(workerId);
    return isInvited ? [] : [InvitationCreated({ runId, workerId, ...who, ...(expiresAt ? { expiresAt } : {}) })];
  });
}

/** A worker who arrives, and by which invitation, if by any. */
export type Guest = { workerId: WorkerId; invitationId?: string; now: string };

/** Why a worker gets no unit of a run for invited workers; undefined if they do, and in every other run. */
export function uninvited(taskRun: TaskRun, invitations: Invitations, guest: Guest): Refusal | undefined {
  if (taskRun.context.settings.workerIdentity !== 'invited') return undefined;
  const known = invitations.get(guest.workerId);
  if (!known) return refuse('work/not-invited');
  // An earlier link of theirs may be in other hands.
  if (known.isWithdrawn || known.invitationId !== guest.invitationId) return refuse('work/invitation-withdrawn');
  return hasExpired(known, guest.now) ? refuse('work/invitation-expired') : undefined;
}
