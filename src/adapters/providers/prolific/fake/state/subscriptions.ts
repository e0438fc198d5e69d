import { eventTypes } from './hooks.ts';
import type { Subscription, Workspace, World } from './model.ts';
import { found, Refusal, wrongField } from './refusal.ts';
import { newId, newSecret } from './world.ts';

/** Gives a workspace a secret to sign webhooks with, in place of the one before. */
export function replaceSecret(world: World, workspaceId: string): NonNullable<Workspace['secret']> {
  const workspace = found(world.workspaces, workspaceId, 'workspace');
  workspace.secret = { id: newId(world), value: newSecret(world) };
  return workspace.secret;
}

/** Subscribes an address to events. It gets none before it is confirmed with the secret that this returns. */
export function subscribe(
  world: World,
  { workspaceId, eventType, targetUrl }: Pick<Subscription, 'workspaceId' | 'eventType' | 'targetUrl'>,
): Subscription {
  const workspace = found(world.workspaces, workspaceId, 'workspace');
  if (!workspace.secret) throw new Refusal(400, 'Create a secret for this workspace first.');
  assertTarget(eventType, targetUrl);
  const subscription: Subscription = {
    id: newId(world),
    workspaceId,
    eventType,
    targetUrl,
    isEnabled: true,
    isConfirmed: false,
    confirmSecret: newSecret(world),
    failingSince: null,
  };
  world.subscriptions.set(subscription.id, subscription);
  return subscription;
}

/** Confirms that the address belongs to the subscriber. */
export function confirm(world: World, id: string, secret: string): Subscription {
  const subscription = found(world.subscriptions, id, 'subscription');
  if (secret !== subscription.confirmSecret) throw wrongField('secret', 'This is not the secret of the subscription.');
  subscription.isConfirmed = true;
  return subscription;
}

/** Changes what a subscription is about, or whether it gets anything. */
export function changeSubscription(
  world: World,
  id: string,
  change: Partial<Pick<Subscription, 'eventType' | 'targetUrl' | 'isEnabled'>>,
): Subscription {
  const subscription = found(world.subscriptions, id, 'subscription');
  const changed = { ...subscription, ...change };
  assertTarget(changed.eventType, changed.targetUrl);
  if (change.isEnabled === true) subscription.failingSince = null;
  return Object.assign(subscription, change);
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The service sends to https only; a simulation on one machine also to that machine. */
function assertTarget(eventType: string, targetUrl: string): void {
  if (!Object.hasOwn(eventTypes, eventType)) throw wrongField('event_type', `There is no event ${eventType}.`);
  const url = URL.canParse(targetUrl) ? new URL(targetUrl) : undefined;
  const isLocal = url?.protocol === 'http:' && (loopback.has(url.hostname) || url.hostname.endsWith('.localhost'));
  if (url?.protocol !== 'https:' && !isLocal)
    throw wrongField('target_url', 'Enter an address that begins with https.');
}
