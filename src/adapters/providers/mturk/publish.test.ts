import * as sdk from '@aws-sdk/client-mturk';
import { afterEach, describe, expect, it } from 'vitest';
import { dayMs, sdkFor } from './fake/fixtures.ts';
import { hitsOf, openSigned } from './for-tests.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
async function given(...settings: Parameters<typeof openSigned>) {
  const signed = await openSigned(...settings);
  opened.push(signed);
  return signed;
}

describe('an offer at MTurk', () => {
  it('has one HIT for each place, of one type, with everything that the offer says', async () => {
    const { account, terms, fake, provider } = await given();
    const options = provider.options?.({
      masters: true,
      adult: true,
      locales: ['DE', 'US-CA'],
      guarded_action: 'Accept',
    });
    const requirements = [{ name: 'Good eyes', comparator: 'In', value: [1, 2] }];
    const offer = await account.publish(terms({ requirements, options: options ?? {} }));
    const hits = hitsOf(fake, 'offer-1');
    expect(new Set(hits.map(({ typeId }) => typeId))).toEqual(new Set([offer.external]));
    expect(offer.link).toBe(`${fake.url}/mturk/preview?groupId=${hits[0]?.groupId}`);
    const { HIT } = await sdkFor(fake).send(new sdk.GetHITCommand({ HITId: hits[0]?.hitId }));
    expect(HIT).toMatchObject({
      Title: 'Colours',
      Keywords: 'colours, names',
      Reward: '2.00',
      MaxAssignments: 1,
      AssignmentDurationInSeconds: 1800,
      AutoApprovalDelayInSeconds: 604_800,
      Question: expect.stringContaining('<ExternalURL>https://study.example/work?run=colours&amp;part=1</ExternalURL>'),
    });
    const asked = HIT?.QualificationRequirements?.map((one) => [one.Comparator, one.IntegerValues ?? one.LocaleValues]);
    expect(asked).toEqual([
      ['In', [1, 2]],
      ['In', [{ Country: 'DE' }, { Country: 'US', Subdivision: 'CA' }]],
      ['Exists', undefined],
      ['EqualTo', [1]],
    ]);
    expect(HIT?.QualificationRequirements?.every((one) => one.ActionsGuarded === 'Accept')).toBe(true);
  });

  it('costs a fifth more than its pay, at least a cent for each place, and a quarter more for Masters', async () => {
    const { account, terms } = await given();
    const feeOf = async (payCents: number, options = {}) => (await account.cost(terms({ payCents, options }))).feeCents;
    expect([await feeOf(200), await feeOf(1), await feeOf(0), await feeOf(200, { masters: true })]).toEqual([
      120, 3, 3, 150,
    ]);
  });

  it('is refused in another currency', async () => {
    const { account, terms } = await given();
    await expect(account.publish(terms({ currency: 'EUR' }))).rejects.toMatchObject({
      code: 'provider/other-currency',
    });
  });

  it('has exactly its places when replies are lost', async () => {
    const { account, terms, fake, faults } = await given({ pauseMs: 1 });
    faults.order({ kind: 'drop-after', operation: 'CreateHITWithHITType', share: 0.4 });
    const progress: number[] = [];
    for (let attempt = 0; attempt < 5; attempt++)
      await account.publish(terms({ places: 50 }), (places) => progress.push(places)).catch(() => undefined);
    faults.clear();
    await account.publish(terms({ places: 50 }));
    expect([hitsOf(fake, 'offer-1').length, progress.at(-1)]).toEqual([50, 50]);
  });

  it('is finished after a failure, also when the list shows its HITs late or a day has passed', async () => {
    const { account, terms, fake, faults } = await given({ consistencyDelayMs: 60_000 });
    faults.order({ kind: 'drop-before', operation: 'CreateHITWithHITType', share: 0.9 });
    await expect(account.publish(terms({ places: 30 }))).rejects.toMatchObject({ code: 'provider/unavailable' });
    faults.clear();
    const first = await account.publish(terms({ places: 30 }));
    expect(hitsOf(fake, 'offer-1')).toHaveLength(30);
    fake.clock.advance(2 * dayMs);
    expect((await account.publish(terms({ places: 30 }))).external).toBe(first.external);
    expect(hitsOf(fake, 'offer-1')).toHaveLength(30);
  });

  it('is published to the end when MTurk says that there are too many requests', async () => {
    const { account, terms, fake } = await given({ maxRequestsPerSecond: 20 });
    await account.publish(terms({ places: 60 }));
    expect(hitsOf(fake, 'offer-1')).toHaveLength(60);
  }, 30_000);

  it('is none of another offer, even where both have the same type of HITs', async () => {
    const { account, terms, fake } = await given();
    const [one, other] = [await account.publish(terms()), await account.publish(terms({ id: 'offer-2', places: 2 }))];
    expect(one.external).toBe(other.external);
    await account.withdraw(one);
    expect([await account.status(one), await account.status(other)]).toEqual(['ended', 'published']);
    expect(await account.openOffers()).toEqual([{ id: 'offer-2', external: other.external, places: 2 }]);
    expect(hitsOf(fake, 'offer-2').every(({ status }) => status === 'Assignable')).toBe(true);
  });

  it('is found by whoever has the account, and HITs of others are not', async () => {
    const { account, terms, provider, credentials, fake } = await given();
    await account.publish(terms());
    await account.publish(terms({ id: 'offer-2', title: 'Shapes', places: 2 }));
    const client = sdkFor(fake);
    const question = { Question: (await client.send(new sdk.ListHITsCommand({}))).HITs?.[0]?.Question };
    const plain = {
      Title: 'x',
      Description: 'y',
      Reward: '0.10',
      LifetimeInSeconds: 600,
      AssignmentDurationInSeconds: 60,
    };
    await client.send(new sdk.CreateHITCommand({ ...plain, ...question, RequesterAnnotation: 'manyhands' }));
    const again = await provider.open?.(credentials);
    expect((await again?.openOffers())?.map(({ id, places }) => [id, places]).toSorted()).toEqual([
      ['offer-1', 3],
      ['offer-2', 2],
    ]);
    again?.close();
  });
});
