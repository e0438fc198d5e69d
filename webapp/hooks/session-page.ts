import { type Provider, providerParams } from './provider.ts';
import type { ServerRequest } from './request.ts';
import { retry } from './retry.ts';
import type { TaskState } from './task-state.ts';
import type { Unsent } from './unsent.ts';

/** The code of a refusal: another tab or device has submitted the unit. */
export const alreadySubmitted = 'agent/already-submitted';

/** Everything a session needs from outside; a `pause` (milliseconds) may be cut short by `wake`, a `sleep` may not. */
export type World = {
  provider: Provider;
  request(request: ServerRequest): Promise<unknown>;
  pause(ms: number): Promise<void>;
  wake(): void;
  sleep(ms: number): Promise<void>;
  unsent: Unsent;
  userAgent: string;
};

/** A page's session as its functions see it. */
export type Page<Data, Config> = {
  world: World;
  state: TaskState<Data, Config>;
  listeners: Set<() => void>;
  hasStarted: boolean;
  /** Whether the worker has returned the unit: nothing is sent for it any more. */
  hasLeft: boolean;
  draft: unknown;
  /** What is to be saved at the next turn, and when the worker had got so far, in seconds since 1970. */
  toSave?: { agentId: string; page?: number; draft: unknown; at: number };
  isSaving: boolean;
};

/** Changes the state of a page, and tells its listeners. */
export function change<Data, Config>(page: Page<Data, Config>, changed: Partial<TaskState<Data, Config>>) {
  page.state = { ...page.state, ...changed };
  for (const listener of page.listeners) listener();
}

/** Sends a request of a page once. */
export const sendOnce = <Data, Config>({ world }: Page<Data, Config>, path: string, body?: object | FormData) =>
  world.request({ path, params: providerParams(world.provider), ...(body && { body }) });

/** Sends a request of a page again until the server replies, and says meanwhile that it is lost. */
export async function sendUntilReply<Data, Config>(page: Page<Data, Config>, path: string, body?: object | FormData) {
  const onFailure = (failedAttempts: number) => change(page, { failedAttempts, isServerLost: true });
  const attempt = async () => {
    // What was on its way when the worker left comes too late.
    if (page.hasLeft) throw new Error('The unit was returned.');
    return sendOnce(page, path, body);
  };
  const reply = await retry(attempt, { pause: page.world.pause, onFailure });
  if (page.state.isServerLost) change(page, { failedAttempts: 0, isServerLost: false });
  return reply;
}
