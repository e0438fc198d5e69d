import { afterEach, describe, expect, it } from 'vitest';
import { deposit } from '../adapters/providers/prolific/fake/state/wallet.ts';
import { offerId, openOfferedRun, requester } from './offers-for-tests.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
async function given(settings: Parameters<typeof openOfferedRun>[0] = {}) {
  const world = await openOfferedRun(settings);
  closers.push(world.close);
  return world;
}
const by = 'owner:eve';
const minute = 60_000;
const day = 24 * 60 * minute;

describe('what a provider approves by itself soon', () => {
  it('is a problem of the run, said once, until somebody has decided', async () => {
    const { offer, comes, handsIn, visit, clock, life, problems, outside } = await given();
    const study = await offer();
    const all = [await comes(study), await comes(study)];
    for (const one of all) await handsIn(one);
    await visit();
    expect(problems()).toEqual([]);
    clock.advance(19 * day);
    await visit();
    const sentence = expect.stringMatching(
      /^Run colours-1: Prolific approves and pays 2 answers .* first at 2026-01-22 /,
    );
    expect(problems()).toEqual([sentence]);
    expect(life().offers.service.approving('colours-1')).toEqual({
      count: 2,
      next: expect.stringMatching(/^2026-01-22/),
    });
    await visit();
    expect(outside.sentences).toEqual([sentence]);
    await life().review.decide(all[0]?.unitId as never, { decision: 'accepted' } as never, by);
    clock.advance(minute);
    expect(problems()).toEqual([expect.stringContaining('1 answer ')]);
    await life().review.decide(all[1]?.unitId as never, { decision: 'accepted' } as never, by);
    clock.advance(minute);
    await visit();
    expect(problems()).toEqual([]);
  });
});

describe('offers that no run here knows', () => {
  it('are found, and withdrawn only when they are named', async () => {
    const { offer, life, fake } = await given();
    const study = await offer();
    const { accounts, service } = life().offers;
    const { account } = await accounts.open(requester);
    const lost = await account.publish({
      ...{ id: 'offer-lost', title: 'Lost', description: 'Lost.', tags: [], address: 'https://study.example/' },
      ...{ places: 2, payCents: 200, currency: 'GBP', secondsPerPlace: 1800, requirements: [] },
      ...{ options: {}, codes: { completed: 'A1', screened_out: 'A2', no_work: 'A3' } },
    });
    const orphan = { offer: 'offer-lost', external: lost.external, places: 2 };
    expect(await service.orphans.list(requester)).toEqual([orphan]);
    expect(await service.orphans.withdraw(requester, [offerId])).toEqual([]);
    expect(fake.world.studies.get(lost.external)?.status).toBe('ACTIVE');
    expect(await service.orphans.withdraw(requester, ['offer-lost'])).toEqual([orphan]);
    expect(await service.orphans.list(requester)).toEqual([]);
    expect(fake.world.studies.get(study)?.status).toBe('ACTIVE');
  });
});

describe('the message of a decision', () => {
  const messages = (fake: Awaited<ReturnType<typeof given>>['fake']) =>
    [...fake.world.messages.values()].map(({ recipientId, body }) => [recipientId, body]);

  it('goes to the worker once, when the decision can no longer be taken back, also over restarts', async () => {
    const { offer, comes, handsIn, visit, restart, life, fake } = await given();
    const ada = await comes(await offer());
    await handsIn(ada);
    await visit();
    await life().review.decide(ada.unitId as never, { decision: 'accepted', message: 'Well done.' } as never, by);
    await visit();
    await restart();
    await visit();
    expect(messages(fake)).toEqual([[ada.participant, 'Well done.']]);
  });

  it('and one by hand go out once for their key', async () => {
    const { offer, comes, handsIn, life, fake } = await given();
    const ada = await comes(await offer());
    await handsIn(ada);
    const write = (key: string) => life().offers.service.message('colours-1', ada.workerId, { text: 'Hello.', key });
    expect([await write('one'), await write('one')]).toEqual([true, false]);
    expect(messages(fake)).toEqual([[ada.participant, 'Hello.']]);
    expect(() => life().offers.service.message('colours-1', 'nobody', { text: 'Hello.', key: 'two' })).toThrow();
  });

  it('is sent again once the provider takes messages, and never when nobody can say', async () => {
    const { offer, comes, handsIn, visit, life, fake, faults, clock, problems } = await given();
    const study = await offer();
    const [ada, bob] = [await comes(study), await comes(study)];
    for (const one of [ada, bob]) await handsIn(one);
    await visit();
    faults.order({ kind: 'rate-limit', operation: 'send-message' });
    await life().review.decide(ada.unitId as never, { decision: 'accepted', message: 'Well done.' } as never, by);
    await visit();
    expect(problems()).toHaveLength(1);
    faults.clear();
    faults.order({ kind: 'drop-before', operation: 'send-message' });
    await life().review.decide(bob.unitId as never, { decision: 'accepted', message: 'Thank you.' } as never, by);
    await visit();
    faults.clear();
    clock.advance(20 * minute);
    await visit();
    await visit();
    expect(messages(fake)).toEqual([[ada.participant, 'Well done.']]);
  });
});

describe('what is wrong at a provider is one sentence, and goes on by itself', () => {
  it('a key that was revoked, until another is registered', async () => {
    const tokens = ['first', 'second'] as [string, ...string[]];
    const { offer, comes, handsIn, visit, problems, life, fake, placeFacts } = await given({ fake: { tokens } });
    const ada = await comes(await offer());
    await handsIn(ada);
    tokens.shift();
    await visit();
    expect(problems()).toEqual([expect.stringMatching(/^Run colours-1: Prolific does not know this key/)]);
    const credentials = { api_key: 'second', url: `${fake.url}/api/v1/` };
    await life().requesters.register({ provider: 'prolific', name: requester, credentials }, by);
    await visit();
    expect(problems()).toEqual([]);
    expect(await placeFacts()).toContain(`submission.submitted ${ada.id}`);
  });

  it('a provider that is down for an hour', async () => {
    const { offer, comes, handsIn, visit, problems, outside, clock, placeFacts } = await given({ hasWebhooks: false });
    const ada = await comes(await offer());
    await handsIn(ada);
    outside.isDown = true;
    for (let nth = 0; nth < 12; nth++) {
      clock.advance(5 * minute);
      await visit();
      expect(problems()).toEqual([expect.stringMatching(/^Run colours-1: Prolific cannot be reached/)]);
    }
    expect(outside.sentences).toHaveLength(1);
    outside.isDown = false;
    await visit();
    expect(problems()).toEqual([]);
    expect(await placeFacts()).toContain(`submission.submitted ${ada.id}`);
  });

  it('a balance that is too small, until it is topped up', async () => {
    const { offer, visit, problems, run, fake } = await given({ fake: { balanceCents: 100 } });
    await offer();
    expect(problems()).toEqual([expect.stringMatching(/^Run colours-1: There is too little money/)]);
    expect(run().mailbox.run.offers.get(offerId)?.value).toBe('intended');
    expect([...fake.world.studies.values()].filter(({ status }) => status === 'ACTIVE')).toEqual([]);
    deposit(fake.world, fake.workspaceId, 100_000);
    await visit();
    expect(problems()).toEqual([]);
    expect(run().mailbox.run.offers.get(offerId)?.value).toBe('published');
    expect([...fake.world.studies.values()].filter(({ status }) => status === 'ACTIVE')).toHaveLength(1);
  });

  it('a study that was deleted by hand is gone, and nothing is asked of it any more', async () => {
    const { offer, visit, problems, run, fake } = await given();
    const study = await offer();
    fake.world.studies.delete(study);
    await visit();
    expect(run().mailbox.run.offers.get(offerId)?.value).toBe('gone');
    await visit();
    expect(problems()).toEqual([]);
  });

  it('another currency than the account has', async () => {
    const { life, run } = await given({ fake: { currency: 'USD' } });
    await expect(life().offers.service.plan('colours-1', { requester })).rejects.toMatchObject({
      code: 'offer/other-currency',
    });
    expect([...run().mailbox.run.offers.entries()]).toEqual([]);
  });
});
