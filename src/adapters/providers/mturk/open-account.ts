import type { Credentials } from '../../../runtime/ports/provider.ts';
import type { OpenAccount, ProviderAccount, PublishedOffer } from '../../../runtime/ports/provider-account.ts';
import { providerAddress } from '../provider-address.ts';
import { refuse } from '../refusals.ts';
import { forEachOf, type MturkCalls, openCalls } from './calls.ts';
import type { MturkSettings } from './client.ts';
import { costOf } from './cost.ts';
import { goOn, statusOf, stop } from './expiry.ts';
import { codeOf, isUncertain, isUnreached, mturkRefusal, mturkRefuses, reasonOf } from './failures.ts';
import { centsIn } from './money.ts';
import { mturkOptions } from './options.ts';
import { find, send } from './payments.ts';
import { type Place, placesIn } from './places.ts';
import { type Market, makePlaces, publish } from './publish.ts';
import { openQualificationTypes } from './qualification-types.ts';
import { isForMasters } from './requirements.ts';
import { assignmentOf, type ReadBefore, submissionsNamed, submissionsOf } from './submissions.ts';

/** MTurk knows nothing of an account but its balance, so that another key is taken for one of the same account. */
const unnamedAccount = 'aws';
const currency = 'USD';
const sites = { production: 'https://worker.mturk.com/', sandbox: 'https://workersandbox.mturk.com/' };
/** So few that what became of payments is noted every few seconds. */
const maxTogether = { pay: 50, bonus: 50 };

/** Asks MTurk what an account can spend. */
export async function accountOf(calls: MturkCalls, { access_key_id }: Credentials): Promise<ProviderAccount> {
  const { AvailableBalance } = await calls.ask((mturk) => mturk.getAccountBalance({}));
  const availableCents = AvailableBalance === undefined ? null : centsIn(AvailableBalance);
  return { id: unnamedAccount, name: access_key_id ?? '', currency, availableCents };
}

/** Errors of MTurk become refusals. */
const told =
  <Asked extends unknown[], Result>(act: (...asked: Asked) => Promise<Result>) =>
  (...asked: Asked) =>
    act(...asked).catch((error: unknown) => {
      throw mturkRefusal(error);
    });

/** Signs an account of MTurk in. */
export async function openMturkAccount(credentials: Credentials, settings: MturkSettings): Promise<OpenAccount> {
  const { isSandbox } = settings;
  const calls = await openCalls(credentials, settings);
  const site = isSandbox ? sites.sandbox : sites.production;
  const market: Market = {
    ...{ calls, isSandbox },
    types: openQualificationTypes(calls, isSandbox),
    workersSite: credentials.url ? providerAddress(credentials.url, 'url').href : site,
  };
  const optionsOf = ({ options }: Pick<PublishedOffer, 'options'>) => mturkOptions(options, settings);
  const placesOf = ({ id }: PublishedOffer) => placesIn(calls, id);
  return {
    account: told(() => accountOf(calls, credentials)),
    cost: told(async (terms) => costOf(terms, isForMasters(optionsOf(terms)))),
    publish: told(async (terms, onProgress) => {
      if (terms.currency !== currency)
        throw refuse('provider/other-currency', { provider: 'MTurk', has: currency, asked: terms.currency });
      return publish(market, terms, optionsOf(terms), onProgress);
    }),
    status: told(async (offer) => statusOf(await placesOf(offer))),
    raisePlaces: told(async (offer, places) => {
      const there = await placesOf(offer);
      await makePlaces(market, { ...offer, places }, optionsOf(offer), there);
      if (statusOf(there) === 'paused') await stop(calls, await placesOf(offer), 'paused');
    }),
    pause: told(async (offer) => stop(calls, await placesOf(offer), 'paused')),
    resume: told(async (offer) => goOn(calls, await placesOf(offer), optionsOf(offer).lifetime_in_seconds)),
    withdraw: told(async (offer) => stop(calls, await placesOf(offer), 'ended')),
    cleanUp: told(async (offer) => removeAll(calls, await placesOf(offer))),
    openOffers: told(async () => openIn(await placesIn(calls))),
    ...reviewing(calls),
    maxTogether,
    prepare: async () => ({ reference: '' }),
    send: (offer, payments) => send(calls, offer, payments),
    find: told((_offer, payments, now) => find(calls, payments, now)),
    message: told(({ title }, worker, text) => notify(calls, title, worker, text)),
    block: told(
      async (WorkerId, Reason) => void (await calls.ask((mturk) => mturk.createWorkerBlock({ WorkerId, Reason }))),
    ),
    unblock: told(
      async (WorkerId, Reason) => void (await calls.ask((mturk) => mturk.deleteWorkerBlock({ WorkerId, Reason }))),
    ),
    mirror: told(market.types.change),
    close: calls.close,
  };
}

/** What is read of submissions, and what is said to their workers. */
function reviewing(calls: MturkCalls): Pick<OpenAccount, 'submissions' | 'submissionsOf' | 'reject' | 'askToReturn'> {
  const before: ReadBefore = new Map();
  return {
    async *submissions(offer, since) {
      try {
        yield* submissionsOf(calls, offer, before, since);
      } catch (error) {
        throw mturkRefusal(error);
      }
    },
    submissionsOf: told((offer, ids) => submissionsNamed(calls, offer, ids)),
    reject: told((_offer, submission, sentence) => reject(calls, submission, sentence)),
    askToReturn: told(async ({ title }, submission, reason) => {
      const worker = (await assignmentOf(calls, submission))?.Assignment?.WorkerId;
      if (worker === undefined) throw mturkRefuses('it does not say who works on this, so that nobody can be asked.');
      await notify(calls, title, worker, reason);
    }),
  };
}

async function reject(calls: MturkCalls, AssignmentId: string, RequesterFeedback: string): Promise<void> {
  try {
    await calls.ask((mturk) => mturk.rejectAssignment({ AssignmentId, RequesterFeedback }));
  } catch (error) {
    if (codeOf(error) !== 'InvalidAssignmentState') throw error;
    const found = await assignmentOf(calls, AssignmentId);
    if (found?.Assignment?.AssignmentStatus !== 'Rejected') throw error;
  }
}

const maxSubjectChars = 200;

/** MTurk writes only to workers whose work was decided on before, and says so without an error. */
async function notify(calls: MturkCalls, title: string, worker: string, MessageText: string): Promise<void> {
  const Subject = `About your work on "${title}"`.slice(0, maxSubjectChars);
  const reply = await calls
    .change((mturk) => mturk.notifyWorkers({ Subject, MessageText, WorkerIds: [worker] }))
    .catch((error: unknown) => {
      if (!isUncertain(error) || isUnreached(error)) throw error;
      throw refuse('provider/message-in-doubt', { provider: 'MTurk', reason: reasonOf(error) });
    });
  const [failure] = reply.NotifyWorkersFailureStatuses ?? [];
  if (failure) throw mturkRefuses(failure.NotifyWorkersFailureMessage ?? 'it did not write to this worker.');
}

/** Deletes the HITs of which nothing is left to decide. Rejections of work on them cannot be taken back afterwards. */
async function removeAll(calls: MturkCalls, places: readonly Place[]): Promise<void> {
  const done = places.filter(({ state, taken, waiting }) => state === 'ended' && taken === 0 && waiting === 0);
  await forEachOf(done, async ({ hit: HITId }) => {
    await calls
      .ask((mturk) => mturk.deleteHIT({ HITId }))
      .catch((error: unknown) => {
        if (!['HITDoesNotExist', 'InvalidHITState'].includes(codeOf(error) ?? '')) throw error;
      });
  });
}

function openIn(places: readonly Place[]) {
  const offers = new Map<string, Place[]>();
  for (const place of places) {
    const own = offers.get(place.offer);
    if (own) own.push(place);
    else offers.set(place.offer, [place]);
  }
  return [...offers]
    .filter(([, own]) => statusOf(own) !== 'ended')
    .map(([id, own]) => ({ id, external: own[0]?.type ?? '', places: own.length }));
}
