import { type Following, todo } from '../../actors/follow-up.ts';
import type { RefusedPart } from '../../events/verdict.ts';
import type { OpenRun } from '../open-run.ts';
import type { Runtime } from '../runtime.ts';

/** The result of a follow-up; `sequence` is the last commit of it. */
type Followed = { refused: readonly RefusedPart[]; sequence: number };

export type FollowUps = {
  /** Performs a follow-up of a run; concurrent calls share it. Undefined if the run has none of this key. */
  carryOut(run: OpenRun, key: string): Promise<Followed | undefined>;
  /** The runs and keys of open follow-ups. */
  open(): { run: OpenRun; key: string }[];
};

type Settings = Pick<Runtime, 'runs' | 'workspace' | 'askWorkspace'>;

/**
 * Performs the runs' to-do `follow-verdict`: the workspace decides about the worker, then the run records that it did. After
 * a crash between the two, the command is repeated, and the workspace recognizes the verdict.
 */
export function openFollowUps(runtime: Settings): FollowUps {
  const { workspace } = runtime;
  const pending = new Map<string, Promise<Followed>>();

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
      const current = pending.get(name);
      if (current) return current;
      const { refused } = following;
      if (refused) return Promise.resolve({ refused, sequence: run.mailbox.sequence });
      const performing = perform(run, following).finally(() => pending.delete(name));
      pending.set(name, performing);
      return performing;
    },
    open: () =>
      runtime
        .runs()
        // Follow-ups of an imported run belong to the data folder it came from.
        .filter(({ runId }) => !workspace.mailbox.state.brought.has(runId))
        .flatMap((run) => todo(run.mailbox.run.followUps).map(({ key }) => ({ run, key }))),
  };
}
