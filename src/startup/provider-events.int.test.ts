import { afterEach, describe, expect, it } from 'vitest';
import { openOfferedRun, requester } from './offers-for-tests.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function given(settings: Parameters<typeof openOfferedRun>[0] = {}) {
  const world = await openOfferedRun(settings);
  closers.push(world.close);
  const study = await world.offer();
  await world.told();
  return { ...world, study };
}

describe('what a provider tells by itself', () => {
  it('is read before its time to be read has come', async () => {
    const { study, comes, handsIn, told, placeFacts, requests, clock } = await given();
    const ada = await comes(study);
    clock.advance(1000);
    requests.length = 0;
    await handsIn(ada);
    clock.advance(1000);
    await told();
    expect(await placeFacts()).toEqual([`submission.begun ${ada.id}`, `submission.submitted ${ada.id}`]);
    expect(requests.filter((one) => one !== `GET submissions/${ada.id}/`)).toEqual([]);
  });

  it('is subscribed to once, also after a restart, with a proof that is in no fact', async () => {
    const { requests, visit, restart, life, log, clock } = await given();
    const hooks = () => requests.filter((one) => one.startsWith('POST hooks/subscriptions/'));
    const count = hooks().length;
    expect(count).toBeGreaterThan(0);
    clock.advance(60_000);
    await visit();
    expect(hooks()).toHaveLength(count);
    const { proof } = life().requesters.notes.subscription(requester) ?? { proof: '' };
    expect(proof).not.toBe('');
    for await (const { json } of log.between(0, 1000)) expect(json.join()).not.toContain(proof);
    // At another address, it is subscribed to anew.
    await restart();
    await visit();
    expect(hooks()).toHaveLength(2 * count);
    expect(JSON.stringify(life().requesters.list())).not.toContain(proof);
  });

  it('gives each fact once, in the order of the provider, when it comes twice, late and out of order', async () => {
    const webhooks = { delayMs: 20_000, reorderMs: 120_000, duplicateShare: 1 };
    const { study, comes, handsIn, told, placeFacts, clock, visit } = await given({ fake: { webhooks } });
    const ada = await comes(study);
    clock.advance(1000);
    await handsIn(ada);
    const bob = await comes(study);
    clock.advance(25_000);
    await told();
    await visit();
    clock.advance(300_000);
    await told();
    const facts = await placeFacts();
    expect(facts.filter((one) => one.endsWith(ada.id))).toEqual([
      `submission.begun ${ada.id}`,
      `submission.submitted ${ada.id}`,
    ]);
    expect(facts.filter((one) => one.endsWith(bob.id))).toEqual([`submission.begun ${bob.id}`]);
  });

  it('gives the same facts as reading alone', async () => {
    const outcomes: string[][] = [];
    for (const hasWebhooks of [true, false]) {
      const { study, comes, handsIn, fake, told, visit, placeFacts, clock } = await given({ hasWebhooks });
      const [ada, bob] = [await comes(study), await comes(study)];
      clock.advance(60_000);
      await handsIn(ada);
      fake.participants.giveBack(bob.id);
      clock.advance(60_000);
      if (hasWebhooks) await told();
      else await visit();
      const names = new Map([
        [ada.id, 'ada'],
        [bob.id, 'bob'],
      ]);
      outcomes.push((await placeFacts()).map((one) => one.replace(/\S+$/, (id) => names.get(id) ?? id)));
    }
    expect(outcomes[0]).toHaveLength(4);
    expect(outcomes[0]?.toSorted()).toEqual(outcomes[1]?.toSorted());
  });
});

describe('a message that is not of the provider', () => {
  const post = async (url: string, headers: Record<string, string>, body = '{}', name = requester) => {
    const reply = await fetch(new URL(`/api/provider-events/${name}`, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: reply.status, ...((await reply.json()) as { code?: string }) };
  };

  it('is refused, whatever is wrong with it, and does nothing', async () => {
    const { life, requests, told } = await given();
    const { url } = life();
    requests.length = 0;
    const forged = { 'x-prolific-request-timestamp': '1767225600', 'x-prolific-request-signature': 'AAAA' };
    expect(await post(url, {})).toMatchObject({ status: 401, code: 'provider-event/forged' });
    expect(await post(url, forged)).toMatchObject({ status: 401, code: 'provider-event/forged' });
    expect(await post(url, forged, '{}', 'nobody')).toMatchObject({ status: 401, code: 'provider-event/forged' });
    await told();
    expect(requests).toEqual([]);
  });

  it('is refused when it is a copy of one from long ago', async () => {
    const copies: { url: string; headers: Record<string, string>; body: string }[] = [];
    const send = async (message: (typeof copies)[number]) => {
      copies.push(message);
      const { status } = await fetch(message.url, { method: 'POST', headers: message.headers, body: message.body });
      return status;
    };
    const { study, comes, clock, told, life, requests } = await given({ fake: { webhooks: { send } } });
    await comes(study);
    clock.advance(1);
    await told();
    const { headers, body } = copies.at(-1) as (typeof copies)[number];
    requests.length = 0;
    expect(await post(life().url, headers, body)).toMatchObject({ status: 202 });
    await told();
    expect(requests).toEqual([]);
    clock.advance(10 * 60_000);
    expect(await post(life().url, headers, body)).toMatchObject({ status: 401 });
  });

  it('is refused when it is large', async () => {
    const { life } = await given();
    expect(await post(life().url, {}, 'x'.repeat(70_000))).toMatchObject({ status: 413 });
  });
});
