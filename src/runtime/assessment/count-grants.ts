import { leadsToCountsOnly } from '../../actors/judging.ts';
import type { Judgement } from '../../actors/special-units.ts';
import type { UnitId, WorkerId } from '../../events/ids.ts';
import { hasCode } from '../config/code-keys.ts';
import { configOf, type OpenRun } from '../open-run.ts';
import { performTodos } from '../perform-todos.ts';
import type { Judged } from './following.ts';

/** Grants the qualifications that count how workers answered gold units: a moment later, for many workers at once. */
export type CountGrants = {
  /** Notes that counts of a run may wait to be granted. */
  note(run: OpenRun): void;
  /** Whether counts of a worker wait that decide on their arrival in this run. */
  waitFor(run: OpenRun, workerId: WorkerId): boolean;
  /** Grants these at once. */
  grantFor(run: OpenRun, workerId: WorkerId): Promise<void>;
  /** Resolves when no count waits. */
  settled(): Promise<void>;
  close(): void;
};

type Settings = { follow: (judged: readonly Judged[]) => Promise<void>; onFailure: (failure: unknown) => void };

/**
 * How long counts are gathered. The runs of the task decide by their own counts, and by these only if their requirements or their code
 * ask for them, so a commit for each gold unit would only keep workers waiting.
 */
const gatherMs = 1000;

/** Opens the grants of counts; `follow` carries them out. */
export function openCountGrants({ follow, onFailure }: Settings): CountGrants {
  /** The runs that may have counts to grant. */
  const noted = new Set<OpenRun>();

  /** All that wait now, of all runs together. */
  function open(): (() => Promise<void>)[] {
    for (const run of noted) if (judgedIn(run).length === 0) noted.delete(run);
    const waiting = [...noted].map((run) => ({ run, unitIds: countsIn(run) }));
    return waiting.some(({ unitIds }) => unitIds.length > 0) ? [() => follow(waiting)] : [];
  }
  const { wake, settled, close } = performTodos({ open, onFailure, stopsAtFailure: true, gatherMs });

  /** The counts of a worker that a run asks for. */
  const askedFor = (run: OpenRun, workerId: WorkerId): Judged[] =>
    [...noted]
      .filter((counting) => asksForCounts(run, counting))
      .map((counting) => ({ run: counting, unitIds: judgedIn(counting, workerId) }))
      .filter(({ unitIds }) => unitIds.length > 0);

  return {
    note(run) {
      if (!noted.has(run) && judgedIn(run).length === 0) return;
      noted.add(run);
      wake();
    },
    waitFor: (run, workerId) => noted.size > 0 && askedFor(run, workerId).length > 0,
    grantFor: async (run, workerId) => {
      const asked = askedFor(run, workerId);
      if (asked.length > 0) await follow(asked);
    },
    settled,
    close,
  };
}

/** The units of a run whose counts wait to be granted, and nothing else. */
const countsIn = (run: OpenRun): UnitId[] => judgedIn(run, undefined, leadsToCountsOnly);

/** The gold units of a run whose judgements wait to be followed: of all workers, or of one. */
function judgedIn({ mailbox }: OpenRun, workerId?: WorkerId, isMeant = isGold): UnitId[] {
  const { unfollowed } = mailbox.run.special;
  return [...unfollowed].flatMap(([unitId, judgement]) => {
    const isTheirs = workerId === undefined || judgement.workerId === workerId;
    return isTheirs && isMeant(judgement) ? [unitId] : [];
  });
}

const isGold = ({ purpose }: Judgement): boolean => purpose === 'gold';

/** Whether a run decides by the qualifications with the counts of another, or of itself: code of tasks sees all qualifications. */
function asksForCounts(run: OpenRun, { mailbox }: OpenRun): boolean {
  const { gold } = mailbox.run.taskRun.context.settings;
  if (!gold) return false;
  const { requirements = [] } = run.mailbox.run.taskRun.context.settings;
  const counts = [gold.correctId, gold.wrongId, gold.completedId];
  return hasCode(configOf(run)) || requirements.some(({ qualificationId }) => counts.includes(qualificationId));
}
