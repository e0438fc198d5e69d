import { and, eq, sql } from 'drizzle-orm';
import { positionOf } from '../../events/broadcast.ts';
import { type Fact, type RecordedFact, read } from '../../events/catalog.ts';
import type { StoredCommit } from '../../events/log.ts';
import { type Database, isOutage } from './database.ts';
import {
  allGiven,
  type Bound,
  checkpoints,
  json,
  type Letter,
  type Place,
  type Projection,
  type Stop,
} from './projection.ts';

/** Feeds commits to projections; it is the only one that writes their rows. */
export type Projector = {
  /** The last commit that was fed; every projection that has not stopped has handled it. */
  readonly sequence: number;
  /** Projects what is new of these commits, in one transaction, and says how many facts that were and of which runs. */
  project(commits: readonly StoredCommit[]): { facts: number; runs: Set<string> };
  /** Where each projection is, with the fact it stopped at if it did. */
  states(): Checkpoint[];
};

export type Checkpoint = {
  projection: string;
  version: number;
  sequence: number;
  commitId: string;
  stopped: Stop | null;
};

/** Someone else moved a checkpoint: the rows are theirs now. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

/** A projection cannot handle a fact; thrown so that the whole transaction is undone and tried again without it. */
class Unhandled extends Error {
  readonly projection: Opened;
  readonly stop: Stop;

  constructor(projection: Opened, stop: Stop) {
    super(stop.reason);
    this.projection = projection;
    this.stop = stop;
  }
}

/** What was gathered over several facts does not fit the rows. */
class Unsettled extends Error {
  override readonly name = 'Unsettled';
}

type Opened = Bound & { state: Checkpoint };
type Readable = { commit: StoredCommit; facts: (Fact | Letter)[] };

function readable(recorded: RecordedFact): Fact | Letter {
  try {
    return read(recorded);
  } catch (error) {
    return { recorded, reason: error instanceof Error ? error.message : String(error) };
  }
}

const readCommit = (commit: StoredCommit): Readable => ({ commit, facts: commit.facts.map(readable) });

const isAtWork = ({ state: { sequence, stopped } }: Opened, commit: number) =>
  sequence < commit && (stopped === null || commit < stopped.sequence);

/**
 * Opens projections where they were left; one that had stopped tries its fact again. On a log that has lost commits, known to
 * its owner, a fact that does not fit is passed over instead of stopping a projection.
 */
export function openProjector(
  db: Database,
  projections: readonly Projection[],
  { isLossy = false }: { isLossy?: boolean } = {},
): Projector {
  for (const { name: projection, version } of projections) {
    db.insert(checkpoints).values({ projection, version, sequence: 0, commitId: '' }).onConflictDoNothing().run();
  }
  const stored = new Map(
    db
      .select()
      .from(checkpoints)
      .all()
      .map((state) => [state.projection, state]),
  );
  const opened: Opened[] = projections.map((projection) => ({
    ...projection.bind(db),
    state: { ...(stored.get(projection.name) as Checkpoint), stopped: null },
  }));
  const move = db
    .update(checkpoints)
    .set(allGiven('sequence', 'commitId', 'stopped'))
    .where(
      and(eq(checkpoints.projection, sql.placeholder('projection')), eq(checkpoints.sequence, sql.placeholder('from'))),
    )
    .prepare();
  let sequence = Math.min(...opened.map(({ state }) => state.sequence));

  function tell(projection: Opened, fact: Fact | Letter, at: Place, atOnce: boolean) {
    try {
      if ('recorded' in fact) projection.onUnreadable?.(fact, at);
      else projection.on.get(fact.type)?.(fact, at);
      if (atOnce) projection.settle?.();
    } catch (error) {
      // A full disk is no projection's fault.
      if (isOutage(error)) throw error;
      // What a fact rests on may be lost, and the runs that are whole go on.
      if (isLossy) return;
      const { type } = 'recorded' in fact ? fact.recorded : fact;
      const reason = error instanceof Error ? error.message : String(error);
      throw new Unhandled(projection, {
        sequence: at.sequence,
        position: positionOf(at.sequence, at.place),
        type,
        reason,
      });
    }
  }

  function apply(commits: readonly Readable[], atOnce: boolean) {
    for (const { commit, facts } of commits) {
      const listening = opened.filter((projection) => isAtWork(projection, commit.sequence));
      facts.forEach((fact, place) => {
        const at = { run: commit.run, sequence: commit.sequence, place };
        for (const projection of listening) tell(projection, fact, at, atOnce);
      });
    }
  }

  /** Where each projection is after these commits. */
  function moved(commits: readonly StoredCommit[]): Checkpoint[] {
    return opened.map(({ state, ...rest }) => {
      const last = commits.findLast((commit) => isAtWork({ ...rest, state }, commit.sequence));
      return last ? { ...state, sequence: last.sequence, commitId: last.id } : state;
    });
  }

  function store(after: readonly Checkpoint[]) {
    opened.forEach(({ state }, nth) => {
      const { projection, sequence, commitId, stopped } = after[nth] as Checkpoint;
      const values = { projection, sequence, commitId, stopped: json(stopped ?? undefined), from: state.sequence };
      if (move.run(values).changes !== 1) throw new CheckpointMoved(`${projection} is no longer at ${state.sequence}`);
    });
  }

  /** Writes what handlers gathered. If that fails, a fact is at fault that can only be found by writing after each. */
  function settleAll() {
    try {
      for (const projection of opened) projection.settle?.();
    } catch (error) {
      throw isOutage(error) ? error : new Unsettled(String(error), { cause: error });
    }
  }

  /** Tries until no projection fails: each that does stops before the commit it cannot handle. */
  function projectAll(commits: readonly Readable[], atOnce = false): Checkpoint[] {
    try {
      return db.transaction(
        () => {
          apply(commits, atOnce);
          settleAll();
          const after = moved(commits.map(({ commit }) => commit));
          store(after);
          return after;
        },
        { behavior: 'immediate' },
      );
    } catch (error) {
      for (const projection of opened) projection.forget?.();
      if (error instanceof Unsettled && !atOnce) return projectAll(commits, true);
      if (!(error instanceof Unhandled)) throw error;
      error.projection.state = { ...error.projection.state, stopped: error.stop };
      return projectAll(commits, atOnce);
    }
  }

  return {
    get sequence() {
      return sequence;
    },
    project(commits) {
      const fresh = commits.filter((commit) => commit.sequence > sequence).map(readCommit);
      if (fresh.length === 0) return { facts: 0, runs: new Set() };
      const after = projectAll(fresh);
      opened.forEach((projection, nth) => {
        projection.state = after[nth] as Checkpoint;
      });
      sequence = fresh.at(-1)?.commit.sequence ?? sequence;
      return {
        facts: fresh.reduce((sum, { facts }) => sum + facts.length, 0),
        runs: new Set(fresh.map(({ commit }) => commit.run)),
      };
    },
    states: () => opened.map(({ state }) => state),
  };
}
