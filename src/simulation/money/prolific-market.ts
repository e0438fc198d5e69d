import type { FakeClock } from '../../adapters/providers/fakes/clock.ts';
import type { Faults } from '../../adapters/providers/fakes/faults.ts';
import { openFakeProlific } from '../../adapters/providers/prolific/fake/fake-prolific.ts';
import { moveSubmission } from '../../adapters/providers/prolific/fake/state/reviews.ts';
import { moveStudy } from '../../adapters/providers/prolific/fake/state/study-life.ts';
import { deposit } from '../../adapters/providers/prolific/fake/state/wallet.ts';
import { openProlific } from '../../adapters/providers/prolific/prolific.ts';
import type { Chance } from './chance.ts';
import type { BookedPayment, Market, Outage } from './market.ts';
import type { Process } from './process.ts';

type Settings = {
  chance: Chance;
  clock: FakeClock;
  faults: Faults;
  balanceCents: number;
  /** What happens while a request is on its way. */
  meanwhile: () => Promise<void>;
};

const operations = [
  ...['create-study', 'move-study', 'change-study', 'get-study', 'create-group', 'bulk-approve', 'draft-bonuses'],
  ...['pay-bonuses', 'move-submission', 'list-submissions', 'get-submission', 'calculate-cost', 'project-studies'],
];
const decisions = {
  approve: { action: 'APPROVE' },
  reject: { action: 'REJECT', message: 'No.', rejection_category: 'OTHER' },
  'take-back': { action: 'UNREJECT' },
} as const;
const moves = { pause: 'PAUSE', start: 'START', stop: 'STOP' } as const;

/** A simulated Prolific, whose requests need no socket. */
export async function openProlificMarket(settings: Settings): Promise<Market> {
  const { chance, clock, faults, balanceCents } = settings;
  const fake = await openFakeProlific({
    ...{ clock, random: chance.random, faults, currency: 'USD', balanceCents },
    durations: { publishingMs: chance.is(0.5) ? 0 : 300, processingMs: chance.is(0.5) ? 0 : 4000 },
  });
  const { world, participants } = fake;
  const outage: Outage = { downUntil: 0, revokedUntil: 0 };
  const idOf = (study: string) => world.studies.get(study)?.fields.internal_name ?? '';
  return {
    name: 'prolific',
    requester: 'lab-prolific',
    provider: (process) => openProlific({ pauseMs: 0, fetch: fetchWithin(fake, outage, settings, process) }),
    credentials: { api_key: fake.token, url: 'http://localhost/api/v1/' },
    ...{ faults, operations, outage },
    options: () => ({
      ...(chance.is(0.3) ? { submissions_per_participant: -1 } : {}),
      ...(chance.is(0.2) ? { codes: { completed: 'approve' } } : {}),
    }),
    open: () =>
      [...world.studies.values()]
        .filter(({ status }) => status === 'ACTIVE')
        .map(({ id }) => ({ offer: id, id: idOf(id) })),
    take(offer, worker = participants.add().id) {
      const { id } = participants.reserve(offer, worker);
      participants.open(id);
      return { id: idOf(offer), offer, submission: id, worker };
    },
    submit: ({ submission }, code) => participants.complete(submission, code),
    giveBack: ({ submission }) => participants.giveBack(submission),
    timeOut: ({ submission }) => participants.timeOut(submission),
    decide: async (submission, how) => void moveSubmission(world, submission, decisions[how]),
    move: (offer, how) => void moveStudy(world, offer, { action: moves[how] }),
    status: (submission) => world.submissions.get(submission)?.status ?? 'none',
    deposit: (cents) => deposit(world, fake.workspaceId, cents),
    booked: () => bookedIn(world.movements, idOf),
    repeated: () =>
      [...world.batches.values()].flatMap(({ id, payments }) => Array.from({ length: payments.length - 1 }, () => id)),
    close: () => fake.close(),
  };
}

type Fake = Awaited<ReturnType<typeof openFakeProlific>>;

const failure = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

function fetchWithin({ app }: Fake, outage: Outage, { chance, clock, meanwhile }: Settings, process: Process) {
  return async (url: URL, options: RequestInit): Promise<Response> => {
    await process.point();
    await meanwhile();
    clock.advance(chance.is(0.02) ? chance.between(1000, 20_000) : chance.between(20, 400));
    if (clock.now() < outage.downUntil) throw failure(chance.is(0.5) ? 'ECONNREFUSED' : 'ECONNRESET');
    const isRevoked = clock.now() < outage.revokedUntil;
    const reply = await app
      .inject({
        method: options.method as 'GET',
        url: `${url.pathname}${url.search}`,
        headers: {
          ...(options.headers as Record<string, string>),
          ...(isRevoked ? { authorization: 'Token revoked' } : {}),
        },
        ...(options.body ? { payload: options.body as string } : {}),
      })
      .catch(() => {
        throw failure('UND_ERR_SOCKET');
      });
    await process.point();
    const { statusCode: status, body, headers } = reply;
    return new Response(body === '' || status === 204 ? null : body, {
      status,
      headers: { 'content-type': String(headers['content-type'] ?? '') },
    });
  };
}

type Movements = Fake['world']['movements'];

/** The payments to participants, each with the fee and the tax that follow it. */
function bookedIn(movements: Movements, idOf: (study: string) => string): BookedPayment[] {
  const booked: BookedPayment[] = [];
  for (const { kind, study, submission, cents, batch } of movements) {
    if (kind === 'reward' || kind === 'bonus' || kind === 'screen-out')
      booked.push({
        ...{ kind: kind === 'bonus' ? 'bonus' : 'pay', offer: idOf(study ?? ''), submission: submission ?? '', cents },
        ...{ feeCents: 0, ...(batch ? { order: batch } : {}) },
      });
    else if (kind !== 'deposit') (booked.at(-1) as BookedPayment).feeCents += cents;
  }
  return booked;
}
