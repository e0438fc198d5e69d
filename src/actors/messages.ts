import type { UnitId } from '../events/ids.ts';
import { type MessageFact, MessageFailed, MessageSent } from '../events/message.ts';

/** Messages to workers of providers: how often each was sent and whether it failed; and of which decisions one is to go out, since when (ISO 8601). */
export type Messages = { known: Map<string, { isSent: boolean; attempts: number }>; owed: Map<UnitId, string> };

/** The messages of a new run. */
export const noMessages = (): Messages => ({ known: new Map(), owed: new Map() });

/** How often a message that the provider refuses is tried. */
const maxAttempts = 5;

/** Whether a fact is about a message to a worker. */
export const isMessageFact = (fact: { type: string }): fact is MessageFact => fact.type.startsWith('message.');

/** Takes in that a message went out, or did not. */
export function noteMessage({ known, owed }: Messages, fact: MessageFact): void {
  const { messageId, unitId } = fact.data;
  const { attempts = 0 } = known.get(messageId) ?? {};
  if (fact.type === 'message.sent') {
    known.set(messageId, { isSent: true, attempts: attempts + 1 });
    if (unitId) owed.delete(unitId);
    return;
  }
  known.set(messageId, { isSent: false, attempts });
  if (unitId && attempts < maxAttempts) owed.set(unitId, 'at' in fact ? (fact.at as string) : '');
}

/** That a message goes out, or certainly did not. */
export type MessageCommand = {
  type: 'message.note-sent' | 'message.note-failed';
} & Parameters<typeof MessageSent>[0];

/** None when it went out before, or did not go out. */
export function decide({ type, ...message }: MessageCommand, { known }: Messages): MessageFact[] {
  const isSent = known.get(message.messageId)?.isSent ?? false;
  if (type === 'message.note-sent') return isSent ? [] : [MessageSent(message)];
  return isSent ? [MessageFailed(message)] : [];
}
