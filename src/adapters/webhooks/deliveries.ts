import type { WebhookEvent } from '../../projections/webhooks/event-of.ts';
import { type Delivering, type Delivery, startDelivery } from './delivery.ts';
import { type Outcome, type Posting, post } from './post.ts';
import { refuse } from './refusals.ts';
import { signatureOf } from './signature.ts';
import { type EarlierSecret, openWebhookRows, type WebhookRow, wholeCommit } from './webhook-rows.ts';

/** How long an attempt may take, in ms. */
const timeoutMs = 10_000;

/** What deliveries need. */
export type DeliverySettings = Pick<Delivering, 'source' | 'now' | 'random' | 'notify'> &
  Pick<Posting, 'allowed' | 'lookup'> & {
    file: string;
    keptFolder: string;
    /** Whether events go out; not from a server that is open for one command only. */
    delivers: boolean;
  };

/** Opens the file of webhooks and starts the delivery of each. */
export function openDeliveries(settings: DeliverySettings) {
  const { allowed, lookup, now } = settings;
  const rows = openWebhookRows(settings);
  const running = new Map<string, Delivery>();
  const send = (row: WebhookRow, event: WebhookEvent, signal?: AbortSignal): Promise<Outcome> =>
    post({ url: row.url, ...messageOf(row, event, now()) }, { allowed, timeoutMs, lookup }, signal);

  const start = ({ id, state }: Pick<WebhookRow, 'id' | 'state'>) => {
    if (settings.delivers && state === 'active' && !running.has(id))
      running.set(id, startDelivery(id, { ...settings, rows, send }));
  };

  const rowOf = (id: string): WebhookRow => {
    const row = rows.one(id);
    if (!row) throw refuse('webhook/unknown', { webhook: id.slice(0, 100) });
    return row;
  };

  /** Sets those that are beyond the end of the log, which has lost something, back to its end: else they would miss what comes next. */
  async function backToHead() {
    const head = await settings.source.log.head();
    for (const { id, url, sequence } of rows.all()) {
      if (sequence <= head) continue;
      rows.note(id, { sequence: head, place: wholeCommit });
      settings.notify(
        `The webhook to ${new URL(url).host} was at ${sequence}, but the log ends at ${head} now. It hears of what comes after that.`,
      );
    }
  }

  async function startAll() {
    // A log that fails is reported by itself.
    await backToHead().catch(() => undefined);
    for (const row of rows.all()) start(row);
  }

  /** When the last change ends: one comes after the other. */
  let turn: Promise<unknown> = startAll();

  async function changeNow(id: string, changesOf: (row: WebhookRow) => Partial<WebhookRow>): Promise<WebhookRow> {
    rowOf(id);
    await running.get(id)?.end();
    running.delete(id);
    try {
      // The place may have been noted just now.
      rows.change(id, changesOf(rowOf(id)));
    } finally {
      const row = rows.one(id);
      if (row) start(row);
    }
    return rowOf(id);
  }

  return {
    rows,
    rowOf,
    send,
    start,
    of: (id: string): Delivery | undefined => running.get(id),

    /** Changes a webhook while nothing is delivered to it, and goes on with what it has become. */
    change(id: string, changesOf: (row: WebhookRow) => Partial<WebhookRow>): Promise<WebhookRow> {
      const mine = turn.then(() => changeNow(id, changesOf));
      turn = mine.catch(() => undefined);
      return mine;
    },

    async close(): Promise<void> {
      await turn;
      await Promise.all([...running.values()].map((delivery) => delivery.end()));
      rows.close();
    },
  };
}

/** The secrets of before with which deliveries are still signed, the newest first. */
export const validSecrets = ({ earlier }: WebhookRow, nowMs: number): readonly EarlierSecret[] =>
  earlier.filter(({ until }) => Date.parse(until) > nowMs);

/** The body of a delivery with the headers of the Standard Webhooks specification. */
function messageOf(row: WebhookRow, { id, body }: WebhookEvent, nowMs: number) {
  const seconds = Math.floor(nowMs / 1000);
  const secrets = [row.secret, ...validSecrets(row, nowMs).map(({ secret }) => secret)];
  const headers = {
    'user-agent': 'Manyhands',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatureOf({ id, seconds, body }, secrets),
  };
  return { headers, body };
}
