import { setTimeout as pause } from 'node:timers/promises';
import { todo } from '../../actors/workspace.ts';
import type { VerdictId } from '../../events/ids.ts';
import type { OnProgress } from './many.ts';
import { carryOut, carryOutUndo, type Reviewed, type Undone, type VerdictSettings } from './verdicts.ts';

/** What one verdict waits for, once however many ask. */
export type Performer = {
  carryOut(verdictId: VerdictId, report?: OnProgress): Promise<Reviewed>;
  undo(verdictId: VerdictId, report?: OnProgress): Promise<Undone>;
  /** Looks for what is left open, now and until nothing is. */
  wake(): void;
  /** Resolves when nothing is left open; for those who wait for a start to be whole. */
  settled(): Promise<void>;
  close(): void;
};

const minPauseMs = 200;
const maxPauseMs = 30_000;

/**
 * Does what verdicts wait for: the workspace's to-dos `carry-out-verdict` and `undo-verdict`, and the runs' `follow-verdict`.
 * What was under way when the last process ended goes on; what the log could not take is tried again.
 */
export function performVerdicts(settings: VerdictSettings, say: (sentence: string) => void): Performer {
  const { runtime, followUps } = settings;
  const underway = new Map<string, Promise<unknown>>();
  let looking: Promise<void> | undefined;
  let isWanted = false;
  let closed = false;

  function once<Result>(name: string, perform: () => Promise<Result>): Promise<Result> {
    const before = underway.get(name);
    if (before) return before as Promise<Result>;
    const performing = perform().finally(() => underway.delete(name));
    underway.set(name, performing);
    return performing;
  }

  const decide = (verdictId: VerdictId, report?: OnProgress) =>
    once(`decide ${verdictId}`, () => carryOut(settings, verdictId, report));
  const undo = (verdictId: VerdictId, report?: OnProgress) =>
    once(`undo ${verdictId}`, () => carryOutUndo(settings, verdictId, report));

  /** Everything that is open, as functions that do it. */
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

  /** Does all that is open now; gives the last failure, if one failed. */
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

  async function look() {
    let said = false;
    for (let attempt = 0; !closed; attempt++) {
      isWanted = false;
      const failure = await performOpen();
      if (failure === undefined && !isWanted) return;
      if (failure === undefined || closed) continue;
      if (!said) say(`A decision is recorded and not carried out yet; it is tried again: ${failure}`);
      said = true;
      await pause(Math.min(minPauseMs * 2 ** attempt, maxPauseMs), undefined, { ref: false });
    }
  }

  function wake() {
    isWanted = true;
    if (closed || looking) return;
    looking = look().finally(() => {
      looking = undefined;
    });
  }

  wake();
  return {
    carryOut: decide,
    undo,
    wake,
    settled: async () => {
      while (looking) await looking;
    },
    close() {
      closed = true;
    },
  };
}
