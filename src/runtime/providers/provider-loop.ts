import { Refusal } from '../../actors/refusal.ts';
import type { OfferId } from '../../events/ids.ts';
import { performTodos, type TodoLoop } from '../perform-todos.ts';
import { openTurns } from '../turns.ts';
import { atWork, type OfferedRun } from './provider-work.ts';
import { readSome, readSubmissions } from './read-submissions.ts';
import { openVisits, type VisitSettings } from './visit-offer.ts';

type Settings = VisitSettings & {
  runs: () => readonly OfferedRun[];
  /** A sentence about what does not work, by subject; undefined once it works. */
  note: (about: string, problem?: string) => void;
};

/** How often the loop looks whether something is due. */
const tickMs = 5_000;
const gatherMs = 500;

/** The loop over all offers: publishes them, reads their places, pays and rejects. */
export type ProviderLoop = {
  /** Looks what is due now. */
  wake(): void;
  /** Does all that is due for the offers of a run, also what would wait; resolves once that is done, and throws the first refusal. */
  now(run: string): Promise<void>;
  /** Reads places that a message of the provider names; without, all of the offer. */
  heard(run: string, offerId: OfferId, submissions?: readonly string[]): Promise<void>;
  settled(): Promise<void>;
  close(): void;
};

/** Opens the loop. What concerns one account is done one after the other, since a provider refuses payments that overlap. */
export function openProviderLoop({ runs, note, ...settings }: Settings): ProviderLoop {
  const inTurn = openTurns();
  const { work } = settings;
  const visit = openVisits(settings);
  const loops = new Map<string, TodoLoop>();
  let closed = false;

  const offers = () =>
    runs().flatMap((run) =>
      [...run.state().offers.entries()].map(([id, { context }]) => ({
        ...{ run, offerId: id as OfferId, requester: context.requester },
      })),
    );

  async function visitNoting(run: OfferedRun, offerId: OfferId, isAtOnce?: boolean) {
    const about = `offer ${run.runId} ${offerId}`;
    try {
      await visit(run, offerId, isAtOnce);
      note(about);
    } catch (error) {
      note(about, `Run ${run.runId}: ${sentenceOf(error)}`);
      throw error;
    }
  }

  function loopOf(requester: string): TodoLoop {
    const open = () =>
      offers()
        .filter((one) => one.requester === requester)
        .map(
          ({ run, offerId }) =>
            () =>
              inTurn(requester, () => visitNoting(run, offerId)),
        );
    return performTodos({ open, gatherMs, onFailure: () => undefined });
  }

  function wake() {
    if (closed) return;
    for (const requester of new Set(offers().map((one) => one.requester))) {
      const known = loops.get(requester);
      if (known) known.wake();
      else loops.set(requester, loopOf(requester));
    }
  }

  const timer = setInterval(wake, tickMs);
  timer.unref();
  wake();
  return {
    wake,
    async now(runId) {
      for (const { run, offerId, requester } of offers().filter(({ run }) => run.runId === runId))
        await inTurn(requester, () => visitNoting(run, offerId, true));
    },
    async heard(runId, offerId, submissions) {
      const found = offers().find((one) => one.run.runId === runId && one.offerId === offerId);
      if (!found) return;
      await inTurn(found.requester, async () => {
        const at = await atWork(work, found.run, offerId);
        await (submissions ? readSome(at, submissions) : readSubmissions(at));
      });
      wake();
    },
    settled: async () => {
      for (const loop of loops.values()) await loop.settled();
    },
    close() {
      closed = true;
      clearInterval(timer);
      for (const loop of loops.values()) loop.close();
    },
  };
}

const sentenceOf = (error: unknown) =>
  error instanceof Refusal ? error.message : `the provider's reply was not understood (${String(error)})`;
