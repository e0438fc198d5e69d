import { Readable } from 'node:stream';
import { MTurk } from '@aws-sdk/client-mturk';
import type { FakeClock } from '../../adapters/providers/fakes/clock.ts';
import type { Faults } from '../../adapters/providers/fakes/faults.ts';
import { type FakeMturk, openFakeMturk } from '../../adapters/providers/mturk/fake/fake-mturk.ts';
import { openMturk } from '../../adapters/providers/mturk/mturk.ts';
import type { Chance } from './chance.ts';
import type { BookedPayment, Market, Outage } from './market.ts';
import { openProcess, type Process } from './process.ts';

type Settings = {
  chance: Chance;
  clock: FakeClock;
  faults: Faults;
  balanceCents: number;
  meanwhile: () => Promise<void>;
};

const operations = [
  ...['CreateHITType', 'CreateHITWithHITType', 'ListHITs', 'UpdateExpirationForHIT', 'ApproveAssignment', 'SendBonus'],
  ...['RejectAssignment', 'ListReviewableHITs', 'ListAssignmentsForHIT', 'GetAssignment', 'ListBonusPayments'],
];
const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example-secret' };
const url = 'http://127.0.0.1';
/** Nobody waits in simulated time. */
const pace = { gapMs: 0, throttledPauseMs: 0, maxGapMs: 0 };

/** Our id of the offer of a HIT. */
const idOf = (hit: { annotation?: string } | undefined) => hit?.annotation?.split(' ')[1] ?? '';

/** A simulated MTurk, whose requests need no socket. */
export async function openMturkMarket(settings: Settings): Promise<Market> {
  const { chance, clock, faults, balanceCents } = settings;
  const fake = await openFakeMturk({ ...keys, clock, random: chance.random, faults, balanceCents });
  const outage: Outage = { downUntil: 0, revokedUntil: 0 };
  const byHand = new MTurk({
    ...{ region: 'us-east-1', endpoint: url, credentials: keys, maxAttempts: 1 },
    requestHandler: handlerWithin(fake, { downUntil: 0, revokedUntil: 0 }, settings, openProcess()) as never,
  });
  return {
    name: 'mturk',
    requester: 'lab-mturk',
    provider: (process) =>
      openMturk({
        ...{ isSandbox: false, pauseMs: 0, pace },
        requestHandler: handlerWithin(fake, outage, settings, process) as never,
      }),
    credentials: { access_key_id: keys.accessKeyId, secret_access_key: keys.secretAccessKey, url },
    ...{ faults, operations, outage },
    options: () => ({}),
    open() {
      const offers = fake.hits().filter(({ status }) => status === 'Assignable');
      return [...new Map(offers.map((hit) => [idOf(hit), { offer: hit.typeId, id: idOf(hit) }])).values()];
    },
    take(offer, worker = fake.workers.add().id) {
      const group = fake.hits().find(({ typeId }) => typeId === offer)?.groupId;
      // Offers with the same words are of one type, and in one list for workers.
      const [found] = fake.workers.find(worker, group);
      const hit = fake.hits().find(({ hitId }) => hitId === found?.hitId);
      const { assignmentId } = fake.workers.accept(worker, hit?.hitId ?? '');
      return { id: idOf(hit), offer, submission: assignmentId, worker };
    },
    submit: ({ submission }, code) => fake.workers.submit(submission, { code: code ?? '' }),
    giveBack: ({ submission }) => fake.workers.giveBack(submission),
    timeOut: ({ submission }) => fake.workers.giveBack(submission),
    async decide(AssignmentId, how) {
      if (how === 'reject') await byHand.rejectAssignment({ AssignmentId, RequesterFeedback: 'No.' });
      else await byHand.approveAssignment({ AssignmentId, OverrideRejection: how === 'take-back' });
    },
    move: (offer) => {
      throw new Error(`MTurk has no page to move ${offer}.`);
    },
    status: (submission) => fake.stateOf(submission)?.toUpperCase() ?? 'none',
    deposit: (cents) => fake.deposit(cents),
    booked: () => bookedIn(fake),
    repeated: () => [],
    close: () => fake.close(),
  };
}

type SdkRequest = { method: string; path: string; headers: Record<string, string>; body?: string | Uint8Array };

const failure = (code: string) => Object.assign(new Error(code), { code });

function handlerWithin({ app }: FakeMturk, outage: Outage, settings: Settings, process: Process) {
  const { chance, clock, meanwhile } = settings;
  return {
    async handle({ method, path, headers, body }: SdkRequest) {
      await process.point();
      await meanwhile();
      clock.advance(chance.between(20, 400));
      if (clock.now() < outage.downUntil) throw failure(chance.is(0.5) ? 'ECONNREFUSED' : 'ECONNRESET');
      const isRevoked = clock.now() < outage.revokedUntil;
      const {
        statusCode,
        headers: replied,
        rawPayload,
      } = await app
        .inject({
          ...{ method: method as 'POST', url: path },
          headers: { ...headers, ...(isRevoked ? { authorization: `${headers.authorization}0` } : {}) },
          payload: typeof body === 'string' ? body : new TextDecoder().decode(body),
        })
        .catch(() => {
          throw failure('ECONNRESET');
        });
      await process.point();
      return { response: { statusCode, headers: replied, body: Readable.from([rawPayload]) } };
    },
  };
}

/** The payments to workers, each with the fee that follows it. */
function bookedIn(fake: FakeMturk): BookedPayment[] {
  const ids = new Map(fake.hits().map((hit) => [hit.hitId, idOf(hit)]));
  const booked: BookedPayment[] = [];
  for (const { kind, hitId, assignmentId, cents } of fake.books().movements) {
    if (kind !== 'reward' && kind !== 'bonus') (booked.at(-1) as BookedPayment).feeCents += cents;
    else
      booked.push({
        ...{ kind: kind === 'reward' ? 'pay' : 'bonus', offer: ids.get(hitId) ?? '' },
        ...{ submission: assignmentId, cents, feeCents: 0 },
      });
  }
  return booked;
}
