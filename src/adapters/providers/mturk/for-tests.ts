import { seeded } from '../../../projections/statistics/seeded.ts';
import type { Credentials } from '../../../runtime/ports/provider.ts';
import type { OfferTerms, OpenAccount } from '../../../runtime/ports/provider-account.ts';
import { openFaults } from '../fakes/faults.ts';
import type { ProviderHarness } from '../provider.contract.ts';
import { type FakeMturk, type FakeMturkSettings, openFakeMturk } from './fake/fake-mturk.ts';
import { keys } from './fake/fixtures.ts';
import { openMturk } from './mturk.ts';

/** So short that specs of failures do not wait. */
const pauseMs = 5;

/** What signs an account of a simulated MTurk in. */
export const credentialsOf = ({ url }: FakeMturk): Credentials => ({
  access_key_id: keys.accessKeyId,
  secret_access_key: keys.secretAccessKey,
  url,
});

/** A simulated MTurk over HTTP, and the provider that speaks to it with the SDK. */
export async function openServed(isSandbox: boolean, settings: FakeMturkSettings = {}) {
  const fake = await openFakeMturk({ ...keys, isSandbox, ...settings, port: 0 });
  return { fake, provider: openMturk({ isSandbox, pauseMs }), credentials: credentialsOf(fake) };
}

/** An account of a simulated MTurk that is signed in, with terms for an offer, and the requests that it has made by operation. */
export async function openSigned({ isSandbox = false, pauseMs: pause = pauseMs, ...settings }: Signed = {}) {
  const faults = openFaults(seeded(3));
  const counts: Record<string, number> = {};
  const { fake, credentials } = await openServed(isSandbox, {
    balanceCents: 100_000_000,
    ...settings,
    faults: {
      ...faults,
      take(operation) {
        counts[operation] = (counts[operation] ?? 0) + 1;
        return faults.take(operation);
      },
    },
  });
  const provider = openMturk({ isSandbox, pauseMs: pause });
  const account = (await provider.open?.(credentials)) as OpenAccount;
  const terms = (fields: Partial<OfferTerms> = {}): OfferTerms => ({
    id: 'offer-1',
    title: 'Colours',
    description: 'Name colours.',
    tags: ['colours', 'names'],
    address: 'https://study.example/work?run=colours&part=1',
    places: 3,
    payCents: 200,
    currency: 'USD',
    secondsPerPlace: 1800,
    codes: { completed: 'C-7K2P9', screened_out: 'S-8L3Q1', no_work: 'N-9M4R2' },
    requirements: [],
    options: {},
    ...fields,
  });
  /** A worker takes a place of an offer and submits it. */
  const work = (
    offer: string,
    fields: Record<string, string> = { code: 'C-7K2P9' },
    worker = fake.workers.add().id,
  ) => {
    const hit = hitsOf(fake, offer).find(({ status }) => status === 'Assignable');
    const { assignmentId: submission } = fake.workers.accept(worker, hit?.hitId ?? '');
    fake.workers.submit(submission, fields);
    return { worker, submission };
  };
  return {
    ...{ fake, faults, counts, provider, credentials, account, terms, work },
    close: async () => {
      account.close();
      await fake.close();
    },
  };
}
type Signed = FakeMturkSettings & { isSandbox?: boolean; pauseMs?: number };

/** The HITs of an offer that were not deleted. */
export const hitsOf = (fake: FakeMturk, offer: string) =>
  fake
    .hits()
    .filter(({ annotation = '', status }) => annotation.startsWith(`manyhands ${offer} `) && status !== 'Disposed');

/** MTurk, or its sandbox, for the rules of all providers. */
export async function openHarness(isSandbox: boolean, hasMoney: boolean): Promise<ProviderHarness> {
  const balanceCents = hasMoney ? 10_000_000 : 0;
  const { fake, provider, credentials } = await openServed(isSandbox, { balanceCents });
  return {
    ...{ provider, credentials },
    wrongCredentials: { ...credentials, secret_access_key: 'wrong' },
    currency: 'USD',
    isMoneyEndless: isSandbox,
    options: {},
    tellsOfUnfinished: false,
    crowd: {
      newWorker: () => fake.workers.add().id,
      takePlace: async (external, worker = fake.workers.add().id) => {
        const group = fake.hits().find(({ typeId }) => typeId === external)?.groupId;
        const [hit] = fake.workers.find(worker, group);
        if (!hit) return undefined;
        try {
          return { worker, submission: fake.workers.accept(worker, hit.hitId).assignmentId };
        } catch {
          return undefined;
        }
      },
      submit: async ({ submission }, code) => fake.workers.submit(submission, { code }),
      giveBack: async ({ submission }) => fake.workers.giveBack(submission),
      timeOut: async () => fake.clock.advance(1801 * 1000),
    },
    advance: (ms) => fake.clock.advance(ms),
    now: () => new Date(fake.clock.now()).toISOString(),
    faults: fake.faults,
    operations: {
      publish: ['CreateHITType', 'CreateHITWithHITType', 'ListHITs'],
      pay: ['ApproveAssignment'],
      bonus: ['SendBonus'],
    },
    placesOf: (id) => hitsOf(fake, id).length,
    payments: () =>
      fake
        .books()
        .movements.filter(({ kind }) => kind === 'reward' || kind === 'bonus')
        .map(({ kind, assignmentId, cents }) => ({
          kind: kind === 'reward' ? ('pay' as const) : ('bonus' as const),
          submission: assignmentId,
          cents,
        })),
    deleteByHand: (external) => {
      for (const { hitId, typeId } of fake.hits()) if (typeId === external) fake.remove(hitId);
    },
    close: () => fake.close(),
  };
}
