import { Refusal } from '../../actors/refusal.ts';
import { notStarted } from '../ports/task-functions.ts';

/** Refusals that say that the code cannot go on by itself, or not with its record; whatever else fails is tried until it works. */
const faultsOfCode: ReadonlySet<string> = new Set([
  'conversation/message-too-long',
  'conversation/step-out-of-order',
  'conversation/too-many-messages',
  'procedure/lost-value',
  'task/call-too-large',
  'task/code-failed',
  'task/conversation-not-kept',
  'task/not-answering',
]);

/** Whether an error is a fault of the code of one conversation; a process that does not start is none. */
export const isOfCode = (error: unknown): error is Refusal =>
  error instanceof Refusal && faultsOfCode.has(error.code) && error.cause !== notStarted;
