import { type InvitationState, invitationStates } from '../../../src/api/invitations.ts';
import { oneOf, type RawSearch } from '../data/search.ts';

/** The state of which invited workers are shown; all without one. */
export const readInvitationsAddress = (raw: RawSearch): { state?: InvitationState } => {
  const state = oneOf(raw.state, invitationStates);
  return state ? { state } : {};
};
