import { and, eq, sql } from 'drizzle-orm';
import { positionOf } from '../../events/broadcast.ts';
import { type Fact, type RecordedFact, read } from '../../events/catalog.ts';
import type { StoredCommit } from '../../events/log.ts';
import { type Database, isOutage } from './database.ts';
import {
  type Bound,
  checkpoints,
  type DeadLetter,
  json,
  type Position,
  type Projection,
  params,
  type Stop,
} from './projection.ts';

/** Feeds commits to projections; it is the only one that writes their rows. */
export type Projector = {
  /** The last commit that was fed; every projection that has not stopped has handled it. */
  readonly sequence: number;
  /** Projects the new ones of these commits in one transaction; returns the number of their facts, and their runs. */
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

/** Another writer has moved a checkpoint, so this one must stop writing. */
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

/** What was collected over several facts does not match the rows. */
class Unsettled extends Error {
  override readonly name = 'Unsettled';
}

type Opened = Bound & { state: Checkpoint };
type ReadFact = Fact | DeadLetter;
type ReadCommit = { commit: StoredCommit; facts: ReadFact[] };

type State = {
  db: Database;
  opened: readonly Opened[];
  move: ReturnType<typeof prepareMove>;
  isLossy: boolean;
  sequence: number;
};

/**
 * Opens projections at their checkpoints; one that had stopped tries its fact again. On a log that is known to have lost
 * commits (`isLossy`), a fact that does not match the rows is skipped instead of stopping a projection, and kept by those that have `onSkipped`.
 */
export function openProjector(
  db: Database,
  projections: readonly Projection[],
  { isLossy = false }: { isLossy?: boolean } = {},
): Projector {
  const opened = openAll(db, projections);
  const sequence = Math.min(...opened.map(({ state }) => state.sequence));
  const state: State = { db, opened, move: prepareMove(db), isLossy, sequence };
  return {
    get sequence() {
      return state.sequence;
    },
    project: (commits) => project(state, commits),
    states: () => opened.map(({ state }) => state),
  };
}

function openAll(db: Database, projections: readonly Projection[]): Opened[] {
  for (const { name: projection, version } of projections) {
    db.insert(checkpoints).values({ projection, version, sequence: 0, commitId: '' }).onConflictDoNothing().run();
  }
  const rows = db.select().from(checkpoints).all();
  const stored = new Map(rows.map((state) => [state.projection, state]));
  return projections.map((projection) => ({
    ...projection.bind(db),
    state: { ...(stored.get(projection.name) as Checkpoint), stopped: null },
  }));
}

/** Moves a checkpoint that is still where it was. */
const prepareMove = (db: Database) =>
  db
    .update(checkpoints)
    .set(params('sequence', 'commitId', 'stopped'))
    .where(
      and(eq(checkpoints.projection, sql.placeholder('projection')), eq(checkpoints.sequence, sql.placeholder('from'))),
    )
    .prepare();

function project(state: State, commits: readonly StoredCommit[]): ReturnType<Projector['project']> {
  const fresh = commits.filter((commit) => commit.sequence > state.sequence).map(readCommit);
  if (fresh.length === 0) return { facts: 0, runs: new Set() };
  const after = projectAll(state, fresh);
  state.opened.forEach((projection, nth) => {
    projection.state = after[nth] as Checkpoint;
  });
  state.sequence = fresh.at(-1)?.commit.sequence ?? state.sequence;
  return {
    facts: fresh.reduce((sum, { facts }) => sum + facts.length, 0),
    runs: new Set(fresh.map(({ commit }) => commit.run)),
  };
}

const readCommit = (commit: StoredCommit): ReadCommit => ({ commit, facts: commit.facts.map(readFact) });

function readFact(recorded: RecordedFact): ReadFact {
  try {
    return read(recorded);
  } catch (error) {
    return { recorded, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Tries until no projection fails: each that does stops before the commit it cannot handle. */
function projectAll(state: State, commits: readonly ReadCommit[], settlesEach = false): Checkpoint[] {
  const { db, opened } = state;
  try {
    return db.transaction(
      () => {
        apply(state, commits, settlesEach);
        settleAll(opened);
        const after = opened.map((projection) => movedBy(projection, commits));
        store(state, after);
        return after;
      },
      { behavior: 'immediate' },
    );
  } catch (error) {
    for (const projection of opened) projection.forget?.();
    if (error instanceof Unsettled && !settlesEach) return projectAll(state, commits, true);
    if (!(error instanceof Unhandled)) throw error;
    error.projection.state = { ...error.projection.state, stopped: error.stop };
    return projectAll(state, commits, settlesEach);
  }
}

const isDue = ({ state: { sequence, stopped } }: Opened, commit: number) =>
  sequence < commit && (stopped === null || commit < stopped.sequence);

function apply(state: State, commits: readonly ReadCommit[], settlesEach: boolean): void {
  for (const { commit, facts } of commits) {
    const due = state.opened.filter((projection) => isDue(projection, commit.sequence));
    facts.forEach((fact, place) => {
      const at = { run: commit.run, sequence: commit.sequence, place };
      const reasons = due.flatMap((projection) => applyFact(state, { projection, fact, at }, settlesEach));
      if (reasons.length === 0) return;
      const skipped = { recorded: commit.facts[place] as RecordedFact, reason: reasons.join('; ') };
      for (const projection of due) projection.onSkipped?.(skipped, at);
    });
  }
}

type Application = { projection: Opened; fact: ReadFact; at: Position };

/** Has a projection handle a fact; gives the reason where it skips it. */
function applyFact(state: State, application: Application, settlesEach: boolean): string[] {
  const { projection, fact, at } = application;
  try {
    handle(projection, fact, at);
    if (settlesEach) projection.settle?.();
    return [];
  } catch (error) {
    const reason = reasonToSkip(state, error, application);
    // What this fact has left to be written would fail again at each later one.
    if (settlesEach) projection.forget?.();
    return [reason];
  }
}

function handle(projection: Opened, fact: ReadFact, at: Position): void {
  if ('recorded' in fact) projection.onUnreadable?.(fact, at);
  else projection.on.get(fact.type)?.(fact, at);
}

/** Why a projection skips a fact that it cannot handle; throws if it may not. */
function reasonToSkip({ isLossy }: State, error: unknown, { projection, fact, at }: Application): string {
  // A full disk is not the projection's fault.
  if (isOutage(error)) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  // What a fact rests on may be lost, and runs that are whole must not stop for it.
  if (isLossy) return `${projection.state.projection}: ${reason}`;
  const { type } = 'recorded' in fact ? fact.recorded : fact;
  const position = positionOf(at.sequence, at.place);
  throw new Unhandled(projection, { sequence: at.sequence, position, type, reason });
}

/** Writes what handlers collected. If that fails, only writing after each fact shows which one is at fault. */
function settleAll(opened: readonly Opened[]): void {
  try {
    for (const projection of opened) projection.settle?.();
  } catch (error) {
    throw isOutage(error) ? error : new Unsettled(String(error), { cause: error });
  }
}

/** Where a projection is after these commits. */
function movedBy(projection: Opened, commits: readonly ReadCommit[]): Checkpoint {
  const last = commits.findLast(({ commit }) => isDue(projection, commit.sequence))?.commit;
  return last ? { ...projection.state, sequence: last.sequence, commitId: last.id } : projection.state;
}

function store({ opened, move }: State, after: readonly Checkpoint[]): void {
  opened.forEach(({ state }, nth) => {
    const { projection, sequence, commitId, stopped } = after[nth] as Checkpoint;
    const values = { projection, sequence, commitId, stopped: json(stopped ?? undefined), from: state.sequence };
    if (move.run(values).changes !== 1) throw new CheckpointMoved(`${projection} is no longer at ${state.sequence}`);
  });
}
