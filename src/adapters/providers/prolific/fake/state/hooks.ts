import { createHmac } from 'node:crypto';
import type { HookEvent, Subscription, World } from './model.ts';
import { dateOf, newId, nowMs } from './world.ts';

/** The events that webhooks can be about. */
export const eventTypes: Readonly<Record<string, string>> = {
  'study.status.change': 'The status of a study changed.',
  'study.progress.change': 'The places taken of a study changed.',
  'study.has_high_return_rate': 'Many participants return a study.',
  'submission.status.change': 'The status of a submission changed.',
};

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const maxRetries = 11;
const retriesEndMs = dayMs;
const disableAfterMs = 5 * dayMs;

/** Sends an event to those subscribed to it; without confirmation they get none. */
export function emit(
  world: World,
  workspaceId: string,
  event: { event_type: string; resource_id: string; [key: string]: unknown },
): void {
  const { delayMs, reorderMs, duplicateShare } = world.hookSettings;
  for (const subscription of world.subscriptions.values()) {
    const { id, isEnabled, isConfirmed, eventType } = subscription;
    if (subscription.workspaceId !== workspaceId || eventType !== event.event_type || !isEnabled || !isConfirmed)
      continue;
    const sent: HookEvent = {
      id: newId(world),
      subscriptionId: id,
      eventType,
      resourceId: event.resource_id,
      payload: event,
      createdAt: nowMs(world),
      updatedAt: nowMs(world),
      status: 'PENDING',
      attempts: 0,
    };
    world.hookEvents.push(sent);
    const later = () => delayMs + Math.floor(reorderMs * (reorderMs > 0 ? world.random() : 0));
    const copies = duplicateShare > 0 && world.random() < duplicateShare ? 2 : 1;
    // A duplicate is only sent; it is the first one that is retried.
    for (let nth = 0; nth < copies; nth++)
      world.clock.at(nowMs(world) + later(), () => send(world, subscription, sent, nth === 0));
  }
}

function send(world: World, subscription: Subscription, event: HookEvent, isRetried: boolean): void {
  if (!subscription.isEnabled || !world.subscriptions.has(subscription.id)) return;
  const sending = attempt(world, subscription, event, isRetried).finally(() => world.sending.delete(sending));
  world.sending.add(sending);
}

async function attempt(world: World, subscription: Subscription, event: HookEvent, isRetried: boolean): Promise<void> {
  const status = await world.send(signedPost(world, subscription, event)).catch(() => 0);
  const isTaken = status >= 200 && status < 300;
  event.updatedAt = nowMs(world);
  if (isTaken) {
    event.status = 'SUCCEEDED';
    subscription.failingSince = null;
    return;
  }
  subscription.failingSince ??= nowMs(world);
  if (nowMs(world) - subscription.failingSince >= disableAfterMs) disable(world, subscription);
  if (!isRetried) return;
  event.attempts++;
  const dueAt = nowMs(world) + Math.ceil(world.random() * minuteMs * 2 ** (event.attempts - 1));
  if (event.attempts > maxRetries || dueAt - event.createdAt > retriesEndMs) event.status = 'FAILED';
  else world.clock.at(dueAt, () => send(world, subscription, event, true));
}

/** An address that failed for days gets no more events of this type, in whichever subscription. */
function disable(world: World, { targetUrl, eventType }: Subscription): void {
  for (const one of world.subscriptions.values())
    if (one.targetUrl === targetUrl && one.eventType === eventType) one.isEnabled = false;
}

/** The request that delivers an event, signed over its time and its bytes. */
function signedPost(world: World, { workspaceId, targetUrl }: Subscription, event: HookEvent) {
  const body = JSON.stringify(event.payload);
  const timestamp = String(Math.floor(nowMs(world) / 1000));
  const secret = world.workspaces.get(workspaceId)?.secret?.value ?? '';
  return {
    url: targetUrl,
    body,
    headers: {
      'content-type': 'application/json',
      'x-prolific-request-signature': createHmac('sha256', secret).update(timestamp).update(body).digest('base64'),
      'x-prolific-request-timestamp': timestamp,
      'x-event-id': event.id,
      'x-timestamp': dateOf(event.createdAt),
    },
  };
}

/** Waits until no delivery is on its way any more. */
export async function deliveriesDone({ sending }: World): Promise<void> {
  while (sending.size > 0) await Promise.all(sending);
}
