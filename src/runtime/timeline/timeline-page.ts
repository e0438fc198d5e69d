import { positionOf } from '../../events/broadcast.ts';
import { type Fact, kindOf, type RecordedFact, read } from '../../events/catalog.ts';
import { type Log, parseFact, type StoredCommit, WORKSPACE } from '../../events/log.ts';
import { cursorNumbers } from '../../projections/store/cursors.ts';
import type { Database } from '../../projections/store/database.ts';
import {
  type FactIds,
  openFactIds,
  sequencesOf,
  subjectsOfUnit,
  unitOfAgent,
} from '../../projections/timeline/timeline.ts';
import { openCommentTexts } from '../../projections/units/comments.ts';
import type { Located } from '../calls.ts';
import { openStates } from './states.ts';
import { detailsOf, type FactFilter, hasText, isInTime, isOfKind, whyOf } from './why.ts';

/** One fact of a history: who, why, what it is about, and the state after it. */
export type TimelineEntry = {
  position: string;
  at: string;
  by: string;
  type: string;
  says: string;
  run: string | null;
  unit: string | null;
  worker: string | null;
  agent: string | null;
  /** The state of what the fact is about after it; null if that is not known. */
  state: string | null;
  why: string | null;
  details: Record<string, string>;
};

/** Whose history: a run, a unit, a session of a worker, a worker or a qualification. */
export type TimelineOf = Located;

export type TimelineQuery = FactFilter & { newestFirst: boolean; limit: number; cursor?: string };
type TimelinePage = { entries: TimelineEntry[]; cursor?: string };

/** How many commits are read at once, and for one page: where a filter leaves little, the next page goes on. */
const chunk = 16;
const maxCommits = 480;

type Source = {
  subjects: readonly string[];
  /** A line of the log that matters has one of these texts; without, every line does. Other lines are not parsed. */
  needles?: readonly string[];
  concerns: (ids: FactIds, type: string, run: string) => boolean;
};

/** A fact among those that a page looks at, with what it is about. */
type Found = { sequence: number; place: number; run: string; ids: FactIds } & (
  | { fact: Fact }
  | { recorded: RecordedFact; reason: string }
);

/** A page of the history of a run, unit, session, worker or qualification, read from the log at the positions that the rows have. */
export async function timelinePage(
  { log, db }: { log: Pick<Log, 'at'>; db: Database },
  of: TimelineOf,
  query: TimelineQuery,
): Promise<TimelinePage> {
  const commits = openCommits(log);
  const source = sourceOf(db, of, query);
  const { found, cursor } = await search({ commits, db, source }, query);
  const states = openStates(db, commits.at);
  const entries: TimelineEntry[] = [];
  const textNow = openCommentTexts(db);
  for (const one of found) entries.push(await entryOf(one, states, textNow));
  return cursor ? { entries, cursor } : { entries };
}

/** Commits by their sequence, each read once. */
function openCommits(log: Pick<Log, 'at'>) {
  const known = new Map<number, Promise<StoredCommit | undefined>>();
  return {
    at(sequence: number): Promise<StoredCommit | undefined> {
      const commit = known.get(sequence) ?? log.at(sequence);
      known.set(sequence, commit);
      return commit;
    },
  };
}
export type Commits = ReturnType<typeof openCommits>['at'];

/** Facts of these types may name no unit and no worker. */
const always = ['"type":"agent.', '"type":"procedure.', '"type":"task-run.'];

/** Where the facts are, by the narrowest of what is asked for. */
function sourceOf(db: Database, of: TimelineOf, { unit, worker }: FactFilter): Source {
  const wantedUnit = of.kind === 'unit' ? of.unitId : unit;
  const wantedWorker = of.kind === 'worker' ? of.workerId : undefined;
  const concerns: Source['concerns'] = (ids, type, run) =>
    (of.kind !== 'run' || run === of.run) &&
    (of.kind !== 'agent' || ids.agent === of.agentId) &&
    (of.kind !== 'qualification' || ids.qualification === of.qualificationId) &&
    (wantedWorker === undefined || ids.worker === wantedWorker) &&
    (worker === undefined || ids.worker === worker) &&
    (wantedUnit === undefined || isAboutUnit(ids, type, { unit: wantedUnit, run })) &&
    (unit === undefined || ids.unit === unit);
  if (of.kind === 'agent') return { subjects: [unitOfAgent(db, of.agentId) ?? ''], concerns, needles: [of.agentId] };
  if (of.kind === 'qualification') return { subjects: [of.qualificationId], concerns, needles: [of.qualificationId] };
  if (wantedUnit !== undefined) {
    const subjects = subjectsOfUnit(wantedUnit);
    return { subjects, concerns, needles: [...subjects, ...always] };
  }
  const named = wantedWorker ?? worker;
  if (named !== undefined) return { subjects: [named], concerns, needles: [named, ...always] };
  return { subjects: [of.kind === 'run' ? of.run : ''], concerns };
}

/** A fact about the unit, about its whole item, or the end of the run with which open units end. */
function isAboutUnit(ids: FactIds, type: string, { unit, run }: { unit: string; run: string }): boolean {
  if (ids.unit !== undefined) return ids.unit === unit;
  if (type === 'task-run.stopped') return unit.startsWith(`${run}.`);
  return ids.assignment !== undefined && unit.startsWith(`${ids.assignment}.`);
}

type Reading = { commits: ReturnType<typeof openCommits>; db: Database; source: Source };
type Place = { sequence: number; place: number };

/** The facts that match, up to the limit; with a cursor after the last one that was looked at, if there may be more. */
async function search({ commits, db, source }: Reading, query: TimelineQuery) {
  const { limit } = query;
  const idsOf = openFactIds(db);
  const textNow = openCommentTexts(db);
  const found: Found[] = [];
  const read: Progress = { commits: 0, isWhole: false };
  for await (const one of factsAfter({ commits, db, source }, query, read)) {
    const ids = idsOf('fact' in one ? one.fact.data : (one.recorded.data ?? {}));
    const { type, at } = 'fact' in one ? one.fact : one.recorded;
    if (!isOfKind(type, query.kinds) || !isInTime(at, query) || !source.concerns(ids, type, one.run)) continue;
    if (!hasText(described(one, textNow), query.text)) continue;
    found.push({ ...one, ids });
    if (found.length === limit) return { found, cursor: cursorAt(one) };
  }
  return { found, cursor: read.isWhole ? undefined : read.edge };
}

/** How far the search for a page has come; a page that looked at many commits in vain goes on behind the last of them. */
type Progress = { commits: number; isWhole: boolean; edge?: string };

const cursorAt = ({ sequence, place }: Place): string => `${sequence}:${place}`;

/** The place in a cursor; one without a place is behind the whole commit. */
function placeIn(cursor: string, newestFirst: boolean): Place {
  const [sequence = 0, place = newestFirst ? 0 : Infinity] = cursorNumbers(cursor, cursor.includes(':') ? 2 : 1);
  return { sequence, place };
}

/** The facts after the cursor that may matter, in order, from at most so many commits. */
async function* factsAfter(
  { commits, db, source }: Reading,
  { newestFirst, cursor }: TimelineQuery,
  read: Progress,
): AsyncGenerator<Read> {
  const start = cursor === undefined ? undefined : placeIn(cursor, newestFirst);
  let edge = start?.sequence;
  while (read.commits < maxCommits) {
    const bounds = newestFirst ? { to: edge } : { from: edge };
    const sequences = sequencesOf(db, source.subjects, { ...bounds, newestFirst, limit: chunk });
    for (const commit of await Promise.all(sequences.map((sequence) => commits.at(sequence)))) {
      if (commit) yield* factsIn(commit, source, { newestFirst, start });
    }
    read.commits += sequences.length;
    read.isWhole = sequences.length < chunk;
    if (read.isWhole) return;
    const last = sequences.at(-1) as number;
    read.edge = String(last);
    edge = last + (newestFirst ? -1 : 1);
  }
}

type Read = { sequence: number; place: number; run: string } & (
  | { fact: Fact }
  | { recorded: RecordedFact; reason: string }
);

type Direction = { newestFirst: boolean; start: Place | undefined };

function* factsIn(
  { sequence, run, json }: StoredCommit,
  { needles }: Source,
  { newestFirst, start }: Direction,
): Generator<Read> {
  const isSeen = (place: number) =>
    start?.sequence === sequence && (newestFirst ? place >= start.place : place <= start.place);
  for (let nth = 0; nth < json.length; nth++) {
    const place = newestFirst ? json.length - 1 - nth : nth;
    const line = json[place] as string;
    if (isSeen(place)) continue;
    if (needles && !needles.some((needle) => line.includes(needle))) continue;
    const recorded = parseFact(line);
    try {
      yield { sequence, place, run, fact: read(recorded) };
    } catch (error) {
      yield { sequence, place, run, recorded, reason: (error as Error).message };
    }
  }
}

type TextNow = ReturnType<typeof openCommentTexts>;

/** What is shown of a fact; one that this version cannot read says why. */
function described(one: Read, textNow: TextNow) {
  if ('fact' in one) {
    const { type, by } = one.fact;
    return { type, by, why: whyOf(one.fact, textNow), details: detailsOf(one.fact) };
  }
  const { type, by } = one.recorded;
  return { type, by: String(by), why: `This fact cannot be read: ${one.reason}`, details: {} };
}

async function entryOf(found: Found, states: ReturnType<typeof openStates>, textNow: TextNow): Promise<TimelineEntry> {
  const { sequence, place, run, ids } = found;
  const { at } = 'fact' in found ? found.fact : found.recorded;
  const what = described(found, textNow);
  const position = positionOf(sequence, place);
  return {
    position,
    at,
    ...what,
    says: kindOf(what.type)?.says ?? '',
    run: run === WORKSPACE ? null : run,
    unit: ids.unit ?? null,
    worker: ids.worker ?? null,
    agent: ids.agent ?? null,
    state: 'fact' in found ? await states.after(found.fact, { position, run, ids }) : null,
  };
}
