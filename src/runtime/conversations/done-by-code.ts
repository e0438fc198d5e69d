import { counted } from '../../actors/counted.ts';
import type { ConversationFact } from '../../events/conversation.ts';
import { botIn, type ConversationStep } from '../ports/conversation-code.ts';
import type { RecordedStep } from './record.ts';

/** The most that the code of one conversation may do: a loop without an end would fill the log. Bytes are those of what it says and computes, as JSON. */
export type CodeLimits = { steps: number; bytes: number };

/** What holds for every conversation. */
export const codeLimits: CodeLimits = { steps: 50_000, bytes: 50_000_000 };

/** What the record of a conversation tells about its code. */
export type DoneByCode = {
  /** The ids of everybody who is or was in it, bots included. */
  people: Set<string>;
  /** Of what the code has said and computed. */
  bytes: number;
};

/** Of a conversation whose code did nothing yet. */
export const nothingDone = (): DoneByCode => ({ people: new Set(), bytes: 0 });

/** Notes what else is recorded. */
export function noteDone(done: DoneByCode, steps: readonly RecordedStep[]): void {
  for (const { type, data } of steps) {
    const fact = { type, data } as ConversationFact;
    if (fact.type === 'conversation.began') {
      for (const { agentId } of fact.data.members) done.people.add(agentId);
      for (const { seat } of fact.data.bots) done.people.add(botIn(seat));
    } else if (fact.type === 'conversation.joined') done.people.add(fact.data.agentId);
    else if (fact.type === 'conversation.said' && fact.data.step !== undefined)
      done.bytes += bytesOf(fact.data.message, fact.data.messageFile);
    else if (fact.type === 'conversation.step-done')
      done.bytes += bytesOf(fact.data.result ?? fact.data.failed, fact.data.resultFile);
  }
}

const bytesOf = (value: unknown, file: { size: number } | undefined): number =>
  file?.size ?? Buffer.byteLength(JSON.stringify(value) ?? '');

/** Why these steps are more than the code may do, as a sentence; undefined if they are not. */
export function tooMuch(
  { bytes }: DoneByCode,
  steps: readonly ConversationStep[],
  limits: CodeLimits,
): string | undefined {
  if (steps.some(({ step }) => step >= limits.steps))
    return `the code did more than ${counted(limits.steps, 'step')} in one conversation, which is the most`;
  if (steps.length > 0 && bytes >= limits.bytes)
    return `the code said and computed more than ${counted(limits.bytes, 'byte')} in one conversation, which is the most`;
  return undefined;
}
