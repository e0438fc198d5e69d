import { z } from 'zod';

const name = z
  .string('must be text')
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must not have more than 100 characters');
const maxPlaces = 1_000_000;
const secondsOfYear = 31_536_000;

const OfferWanted = z
  .strictObject({
    provider: z
      .string('must be text')
      .regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be the name of a provider, such as prolific or mturk')
      .describe('the provider at which workers are asked for, such as prolific; see docs/providers.md'),
    requester: name.optional().describe('the account, by its name here; by default the name of the provider'),
    places: z
      .int('must be a whole number')
      .min(1, 'must be 1 or more')
      .max(maxPlaces, `must be at most ${maxPlaces.toLocaleString('en')}`)
      .optional()
      .describe('for how many workers; by default for as many as there are units that nobody has'),
    pay_after_seconds: z
      .int('must be a whole number, or null')
      .min(0, 'must be 0 or more')
      .max(secondsOfYear, `must be at most ${secondsOfYear.toLocaleString('en')}`)
      .nullable()
      .default(600)
      .describe(
        'how many seconds after a decision its payment is sent, so that the decision can be taken back; null = only by hand',
      ),
    options: z
      .record(z.string(), z.json('must be plain data: texts, numbers, true, false, lists, maps'), 'must be a map')
      .default({})
      .describe('what the provider wants to know; see docs/providers.md'),
  })
  .transform(({ requester, ...wanted }) => ({ ...wanted, requester: requester ?? wanted.provider }));

/** The keys of a task's config for the offers of its runs at providers. */
export const offerKeys = {
  offers: z
    .array(OfferWanted, 'must be a list')
    .min(1, 'must have at least one offer')
    .max(10, 'must not have more than 10 offers')
    .optional()
    .describe(
      'where workers are asked for and paid: maps with provider, requester, places, pay_after_seconds and options; workers are known by the id in their link, and go back to the provider; see docs/providers.md',
    ),
};

type Keys = {
  offers?: readonly { provider: string; requester: string }[];
  panel?: unknown;
  worker_identity?: string;
  completion_code?: string;
  after_submission?: string;
};
type Context = { addIssue: (issue: { code: 'custom'; path: string[]; message: string }) => void };

/** Refuses offers beside keys by which workers would be known otherwise, or would go somewhere else than back. */
export function requireOfferKeys({ offers, ...keys }: Keys, { addIssue }: Context): void {
  if (!offers) return;
  const fault = (key: string, message: string) => addIssue({ code: 'custom', path: [key], message });
  for (const key of ['panel', 'worker_identity'] as const)
    if (keys[key] !== undefined) fault(key, 'and "offers" exclude each other; leave one out');
  const goesBack = 'has no meaning with "offers", since workers go back with the code of their offer; leave it out';
  if (keys.completion_code !== undefined) fault('completion_code', goesBack);
  if (/^https?:/.test(keys.after_submission ?? '')) fault('after_submission', goesBack);
  const accounts = offers.map(({ requester }) => requester);
  if (new Set(accounts).size < accounts.length) fault('offers', 'has two offers through the same requester');
}
