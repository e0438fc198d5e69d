import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { OpenAccount, ProviderEvent } from '../../../runtime/ports/provider-account.ts';
import { refuse } from '../refusals.ts';
import { asOftenAsNeeded, madeOnce, type Session } from './certain.ts';
import { workspacesOf } from './workspaces.ts';

/** What is told: changes of studies, and of submissions. */
const eventTypes = ['study.status.change', 'submission.status.change'] as const;

const Secret = z.object({ value: z.string() });
const Subscription = z.object({ id: z.string(), event_type: z.string(), target_url: z.string() });

/** Has every workspace of the account tell an address of changes; resolves to the secrets that they sign with. */
export async function subscribe(session: Session, address: string): Promise<string> {
  const secrets: string[] = [];
  for (const { id: workspaceId } of await workspacesOf(session)) {
    secrets.push(await secretOf(session, workspaceId));
    await leave(session, workspaceId, address);
    for (const eventType of eventTypes) await join(session, workspaceId, { eventType, address });
  }
  return secrets.join(' ');
}

/** The secret of a workspace. A new one would replace that of others who listen. */
async function secretOf({ api }: Session, workspaceId: string): Promise<string> {
  const { value } = await madeOnce(
    async () => {
      for await (const page of api.list('hooks/secrets/', Secret, { workspace_id: workspaceId })) return page[0];
      return undefined;
    },
    () => api.send('POST', 'hooks/secrets/', { workspace_id: workspaceId }, Secret),
  );
  return value;
}

/** Ends what this address was told before: whether that was confirmed cannot be seen. */
async function leave({ api }: Session, workspaceId: string, address: string): Promise<void> {
  const former: string[] = [];
  for (const is_enabled of ['true', 'false'])
    for await (const page of api.list('hooks/subscriptions/', Subscription, { workspace_id: workspaceId, is_enabled }))
      former.push(...page.filter(({ target_url }) => target_url === address).map(({ id }) => id));
  for (const id of former)
    await asOftenAsNeeded(() => api.send('DELETE', `hooks/subscriptions/${id}/`, undefined, z.unknown()));
}

async function join(
  { api }: Session,
  workspaceId: string,
  { eventType, address }: { eventType: string; address: string },
): Promise<void> {
  let secret: string | null = null;
  const body = { workspace_id: workspaceId, event_type: eventType, target_url: address };
  // One whose reply is lost stays without confirmation, and is told nothing.
  const { id } = await asOftenAsNeeded(() =>
    api.send('POST', 'hooks/subscriptions/', body, Subscription, (headers) => {
      secret = headers.get('x-hook-secret');
    }),
  );
  if (secret === null)
    throw refuse('provider/unavailable', { provider: 'Prolific', reason: 'its reply has no X-Hook-Secret' });
  await asOftenAsNeeded(() => api.send('POST', `hooks/subscriptions/${id}/`, { secret }, z.unknown()));
}

/** A message that is older, or that much from the future, is not taken: it may be a copy. */
const maxAgeMs = 5 * 60 * 1000;

const Payload = z.object({ event_type: z.string(), resource_id: z.string() });

/** What a message says, if it was signed with one of the secrets a short time ago. */
export const eventOf: NonNullable<OpenAccount['eventOf']> = ({ body, headers }, proof, now) => {
  const timestamp = headers['x-prolific-request-timestamp'] ?? '';
  const sentMs = Number(timestamp) * 1000;
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Date.parse(now) - sentMs) > maxAgeMs) return undefined;
  const signature = Buffer.from(headers['x-prolific-request-signature'] ?? '', 'base64');
  const secrets = proof.split(' ').filter((secret) => secret !== '');
  if (!secrets.some((secret) => isSigned(signature, secret, timestamp, body))) return undefined;
  const { data } = Payload.safeParse(parsed(body));
  if (!data) return undefined;
  const event: ProviderEvent = {
    id: headers['x-event-id'] ?? `${timestamp} ${data.event_type} ${data.resource_id}`,
    at: new Date(sentMs).toISOString(),
  };
  if (data.event_type.startsWith('submission.')) return { ...event, submission: data.resource_id };
  return data.event_type.startsWith('study.') ? { ...event, offer: data.resource_id } : event;
};

function isSigned(signature: Buffer, secret: string, timestamp: string, body: Uint8Array): boolean {
  const expected = createHmac('sha256', secret).update(timestamp).update(body).digest();
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
