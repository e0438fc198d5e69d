import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** What a webhook can be told of; for the app, which has no schemas. */
export const webhookEvents = ['submissions', 'decisions', 'ends'] as const;
const Events = z.array(z.enum(webhookEvents)).min(1, 'must name at least one kind of event');
export type WebhookEvents = (typeof webhookEvents)[number];

/** The longest address of a receiver, in characters. */
export const maxWebhookUrlChars = 2000;
const Url = z.string().trim().min(1).max(maxWebhookUrlChars);
const WebhookNote = z.string().trim().max(200);

/** A commit of the log, such as `12`, or a fact in it, such as `12.0`. */
const PositionText = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,6})?$/, 'must be a position in the log, such as 12 or 12.0')
  .describe('A position in the log, such as `12` or `12.0`.');

const time = z.iso.datetime();

/** A receiver of events, and how far it is. */
export const Webhook = z.object({
  id: z.string(),
  url: z.string(),
  note: z.string(),
  events: z.array(z.enum(webhookEvents)),
  /** Whether it is sent the names of workers and of reviewers. */
  names: z.boolean(),
  /** `disabled` after failing for too long, or when the receiver said that it is gone. */
  state: z.enum(['active', 'paused', 'disabled']),
  /** The last fact that it has been told of, or that does not concern it. */
  position: z.string(),
  /** How many commits of the log it has still to be told of. */
  lag: z.int(),
  delivered: z.int(),
  last_delivered_at: time.nullable(),
  /** The last failure, also after later success. */
  last_error: z.object({ at: time, message: z.string() }).nullable(),
  /** Since when no attempt has succeeded; null while all is well. */
  failing_since: time.nullable(),
  attempts: z.int(),
  next_attempt_at: time.nullable(),
  /** With how many secrets of before deliveries are signed, too: each for a day since another took its place. */
  earlier_secrets: z.int(),
  /** Until when the last of them is valid. */
  earlier_secret_until: time.nullable(),
  made_at: time,
  made_by: z.string(),
});
export type Webhook = z.infer<typeof Webhook>;

const params = z.object({ webhook: z.string() });
const of = (path: '' | `/${string}`) => `/api/webhooks/:webhook${path}` as const;

export const listWebhooks = endpoint({
  name: 'listWebhooks',
  method: 'GET',
  path: '/api/webhooks',
  summary: 'The receivers of events, the oldest first, each with how far it is and its last error.',
  role: 'owner',
  reply: z.object({ webhooks: z.array(Webhook) }),
});

export const getWebhook = endpoint({
  name: 'getWebhook',
  method: 'GET',
  path: of(''),
  summary: 'One receiver of events.',
  role: 'owner',
  params,
  reply: Webhook,
});

/** A webhook with its secret, which is shown this once. */
const WithSecret = z.object({ webhook: Webhook, secret: z.string() });

export const addWebhook = endpoint({
  name: 'addWebhook',
  method: 'POST',
  path: '/api/webhooks',
  summary: 'Adds a receiver of what happens from now on; the reply has the secret of its signatures, this once.',
  role: 'owner',
  body: z.strictObject({
    url: Url,
    events: Events.optional(),
    names: z.boolean().optional(),
    note: WebhookNote.optional(),
  }),
  reply: WithSecret,
  status: 201,
});

export const changeWebhook = endpoint({
  name: 'changeWebhook',
  method: 'PATCH',
  path: of(''),
  summary: 'Changes the address of a receiver, or what it is told.',
  role: 'owner',
  params,
  body: z.strictObject({
    url: Url.optional(),
    events: Events.optional(),
    names: z.boolean().optional(),
    note: WebhookNote.optional(),
  }),
  reply: Webhook,
});

export const pauseWebhook = endpoint({
  name: 'pauseWebhook',
  method: 'POST',
  path: of('/pause'),
  summary: 'Sends nothing more until it is resumed.',
  role: 'owner',
  params,
  reply: Webhook,
});

export const resumeWebhook = endpoint({
  name: 'resumeWebhook',
  method: 'POST',
  path: of('/resume'),
  summary: 'Goes on from where a receiver was paused or disabled; tries at once one that waits after a failure.',
  role: 'owner',
  params,
  reply: Webhook,
});

export const replayWebhook = endpoint({
  name: 'replayWebhook',
  method: 'POST',
  path: of('/replay'),
  summary:
    'Sends everything again from a position in the log on, under the ids of before, or skips what is before it; a paused or disabled one once it is resumed.',
  role: 'owner',
  params,
  body: z.strictObject({ from: PositionText }),
  reply: Webhook,
});

export const testWebhook = endpoint({
  name: 'testWebhook',
  method: 'POST',
  path: of('/test'),
  summary: 'Sends one event of type `webhook.test` at once, and replies with what came of it.',
  role: 'owner',
  params,
  reply: z.object({ delivered: z.boolean(), message: z.string() }),
});

export const rotateWebhook = endpoint({
  name: 'rotateWebhook',
  method: 'POST',
  path: of('/rotate'),
  summary: 'Makes a new secret; each of the former secrets signs deliveries for a day, too.',
  role: 'owner',
  params,
  reply: WithSecret,
});

export const removeWebhook = endpoint({
  name: 'removeWebhook',
  method: 'DELETE',
  path: of(''),
  summary: 'Removes a receiver; nothing more is sent to it.',
  role: 'owner',
  params,
  reply: z.object({ removed: z.boolean() }),
});
