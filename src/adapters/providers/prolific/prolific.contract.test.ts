import { seeded } from '../../../projections/statistics/seeded.ts';
import { openFakeClock } from '../fakes/clock.ts';
import { openFaults } from '../fakes/faults.ts';
import { describeProvider, type Place, type ProviderHarness } from '../provider.contract.ts';
import { openFakeProlific } from './fake/fake-prolific.ts';
import { openProlific } from './prolific.ts';

const plentyCents = 10_000_000;

async function open({ hasMoney }: { hasMoney: boolean }): Promise<ProviderHarness> {
  const clock = openFakeClock();
  const random = seeded(7);
  const faults = openFaults(random);
  const fake = await openFakeProlific({
    clock,
    random,
    faults,
    balanceCents: hasMoney ? plentyCents : 0,
    durations: { publishingMs: 20, processingMs: 0 },
    port: 0,
  });
  const { world, participants } = fake;
  const url = `${fake.url}/api/v1/`;
  return {
    provider: openProlific({ pauseMs: 1 }),
    credentials: { api_key: fake.token, url },
    wrongCredentials: { api_key: 'nobody-has-this', url },
    currency: world.currency,
    options: { app_url: fake.url },
    tellsOfUnfinished: true,
    crowd: {
      newWorker: () => participants.add().id,
      async takePlace(external, worker = participants.add().id): Promise<Place | undefined> {
        try {
          const { id } = participants.reserve(external, worker);
          participants.open(id);
          return { worker, submission: id };
        } catch {
          return undefined;
        }
      },
      submit: async ({ submission }, code) => participants.complete(submission, code),
      giveBack: async ({ submission }) => participants.giveBack(submission),
      timeOut: async ({ submission }) => participants.timeOut(submission),
    },
    advance: (ms) => clock.advance(ms),
    now: () => new Date(clock.now()).toISOString(),
    faults,
    operations: {
      publish: ['create-study', 'move-study', 'create-group', 'list-groups', 'get-study', 'calculate-cost', 'get-user'],
      pay: ['bulk-approve'],
      bonus: ['pay-bonuses'],
    },
    placesOf: (id) =>
      [...world.studies.values()]
        .filter(({ fields, status }) => fields.internal_name === id && status !== 'UNPUBLISHED')
        .reduce((sum, { fields }) => sum + fields.total_available_places, 0),
    payments: () =>
      world.movements.flatMap(({ kind, submission, cents }) => {
        if (kind !== 'reward' && kind !== 'bonus') return [];
        return [{ kind: kind === 'reward' ? ('pay' as const) : kind, submission: submission ?? '', cents }];
      }),
    deleteByHand: (external) => void world.studies.delete(external),
    async close() {
      await fake.close();
      clock.close();
    },
  };
}

describeProvider('Prolific', open);
