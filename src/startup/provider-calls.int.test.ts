import { afterEach, expect, it } from 'vitest';
import { offerId, openOfferedRun, requester } from './offers-for-tests.ts';

let close: () => Promise<unknown> = async () => undefined;
afterEach(() => close());

it('reads and approves a thousand places in bulk', async () => {
  const world = await openOfferedRun({ items: 1, hasWebhooks: false });
  close = world.close;
  const { offer, fake, requests, life, run } = world;
  const places = 1000;
  const study = await offer({ places });
  for (let nth = 0; nth < places; nth++) {
    const { id } = fake.participants.reserve(study, fake.participants.add().id);
    fake.participants.open(id);
    fake.participants.complete(id, 'C1');
  }
  requests.length = 0;
  await life().offers.loop.heard(run().runId, offerId);
  const { states } = run().mailbox.run.submissions;
  expect(states.tally().get('submitted')).toBe(places);
  expect(requests.length).toBeLessThanOrEqual(places / 100 + 5);

  const { account } = await life().offers.accounts.open(requester);
  const { context } = run().mailbox.run.offers.get(offerId) as never as { context: object };
  const published = { ...context, id: offerId } as never;
  const all = [...states.entries()].map(([id, { context: one }]) => ({
    ...{ id: `pay-${id}`, kind: 'pay' as const, submission: one.external, worker: one.worker, cents: 200, reason: '' },
  }));
  requests.length = 0;
  const most = account.maxTogether.pay;
  for (let from = 0; from < all.length; from += most) {
    const some = all.slice(from, from + most);
    await account.send(published, some, await account.prepare(published, some));
  }
  // Prolific approves some time after it has replied.
  world.clock.advance(10 * 60_000);
  const approved = [...fake.world.submissions.values()].filter(({ status }) => status === 'APPROVED');
  expect(approved).toHaveLength(places);
  const changes = requests.filter((one) => !one.startsWith('GET'));
  expect(new Set(changes)).toEqual(new Set(['POST submissions/bulk-approve/']));
  expect(requests.length).toBeLessThanOrEqual((2 * places) / 100 + 5);
});
