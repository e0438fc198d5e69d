import { type Following, todo } from '../../actors/follow-up.ts';
import type { RefusedPart } from '../../events/verdict.ts';
import type { OpenRun } from '../open-run.ts';
import type { Runtime } from '../runtime.ts';

/** What became of a follow-up; `sequence` is the commit up to which it is on disk. */
export type Followed = { refused: readonly RefusedPart[]; sequence: number };

export type FollowUps = {
  /** Carries a follow-up of a run out, once, however many ask; nothing if the run has none of this key. */
  carryOut(run: OpenRun, key: string): Promise<Followed | undefined>;
  /** The runs with follow-ups that are not carried out, and their keys. */
  open(): { run: OpenRun; key: string }[];
};

type Settings = Pick<Runtime, 'runs' | 'workspace' | 'askWorkspace'>;

/**
 * Does the runs' to-do `follow-verdict`: the workspace decides about the worker, then the run records that it did. Killed
 * between the two, it is asked again, and the workspace knows the verdict.
 */
export function openFollowUps(runtime: Settings): FollowUps {
  const { workspace } = runtime;
  const underway = new Map<string, Promise<Followed>>();

  async function perform({ mailbox }: OpenRun, following: Following): Promise<Followed> {
    const { verdictId, workerId, unitId, by, follow } = following;
    const decided = await runtime.askWorkspace(
      { type: 'worker.follow-verdict', workerId, verdictId, unitId, follow },
      by,
    );
    const { refused = [] } = workspace.mailbox.state.workers.get(workerId)?.context.verdicts[verdictId] ?? {};
    const recorded = await mailbox.ask(
      { type: 'unit.note-followed', unitId, verdictId, workerId, refused: [...refused] },
      by,
    );
    return { refused, sequence: Math.max(decided.sequence, recorded.sequence) };
  }

  return {
    carryOut(run, key) {
      const following = run.mailbox.run.followUps.known.get(key);
      if (!following) return Promise.resolve(undefined);
      const name = `${run.runId} ${key}`;
      const before = underway.get(name);
      if (before) return before;
      const { refused } = following;
      if (refused) return Promise.resolve({ refused, sequence: run.mailbox.sequence });
      const performing = perform(run, following).finally(() => underway.delete(name));
      underway.set(name, performing);
      return performing;
    },
    open: () =>
      runtime
        .runs()
        // What was to follow in the data folder a run came from is not decided here.
        .filter(({ runId }) => !workspace.mailbox.state.brought.has(runId))
        .flatMap((run) => todo(run.mailbox.run.followUps).map(({ key }) => ({ run, key }))),
  };
}
