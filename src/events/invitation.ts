import { z } from 'zod';
import { defineFact, type FactOf, personal } from './fact.ts';
import { InvitationId, RunId, WorkerId } from './ids.ts';

const invitation = z.object({ runId: RunId, invitationId: InvitationId, workerId: WorkerId });

export const InvitationCreated = defineFact('invitation.created', {
  says: 'A worker was invited to the run; their link names this invitation.',
  data: invitation.extend({
    provider: z.string(),
    worker: personal(z.string()),
    /** Without it the invitation does not expire. */
    expiresAt: z.iso.datetime().optional(),
  }),
});
export const InvitationWithdrawn = defineFact('invitation.withdrawn', {
  says: 'The invitation of a worker was withdrawn: they get no further unit, and may finish what they hold.',
  data: invitation,
});

export const invitationFacts = [InvitationCreated, InvitationWithdrawn] as const;
export type InvitationFact = FactOf<typeof invitationFacts>;
