import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines } from '../bench/api.ts';
import { openFakeClock } from '../src/adapters/providers/fakes/clock.ts';
import { openFaults } from '../src/adapters/providers/fakes/faults.ts';
import { type FakeProlific, openFakeProlific } from '../src/adapters/providers/prolific/fake/fake-prolific.ts';
import { client } from '../src/api/client.ts';
import { listOffers, makeOffer, payRun, planOffer } from '../src/api/offers.ts';
import { registerRequester } from '../src/api/requesters.ts';
import { acceptUnit, rejectUnit } from '../src/api/review.ts';
import { seeded } from '../src/projections/statistics/seeded.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { openProviderWorker } from './provider-worker.ts';
import { launchItems } from './submitting.ts';

const durations = { publishingMs: 50, processingMs: 50, bulkApproveMs: 50, bonusMs: 50 };

describe('a study at Prolific', () => {
  let daemon: TestDaemon;
  let prolific: FakeProlific;
  let run: string;
  const clock = openFakeClock();

  beforeAll(async () => {
    const random = seeded(3);
    prolific = await openFakeProlific({ clock, faults: openFaults(random), random, durations, port: 0 });
    daemon = await openTestDaemon();
    const api_key = prolific.token;
    const body = { provider: 'prolific', name: 'lab', credentials: { api_key, url: `${prolific.url}/api/v1/` } };
    await api().call(registerRequester, { body });
    const offers = [
      { provider: 'prolific', requester: 'lab', pay_after_seconds: null, options: { app_url: prolific.url } },
    ];
    const settings = { offers, task_reward: 1, currency: 'GBP', units_per_assignment: 1 };
    run = (await launchItems(daemon, 'cafes', [{ n: 1 }, { n: 2 }, { n: 3 }], settings)).id;
  });
  afterAll(async () => {
    await daemon?.end();
    await prolific?.close();
    clock.close();
  });

  const api = () => client(daemon.url);
  const offer = async () => (await api().call(listOffers, { params: { run } })).offers[0];
  async function until<Value>(what: () => Promise<Value>, is: (value: Value) => boolean): Promise<Value> {
    for (;;) {
      const value = await what();
      if (is(value)) return value;
      await pause(50);
    }
  }
  const study = () => [...prolific.world.studies.values()][0];
  const factsOf = async (type: string) => {
    const found: Record<string, unknown>[] = [];
    for await (const fact of lines(daemon.port, 'GET', `/api/events?filter=facts.${run}.%3E`))
      if (fact.type === type) found.push((fact as unknown as { data: Record<string, unknown> }).data);
    return found;
  };
  /** Somebody takes a place, and opens the page. */
  async function come() {
    const { id: participant } = prolific.participants.add();
    const { id: submission } = prolific.participants.reserve(study()?.id ?? '', participant);
    const worker = await openProviderWorker(daemon.port, prolific.participants.open(submission));
    return { submission, worker };
  }
  /** Somebody does the work, and goes back with the code that they got. */
  async function work() {
    const { submission, worker } = await come();
    const { agent = '' } = await worker.arrive();
    const back = await worker.submit(agent, { mood: 'positive' });
    prolific.participants.complete(submission, back?.code ?? null);
    return { submission, worker, back, agent };
  }
  const unitOf = async (agent: string) =>
    String((await factsOf('unit.submitted')).find(({ agentId }) => agentId === agent)?.unitId);
  const moneyIn = (kind: string) =>
    prolific
      .books()
      .movements.filter((one) => one.kind === kind)
      .reduce((sum, { cents }) => sum + cents, 0);

  it('is offered at the price of its plan, and stands at Prolific with as many places as there are units', async () => {
    const params = { run };
    const plan = await api().call(planOffer, {
      params,
      body: { requester: 'lab', options: { app_url: prolific.url } },
    });
    expect(plan).toMatchObject({ places: 3, pay_cents: 100, total_cents: 420, simulated: true });
    const asked = { requester: 'lab', pay_after_seconds: null, options: { app_url: prolific.url } };
    const wrong = api().call(makeOffer, { params, body: { ...asked, total_cents: 400 } });
    await expect(wrong).rejects.toMatchObject({ code: 'offer/other-price' });
    await api().call(makeOffer, { params, body: { ...asked, total_cents: plan.total_cents } });
    await until(offer, (one) => one?.state === 'published');
    expect([...prolific.world.studies.values()].map(({ status }) => status)).toEqual(['ACTIVE']);
    expect(await offer()).toMatchObject({ places: 3, published: 3, taken: 0 });
  });

  it('takes three workers: one is accepted and paid once, one is rejected and replaced, one gives back', async () => {
    const first = await work();
    expect(first.back?.address).toContain(`${prolific.url}/submissions/complete?cc=`);
    expect((await first.worker.arrive()).code).toBe('work/place-done');
    const second = await work();
    const third = await come();
    await third.worker.arrive();
    prolific.participants.giveBack(third.submission);
    await api().call(acceptUnit, { params: { unit: await unitOf(first.agent) }, body: { bonus_cents: 50 } });
    await api().call(rejectUnit, { params: { unit: await unitOf(second.agent) }, body: { note: 'Not read.' } });
    await api().call(payRun, { params: { run }, body: {} });
    const sums = await until(
      () => api().call(payRun, { params: { run }, body: {} }),
      ({ paid }) => paid === 2,
    );
    expect(sums).toMatchObject({ currency: 'GBP', paid: 2, paid_cents: 150, uncertain: 0, refused: 0 });
    expect([moneyIn('reward'), moneyIn('bonus')]).toEqual([100, 50]);
    expect(await factsOf('unit.returned')).toHaveLength(1);
    await until(offer, (one) => one?.published === 4);
    expect(await offer()).toMatchObject({ places: 4, taken: 1 });
  });

  it('goes on to its end with who comes next, and is over at Prolific, too', async () => {
    const [one, other] = [await work(), await work()];
    for (const { agent } of [one, other])
      await api().call(acceptUnit, { params: { unit: await unitOf(agent) }, body: {} });
    const sums = await until(
      () => api().call(payRun, { params: { run }, body: {} }),
      ({ paid }) => paid === 4,
    );
    expect(sums.paid_cents).toBe(350);
    expect([moneyIn('reward'), moneyIn('bonus')]).toEqual([300, 50]);
    await until(offer, (now) => now?.state === 'withdrawn');
    expect((await one.worker.arrive()).back?.address).toContain('cc=');
  });
});
