import type { ConversationEvent, ConversationMember, ConversationState } from '../../../../src/api/conversations.ts';

/** The label of each state of a conversation. */
export const stateLabels: Record<ConversationState, string> = {
  waiting: 'Waiting',
  empty: 'Empty',
  talking: 'Talking',
  ended: 'Ended',
};

/** The state of a member. */
export const memberStateLabels: Record<ConversationMember['state'], string> = {
  here: 'In it',
  away: 'Away',
  left: 'Left',
};

const reasons: Record<string, string> = {
  disconnected: 'the page was not heard from',
  returned: 'gave the work back',
  'turn-over': 'said nothing during their turn',
  'not-confirmed': 'did not confirm being there',
  'time-over': 'the time for the work was over',
  waited: 'the wait was over',
  done: "the task's code had finished",
  'too-few': 'too few people were left',
  'by-requester': 'a requester ended it',
  'code-failed': "the task's code failed",
  'run-stopped': 'the run was stopped',
};

/** Why somebody left, or a conversation ended, in words. */
export const reasonText = (reason: string): string => reasons[reason] ?? reason;

/** Who alone heard a message; undefined if everybody did. */
export function privacyText({ to }: Pick<ConversationEvent, 'to'>): string | undefined {
  if (to === null) return undefined;
  return to.length === 0 ? "Only for the task's code" : `Only for ${to.join(', ')}`;
}
