import type { OfferTerms, PublishedOffer, SentPayment } from '../../../runtime/ports/provider-account.ts';
import { openAccount } from './account.ts';
import { openProlificApi } from './api.ts';
import type { FakeProlificSettings } from './fake/fake-prolific.ts';
import { openForTests } from './fake/for-tests.ts';
import { optionsOf } from './options.ts';

/** An account at a simulated Prolific; `change` makes another of a reply on its way. */
export async function openAccountForTests(
  settings: Partial<FakeProlificSettings> = {},
  change: (path: string, body: unknown) => unknown = (_, body) => body,
) {
  const world = await openForTests({ durations: { publishingMs: 0, processingMs: 0 }, port: 0, ...settings });
  const requests: string[] = [];
  const api = openProlificApi({
    token: world.fake.token,
    url: new URL(`${world.fake.url}/api/v1/`),
    pauseMs: 1,
    async fetch(url, options) {
      requests.push(`${options.method} ${url.pathname.replace('/api/v1/', '')}`);
      const reply = await fetch(url, options);
      const text = await reply.text();
      const body = text === '' ? null : JSON.stringify(change(url.pathname, JSON.parse(text)));
      return new Response(body, { status: reply.status, headers: reply.headers });
    },
  });
  const account = openAccount(api, { pauseMs: 1 });
  const terms = (fields: Partial<OfferTerms> = {}): OfferTerms => ({
    id: 'offer-1',
    title: 'Colours',
    description: 'Name colours.',
    tags: [],
    address: 'https://study.example/work?run=colours-1',
    places: 3,
    payCents: 200,
    currency: 'GBP',
    secondsPerPlace: 1800,
    codes: { completed: 'C-1', screened_out: 'S-1', no_work: 'N-1' },
    requirements: [],
    ...fields,
    options: optionsOf(fields.options ?? {}),
  });
  /** A submission that was handed in, and a bonus for it. */
  const submitted = ({ external }: PublishedOffer) => world.submit(external, 'C-1');
  const bonus = (submission: string, id: string, cents = 150) =>
    ({ id, kind: 'bonus', submission, worker: 'unused', cents, reason: 'Thank you.' }) as const;
  const sent = (submission: string, id: string, note?: string): SentPayment => ({
    ...bonus(submission, id),
    reference: 'list',
    note,
    sentAt: '2026-01-01T00:00:00Z',
  });
  return { ...world, account, requests, terms, submitted, bonus, sent, close: () => world.fake.close() };
}
