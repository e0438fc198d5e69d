import { setTimeout as pause } from 'node:timers/promises';
import { todo } from '../../actors/workspace.ts';
import type { VerdictId } from '../../events/ids.ts';
import type { OnProgress } from './each-unit.ts';
import { carryOut, carryOutUndo, type Reviewed, type Undone, type VerdictSettings } from './verdicts.ts';

/** Performs verdicts; concurrent calls for one verdict share the work. */
export type Performer = {
  carryOut(verdictId: VerdictId, report?: OnProgress): Promise<Reviewed>;
  undo(verdictId: VerdictId, report?: OnProgress): Promise<Undone>;
  /** Starts to perform all open to-dos, until there are none. */
  wake(): void;
  /** Resolves when no to-do is open. */
  settled(): Promise<void>;
  close(): void;
};

const minPauseMs = 200;
const maxPauseMs = 30_000;

/**
 * Performs the workspace's to-dos `carry-out-verdict` and `undo-verdict`, and the runs' `follow-verdict`. Continues those of
 * the last process, and retries those that the log could not store.
 */
export function performVerdicts(settings: VerdictSettings, notify: (sentence: string) => void): Performer {
  const { runtime, followUps } = settings;
  const underway = new Map<string, Promise<unknown>>();
  let loop: Promise<void> | undefined;
  let isAwakened = false;
  let closed = false;

  function once<Result>(name: string, perform: () => Promise<Result>): Promise<Result> {
    const pending = underway.get(name);
    if (pending) return pending as Promise<Result>;
    const performing = perform().finally(() => underway.delete(name));
    underway.set(name, performing);
    return performing;
  }

  const decide = (verdictId: VerdictId, report?: OnProgress) =>
    once(`decide ${verdictId}`, () => carryOut(settings, verdictId, report));
  const undo = (verdictId: VerdictId, report?: OnProgress) =>
    once(`undo ${verdictId}`, () => carryOutUndo(settings, verdictId, report));

  /** All open to-dos, as functions that perform them. */
  function open(): (() => Promise<unknown>)[] {
    const verdicts = todo(runtime.workspace.mailbox.state).map((wait) => {
      const verdictId = wait.key as VerdictId;
      return () => (wait.do === 'undo-verdict' ? undo(verdictId) : decide(verdictId));
    });
    return [
      ...verdicts,
      ...followUps.open().map(
        ({ run, key }) =>
          () =>
            followUps.carryOut(run, key),
      ),
    ];
  }

  /** Performs all to-dos that are open now; resolves to the last failure, if any. */
  async function performOpen(): Promise<unknown> {
    let failure: unknown;
    for (const perform of open()) {
      if (closed) return undefined;
      await perform().catch((error: unknown) => {
        failure = error;
      });
    }
    return failure;
  }

  async function performAll() {
    let hasReported = false;
    for (let attempt = 0; !closed; attempt++) {
      isAwakened = false;
      const failure = await performOpen();
      if (failure === undefined && !isAwakened) return;
      if (failure === undefined || closed) continue;
      if (!hasReported) notify(`A recorded decision could not be carried out yet and is retried: ${failure}`);
      hasReported = true;
      await pause(Math.min(minPauseMs * 2 ** attempt, maxPauseMs), undefined, { ref: false });
    }
  }

  function wake() {
    isAwakened = true;
    if (closed || loop) return;
    loop = performAll().finally(() => {
      loop = undefined;
    });
  }

  wake();
  return {
    carryOut: decide,
    undo,
    wake,
    settled: async () => {
      while (loop) await loop;
    },
    close() {
      closed = true;
    },
  };
}
