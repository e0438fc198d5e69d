import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { positionOf } from '../../events/broadcast.ts';
import { read } from '../../events/catalog.ts';
import { headOf } from '../../events/line.ts';
import type { Log, StoredCommit } from '../../events/log.ts';
import { chainChecker } from '../../projections/integrity/chain.ts';
import { type FactsDigest, factsDigest, idOfLine } from '../../projections/integrity/facts-digest.ts';
import { presentWork, subjectOf } from '../../projections/integrity/present-work.ts';
import {
  projectionOf,
  type WorkEntry,
  workInRows,
  workOfFact,
  workTypes,
} from '../../projections/integrity/recorded-work.ts';
import {
  entryHash,
  type WorkDigest,
  workDigestOfFacts,
  workDigestOfRows,
} from '../../projections/integrity/work-digest.ts';
import type { Database } from '../../projections/store/database.ts';
import { type Damage, damage, damageKey } from './damage.ts';
import { gapIn } from './heads.ts';

/** The rows to compare with the log: a database, and the sequence that each projection has reached. */
type AuditedRows = { db: Database; reached: ReadonlyMap<string, number> };

/** The position of a fact in the log: its commit's sequence, and its index in the commit. */
export type Mark = { sequence: number; place: number };

type AuditSettings = {
  log: Log;
  /** The position up to which the log is read. */
  end: number;
  rows?: AuditedRows;
  /** The keys of accepted damages. */
  accepted: ReadonlySet<string>;
  /** The last fact to include in the digest. */
  mark?: Mark;
  signal: AbortSignal;
  onProgress?: (done: number) => void;
};

/** The result of an audit: the damages, the number of commits and facts, and a digest of the facts up to the mark. */
export type AuditReport = { damages: Damage[]; commits: number; facts: number; marked: FactsDigest };

/** How many commits are read before yielding to other work. */
const yieldEveryCommits = 500;

/** The part of an audit that gets each commit, so that any reader of the log can audit it. */
export function commitAuditor(accepted: ReadonlySet<string>, mark?: Mark) {
  const follows = chainChecker();
  const breaks: Damage[] = [];
  let firstMissing: number | undefined;
  let previous = 0;
  let facts = 0;
  let commits = 0;
  const marked = factsDigest();
  function addUpTo(mark: Mark, { sequence, json }: StoredCommit) {
    for (const [place, line] of json.entries()) {
      if (sequence === mark.sequence && place > mark.place) return;
      marked.add(positionOf(sequence, place), idOfLine(line, sequence, place));
    }
  }
  return {
    observe(commit: StoredCommit) {
      if (commit.sequence !== previous + 1) firstMissing ??= previous + 1;
      if (!follows(commit)) breaks.push(damage('log/chain', { from: commit.sequence, run: commit.run }));
      previous = commit.sequence;
      commits++;
      facts += commit.json.length;
      if (mark && commit.sequence <= mark.sequence) addUpTo(mark, commit);
    },
    /** The damages of the log so far, without accepted ones. */
    async damages(log: Pick<Log, 'state'>): Promise<Damage[]> {
      const state = await log.state();
      // A gap at the end begins after the last readable commit.
      const gap = gapIn(state, firstMissing ?? (state.count === commits ? previous + 1 : undefined));
      return [...(gap ? [gap] : []), ...breaks].filter((found) => !accepted.has(damageKey(found)));
    },
    commits: () => commits,
    counts: () => ({ commits, facts, marked: marked.digest() }),
  };
}

/** Reads the whole log once, and checks that no commit is missing, the chain of hashes holds, and the rows are equal. */
export async function audit({
  log,
  end,
  rows,
  accepted,
  mark,
  signal,
  onProgress,
}: AuditSettings): Promise<AuditReport> {
  const auditor = commitAuditor(accepted, mark);
  const recorded = workDigestOfFacts();
  for await (const commit of log.between(0, end)) {
    signal.throwIfAborted();
    auditor.observe(commit);
    if (rows) for (const entry of workIn(commit, rows.reached)) recorded.add(entry);
    if (auditor.commits() % yieldEveryCommits === 0) {
      onProgress?.(commit.sequence);
      await yieldToOthers();
    }
  }
  const damages = await auditor.damages(log);
  if (rows) damages.push(...(await rowDamages(log, recorded.digest, rows)));
  return { damages, ...auditor.counts() };
}

/** The work in a commit, if its projection has reached the commit. */
export function workIn({ run, json, sequence }: StoredCommit, reached?: ReadonlyMap<string, number>): WorkEntry[] {
  return json.flatMap((line) => {
    if (!workTypes.has(headOf(line).type)) return [];
    const entry = workOfLine(line, run);
    return entry && (!reached || sequence <= (reached.get(projectionOf[entry.kind]) ?? 0)) ? [entry] : [];
  });
}

function workOfLine(line: string, run: string): WorkEntry | undefined {
  try {
    return workOfFact(read(JSON.parse(line)), run);
  } catch {
    // An unreadable fact is a dead letter and has no row.
    return undefined;
  }
}

async function rowDamages(log: Log, recorded: WorkDigest, rows: AuditedRows): Promise<Damage[]> {
  const differing = recorded.differing(workDigestOfRows(workInRows(rows.db)));
  const damages: Damage[] = [];
  for (const run of differing) damages.push(await differenceOf(log, run, rows));
  return damages;
}

/** How the rows of a run differ from its facts, compared one by one. */
async function differenceOf(log: Log, run: string, { db, reached }: AuditedRows): Promise<Damage> {
  const positions = new Map<string, number>();
  const present = new Map<string, WorkEntry>();
  for await (const commit of log.read(run)) {
    for (const entry of workIn(commit, reached)) {
      const subject = subjectOf(entry);
      const before = subject === undefined ? undefined : present.get(subject);
      const now = presentWork(before, entry);
      if (before) positions.delete(entryHash(before).toString('hex'));
      if (subject !== undefined) present.set(subject, now);
      positions.set(entryHash(now).toString('hex'), commit.sequence);
    }
  }
  let other = 0;
  let before = 0;
  let from = Number.POSITIVE_INFINITY;
  for (const entry of workInRows(db, run)) {
    const key = entryHash(entry).toString('hex');
    const position = positions.get(key);
    if (position === undefined) {
      other++;
      from = Math.min(from, before);
    } else before = position;
    positions.delete(key);
  }
  for (const position of positions.values()) from = Math.min(from, position - 1);
  return damage('rows/other', { run, other, missing: positions.size, from: Math.max(from, 0) });
}
