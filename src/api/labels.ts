import type { InvitationRow, InvitationState } from './invitations.ts';
import type { OnboardingStatus } from './onboardings.ts';
import type { RuleActionName } from './rules.ts';
import type { RunStatus, UnitStatus, WorkerIdentity } from './shapes.ts';

/** The label of each run status, the same in all user interfaces. */
export const runStatusLabels: Record<RunStatus, string> = {
  opening: 'Opening',
  launched: 'Running',
  paused: 'Paused',
  stopped: 'Stopped',
  completed: 'Completed',
};

/** The label of each unit status, the same in all user interfaces. */
export const unitStatusLabels: Record<UnitStatus, string> = {
  open: 'Open',
  assigned: 'In progress',
  completed: 'To review',
  accepted: 'Accepted',
  soft_rejected: 'Paid, not used',
  rejected: 'Rejected',
  expired: 'Cancelled',
};

/** What a rule did, the same in all user interfaces. */
export const ruleActionLabels: Record<RuleActionName, string> = {
  flag: 'Flagged',
  exclude: 'Excluded',
  pause: 'Paused',
  block: 'Blocked',
  grant: 'Granted',
  revoke: 'Revoked',
};

/** The label of each state of an invitation, the same in all user interfaces. */
export const invitationStateLabels: Record<InvitationState, string> = {
  not_come: 'Not come yet',
  refused: 'Refused',
  came: 'Came, submitted nothing',
  working: 'Working',
  submitted: 'Has submitted',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
};

/** The state of an invitation, with the reason of a refusal. */
export const invitationText = ({ state, reason }: Pick<InvitationRow, 'state' | 'reason'>): string =>
  reason === null ? invitationStateLabels[state] : `${invitationStateLabels[state]}: ${reason}`;

/** How a run knows its workers, the same in all user interfaces. */
export const workerIdentityTexts: Record<WorkerIdentity, string> = {
  unsigned: 'unsigned: known by the name in their link, which anybody can change',
  open: 'open link: each browser that opens it is one worker',
  invited: 'invited: each has a link of their own',
  account: 'accounts: they sign in',
  panel: 'panel: known by the id that the panel puts into their link',
};

/** The label of each status of an onboarding, the same in all user interfaces. */
export const onboardingStatusLabels: Record<OnboardingStatus, string> = {
  working: 'In progress',
  waiting: 'Being judged',
  passed: 'Passed',
  failed: 'Failed',
};

/** The value of a setting as lists show it. */
export const settingText = (value: unknown): string => {
  if (value === null || value === undefined) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
