import { counted } from '../../actors/counted.ts';
import { defineRefusals } from '../../actors/refusal.ts';
import { refusals as inherited } from '../../runtime/refusals/refusals.ts';

/** The refusals of webhooks, with the inherited ones. */
export const { refusals, refuse } = defineRefusals(
  {
    'webhook/bad-address': [
      400,
      (d: { reason: string }) =>
        `This cannot be the address of a webhook: ${d.reason}. Give one like https://example.org/manyhands.`,
    ],
    'webhook/bad-position': [
      400,
      (d: { from: string; head: number }) =>
        `The log ends at ${d.head}, so nothing can be sent from ${d.from} on. Give a position of the log, such as 1.`,
    ],
    'webhook/own-address': [
      400,
      () => 'This is an address of Manyhands itself, which takes no webhooks. Give that of the receiver.',
    ],
    'webhook/private-address': [
      400,
      (d: { host: string }) =>
        `${d.host} is in a private network, and webhooks are sent there only if MANYHANDS_WEBHOOK_HOSTS names it. Set that, start Manyhands again, and try again.`,
    ],
    'webhook/too-many': [
      409,
      (d: { most: number }) =>
        `There are ${counted(d.most, 'webhook')} already, which is the maximum. Remove one that is no longer used.`,
    ],
    'webhook/too-many-secrets': [
      409,
      (d: { most: number; until: string }) =>
        `${d.most} earlier secrets are still valid, which is the maximum, the first of them until ${d.until}. Wait until then.`,
    ],
    'webhook/unknown': [
      404,
      (d: { webhook: string }) => `No webhook has the id "${d.webhook}". "./bin/manyhands webhook list" shows all.`,
    ],
  },
  inherited,
);
