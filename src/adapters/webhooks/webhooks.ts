import type { Webhook, WebhookEvents } from '../../api/webhooks.ts';
import { webhookEvents } from '../../api/webhooks.ts';
import { positionOf } from '../../events/broadcast.ts';
import { type WebhookEvent, webhookVersion } from '../../projections/webhooks/event-of.ts';
import { randomLetters } from '../../runtime/ids.ts';
import { type DeliverySettings, openDeliveries, validSecrets } from './deliveries.ts';
import type { Delivery } from './delivery.ts';
import { type AllowedReceivers, receiverAddress } from './receiver-address.ts';
import { refuse } from './refusals.ts';
import { newWebhookSecret } from './signature.ts';
import { type WebhookRow, wholeCommit } from './webhook-rows.ts';

/** How many webhooks there can be. */
const maxWebhooks = 20;
/** How long deliveries are also signed with a secret of before, in ms: a day. */
const earlierSecretMs = 24 * 60 * 60_000;
/** How many secrets of before can be valid at once: each makes the header of signatures longer. */
const maxEarlierSecrets = 10;

type Settings = DeliverySettings & { allowed: AllowedReceivers };

/** What an owner can choose. */
export type WebhookWishes = { url?: string; events?: readonly WebhookEvents[]; names?: boolean; note?: string };

/** The webhooks of a workspace. */
export type Webhooks = ReturnType<typeof openWebhooks>;

/** Opens the webhooks and starts their deliveries. */
export function openWebhooks(settings: Settings) {
  const { source, allowed, now } = settings;
  const deliveries = openDeliveries(settings);
  const { rows, rowOf, change } = deliveries;
  const shown = async (row: WebhookRow): Promise<Webhook> =>
    toShown(row, { head: await source.log.head(), delivery: deliveries.of(row.id), now: now() });

  return {
    list: async (): Promise<Webhook[]> => Promise.all(rows.all().map(shown)),
    one: async (id: string): Promise<Webhook> => shown(rowOf(id)),
    /** How far each is, where the log ends at `head`; does not ask the log, which may be away. */
    asOf: (head: number): Webhook[] =>
      rows.all().map((row) => toShown(row, { head, delivery: deliveries.of(row.id), now: now() })),

    async add(wishes: WebhookWishes & { url: string }, by: string): Promise<{ webhook: Webhook; secret: string }> {
      const { href: url } = receiverAddress(wishes.url, allowed);
      const head = await source.log.head();
      if (rows.all().length >= maxWebhooks) throw refuse('webhook/too-many', { most: maxWebhooks });
      const row = { ...newRow(wishes, by, now()), url, sequence: head, place: wholeCommit };
      rows.add(row);
      deliveries.start(row);
      return { webhook: await shown(row), secret: row.secret };
    },

    async change(id: string, { url, events, names, note }: WebhookWishes): Promise<Webhook> {
      const address = url === undefined ? undefined : receiverAddress(url, allowed).href;
      const told = { ...(events && { events: inOrder(events) }), ...(names === undefined ? {} : { names }) };
      const changes = { ...told, ...(note === undefined ? {} : { note }) };
      return shown(await change(id, (before) => ({ ...changes, ...(address && movedTo(address, before)) })));
    },

    pause: async (id: string): Promise<Webhook> =>
      shown(await change(id, ({ state }) => (state === 'active' ? { state: 'paused' } : {}))),

    resume: async (id: string): Promise<Webhook> => shown(await change(id, () => ({ state: 'active', ...noFailure }))),

    async replay(id: string, from: string): Promise<Webhook> {
      const [sequence = 0, place] = from.split('.').map(Number);
      const head = await source.log.head();
      if (sequence > head) throw refuse('webhook/bad-position', { from, head });
      const before = place
        ? { sequence, place: place - 1 }
        : { sequence: Math.max(sequence - 1, 0), place: wholeCommit };
      return shown(await change(id, () => ({ ...before, ...noFailure })));
    },

    async rotate(id: string): Promise<{ webhook: Webhook; secret: string }> {
      const secret = newWebhookSecret();
      const until = new Date(now() + earlierSecretMs).toISOString();
      const row = await change(id, (before) => {
        const valid = validSecrets(before, now());
        if (valid.length >= maxEarlierSecrets)
          throw refuse('webhook/too-many-secrets', { most: maxEarlierSecrets, until: valid.at(-1)?.until ?? until });
        return { secret, earlier: [{ secret: before.secret, until }, ...valid] };
      });
      return { webhook: await shown(row), secret };
    },

    async test(id: string): Promise<{ delivered: boolean; message: string }> {
      const outcome = await deliveries.send(rowOf(id), testEvent(new Date(now()).toISOString()));
      return outcome.taken
        ? { delivered: true, message: 'The receiver took it.' }
        : { delivered: false, message: `It was not delivered: ${outcome.message}.` };
    },

    async remove(id: string): Promise<void> {
      await change(id, () => ({ state: 'paused' }));
      rows.remove(id);
    },

    /** What an owner should know, one sentence each. */
    notes: (): string[] =>
      rows
        .all()
        .filter(({ state }) => state === 'disabled')
        .map(({ url, last_error }) => disabledSentence(new URL(url).host, last_error?.message)),

    close: deliveries.close,
  };
}

const noFailure = { failing_since: null, attempts: 0 };

/** Failures of the address of before are none of the new one. */
const movedTo = (url: string, before: WebhookRow) => ({ url, ...(url === before.url ? {} : noFailure) });

const disabledSentence = (host: string, reason = 'it failed for too long') =>
  `The webhook to ${host} is disabled (${reason}). Resume it on the screen Webhooks, or remove it.`;

const inOrder = (events: readonly WebhookEvents[]) => webhookEvents.filter((one) => events.includes(one));

function newRow({ events = webhookEvents, names = false, note = '' }: WebhookWishes, by: string, nowMs: number) {
  const made = { id: `webhook-${randomLetters(8)}`, made_at: new Date(nowMs).toISOString(), made_by: by };
  const health = { delivered: 0, last_delivered_at: null, last_error: null, failing_since: null, attempts: 0 };
  const secrets = { secret: newWebhookSecret(), earlier: [] };
  return { ...made, ...health, ...secrets, note, events: inOrder(events), names, state: 'active' as const };
}

const testEvent = (timestamp: string): WebhookEvent => ({
  id: `test-${randomLetters(16)}`,
  type: 'webhook.test',
  body: JSON.stringify({ type: 'webhook.test', timestamp, version: webhookVersion, data: {} }),
});

type Present = { head: number; delivery: Delivery | undefined; now: number };

function toShown(row: WebhookRow, { head, delivery, now }: Present): Webhook {
  const { secret: _, earlier: __, sequence: noted, place: notedPlace, ...shown } = row;
  const { sequence, place } = delivery?.place() ?? { sequence: noted, place: notedPlace };
  const next = delivery?.nextAttemptMs();
  const valid = validSecrets(row, now);
  return {
    ...shown,
    position: place === wholeCommit ? String(sequence) : positionOf(sequence, place),
    lag: Math.max(0, head - sequence),
    next_attempt_at: next === undefined ? null : new Date(next).toISOString(),
    earlier_secrets: valid.length,
    earlier_secret_until: valid[0]?.until ?? null,
  };
}
