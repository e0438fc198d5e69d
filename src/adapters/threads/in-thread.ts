import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Protocol, ReplyMessage, RequestMessage } from '../request-reply/messages.ts';
import { type Handlers, openResponses } from '../request-reply/responses.ts';
import { failureOf } from './thread-failure.ts';

/** The side of a protocol that runs in the thread which `startThread` has started with `Data`. */
export function openInThread<P extends Protocol, Data = undefined>() {
  const port = parentPort as NonNullable<typeof parentPort>;
  const post = (message: ReplyMessage, transferred: ArrayBuffer[]) => port.postMessage(message, transferred);
  const { emit, receive } = openResponses<P>({ post, toReason: failureOf });
  return {
    data: workerData as Data,
    emit,
    /** Handles requests, also those that came before. `close` frees resources, then the thread ends. */
    handle(handlers: Handlers<P>, close: () => void | Promise<void> = () => undefined): void {
      const end = async () => {
        await close();
        port.close();
      };
      port.on('message', (message: RequestMessage) => receive(message, handlers, end));
    },
  };
}

/** Lowers this thread's priority where the system allows it, so that workers' requests come first. */
export function lowerPriority(): void {
  // On other systems this would lower the priority of the whole process.
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    // If it is not allowed, all threads have the same priority.
  }
}
