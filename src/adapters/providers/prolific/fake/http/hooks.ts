import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { eventTypes } from '../state/hooks.ts';
import type { Subscription as SubscriptionState, World } from '../state/model.ts';
import { found } from '../state/refusal.ts';
import { changeSubscription, confirm, replaceSecret, subscribe } from '../state/subscriptions.ts';
import { dateOf } from '../state/world.ts';
import { serve } from './endpoint.ts';
import { listOf, offsetListOf, offsetOf, offsetQuery, pageOf, pageQuery } from './lists.ts';
import { HookEvent, Secret, Subscription } from './replies.ts';

const envelope = 'bare';

const form = (one: SubscriptionState) => ({
  id: one.id,
  event_type: one.eventType,
  target_url: one.targetUrl,
  is_enabled: one.isEnabled,
  workspace_id: one.workspaceId,
});

/** Serves webhooks: their secrets, and who is subscribed to what. */
export function serveHooks(app: FastifyInstance, world: World): void {
  serve(app, world, {
    operation: 'list-event-types',
    method: 'GET',
    path: 'hooks/event-types/',
    envelope,
    reply: z.strictObject({ results: z.array(z.strictObject({ event_type: z.string(), description: z.string() })) }),
    act: () => ({
      results: Object.entries(eventTypes).map(([event_type, description]) => ({ event_type, description })),
    }),
  });
  serve(app, world, {
    operation: 'list-secrets',
    method: 'GET',
    path: 'hooks/secrets/',
    envelope,
    query: z.strictObject({ ...pageQuery, workspace_id: z.string().optional() }),
    reply: listOf(Secret),
    act({ query, request }) {
      const secrets = [...world.workspaces.values()].flatMap(({ id, secret }) =>
        secret && (query.workspace_id ?? id) === id ? [{ ...secret, workspace_id: id }] : [],
      );
      return pageOf(request, secrets, query);
    },
  });
  serve(app, world, {
    operation: 'create-secret',
    method: 'POST',
    path: 'hooks/secrets/',
    status: 201,
    envelope,
    body: z.strictObject({ workspace_id: z.string() }),
    reply: Secret,
    act: ({ body: { workspace_id } }) => ({ ...replaceSecret(world, workspace_id), workspace_id }),
  });
  serve(app, world, {
    operation: 'list-subscriptions',
    method: 'GET',
    path: 'hooks/subscriptions/',
    envelope,
    query: z.strictObject({
      ...pageQuery,
      workspace_id: z.string().optional(),
      is_enabled: z.enum(['true', 'false']).default('true'),
    }),
    reply: listOf(Subscription),
    act({ query, request }) {
      const asked = [...world.subscriptions.values()].filter(
        ({ workspaceId, isEnabled }) =>
          (query.workspace_id ?? workspaceId) === workspaceId && String(isEnabled) === query.is_enabled,
      );
      return pageOf(request, asked.map(form), query);
    },
  });
  serve(app, world, {
    operation: 'create-subscription',
    method: 'POST',
    path: 'hooks/subscriptions/',
    status: 201,
    envelope,
    body: z.strictObject({ workspace_id: z.string(), event_type: z.string(), target_url: z.string() }),
    reply: Subscription,
    act({ body: { workspace_id: workspaceId, event_type: eventType, target_url: targetUrl }, reply }) {
      const made = subscribe(world, { workspaceId, eventType, targetUrl });
      reply.header('x-hook-secret', made.confirmSecret);
      return form(made);
    },
  });
  serveSubscription(app, world);
}

function serveSubscription(app: FastifyInstance, world: World): void {
  const path = 'hooks/subscriptions/:id/';
  const one = (id: string) => found(world.subscriptions, id, 'subscription');
  serve(app, world, {
    operation: 'confirm-subscription',
    method: 'POST',
    path,
    envelope,
    body: z.strictObject({ secret: z.string() }),
    reply: Subscription,
    act: ({ id, body }) => form(confirm(world, id, body.secret)),
  });
  serve(app, world, {
    operation: 'get-subscription',
    method: 'GET',
    path,
    envelope,
    reply: Subscription,
    act: ({ id }) => form(one(id)),
  });
  serve(app, world, {
    operation: 'change-subscription',
    method: 'PATCH',
    path,
    envelope,
    body: z.strictObject({
      event_type: z.string().optional(),
      target_url: z.string().optional(),
      is_enabled: z.boolean().optional(),
    }),
    reply: Subscription,
    act({ id, body: { event_type: eventType, target_url: targetUrl, is_enabled: isEnabled } }) {
      const change = Object.entries({ eventType, targetUrl, isEnabled }).filter(([, value]) => value !== undefined);
      return form(changeSubscription(world, id, Object.fromEntries(change)));
    },
  });
  serve(app, world, {
    operation: 'delete-subscription',
    method: 'DELETE',
    path,
    envelope,
    act({ id }) {
      one(id);
      world.subscriptions.delete(id);
    },
  });
  serve(app, world, {
    operation: 'list-hook-events',
    method: 'GET',
    path: `${path}events/`,
    envelope,
    query: z.strictObject({
      ...offsetQuery,
      status: z.enum(['PENDING', 'SUCCEEDED', 'FAILED']).optional(),
      resource_id: z.string().optional(),
    }),
    reply: offsetListOf(HookEvent),
    act({ id, query }) {
      const { targetUrl } = one(id);
      const events = world.hookEvents.filter(
        ({ subscriptionId, status, resourceId }) =>
          subscriptionId === id &&
          (query.status ?? status) === status &&
          (query.resource_id ?? resourceId) === resourceId,
      );
      const forms = events.map((event) => ({
        id: event.id,
        datetime_created: dateOf(event.createdAt),
        datetime_updated: dateOf(event.updatedAt),
        event_type: event.eventType,
        resource_id: event.resourceId,
        status: event.status,
        target_url: targetUrl,
        payload: event.payload,
      }));
      return offsetOf(forms, query);
    },
  });
}
