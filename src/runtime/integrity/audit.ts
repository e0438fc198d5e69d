import { setImmediate as breathe } from 'node:timers/promises';
import { positionOf } from '../../events/broadcast.ts';
import { read } from '../../events/catalog.ts';
import { headOf } from '../../events/line.ts';
import type { Log, StoredCommit } from '../../events/log.ts';
import { chainChecker } from '../../projections/integrity/chain.ts';
import { type FactsDigest, factsDigest, idOfLine } from '../../projections/integrity/facts-digest.ts';
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

/** The rows that are compared with the log: a database, and the sequence up to which each projection is. */
export type AuditedRows = { db: Database; reached: ReadonlyMap<string, number> };

/** The place of a fact in the log: its commit's sequence, and its place there. */
export type Mark = { sequence: number; place: number };

type Audited = {
  log: Log;
  /** The position up to which the log is read. */
  end: number;
  rows?: AuditedRows;
  /** What somebody knew of and accepted, by key. */
  accepted: ReadonlySet<string>;
  /** The last fact whose digest is asked for. */
  mark?: Mark;
  signal: AbortSignal;
  onProgress?: (done: number) => void;
};

/** What an audit came to: what is wrong, how many commits and facts it has read, and which facts up to the mark. */
export type AuditReport = { damages: Damage[]; commits: number; facts: number; marked: FactsDigest };

/** How many commits are read before others get their turn. */
const breatheEveryCommits = 500;

/** Audits the commits of a log as somebody reads them, from the first on. */
export type CommitAuditor = ReturnType<typeof commitAuditor>;

/** The part of an audit that sees each commit, so that a reader of the log can audit it in passing. */
export function commitAuditor(accepted: ReadonlySet<string>, mark?: Mark) {
  const follows = chainChecker();
  const breaks: Damage[] = [];
  let firstMissing: number | undefined;
  let previous = 0;
  let facts = 0;
  let commits = 0;
  const marked = factsDigest();
  function noteUpTo(mark: Mark, { sequence, json }: StoredCommit) {
    for (const [place, line] of json.entries()) {
      if (sequence === mark.sequence && place > mark.place) return;
      marked.add(positionOf(sequence, place), idOfLine(line, sequence, place));
    }
  }
  return {
    see(commit: StoredCommit) {
      if (commit.sequence !== previous + 1) firstMissing ??= previous + 1;
      if (!follows(commit)) breaks.push(damage('log/chain', { from: commit.sequence, run: commit.run }));
      previous = commit.sequence;
      commits++;
      facts += commit.json.length;
      if (mark && commit.sequence <= mark.sequence) noteUpTo(mark, commit);
    },
    /** What is wrong with the log so far, less what was accepted. */
    async damages(log: Pick<Log, 'state'>): Promise<Damage[]> {
      const state = await log.state();
      // A hole at the very end is behind the last commit that can be read.
      const gap = gapIn(state, firstMissing ?? (state.count === commits ? previous + 1 : undefined));
      return [...(gap ? [gap] : []), ...breaks].filter((found) => !accepted.has(damageKey(found)));
    },
    commits: () => commits,
    counts: () => ({ commits, facts, marked: marked.digest() }),
  };
}

/** Reads the whole log once: whether nothing is missing, each commit follows the one before it, and the rows say the same. */
export async function audit({ log, end, rows, accepted, mark, signal, onProgress }: Audited): Promise<AuditReport> {
  const auditor = commitAuditor(accepted, mark);
  const recorded = workDigestOfFacts();
  for await (const commit of log.between(0, end)) {
    signal.throwIfAborted();
    auditor.see(commit);
    if (rows) for (const entry of workIn(commit, rows.reached)) recorded.add(entry);
    if (auditor.commits() % breatheEveryCommits === 0) {
      onProgress?.(commit.sequence);
      await breathe();
    }
  }
  const damages = await auditor.damages(log);
  if (rows) damages.push(...(await rowsAgainst(log, recorded.digest, rows)));
  return { damages, ...auditor.counts() };
}

/** The work that a commit records, as far as the projection that shows it has come. */
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
    // A fact that nobody here can read is a dead letter, and in no row.
    return undefined;
  }
}

async function rowsAgainst(log: Log, recorded: WorkDigest, rows: AuditedRows): Promise<Damage[]> {
  const differing = recorded.differing(workDigestOfRows(workInRows(rows.db)));
  const damages: Damage[] = [];
  for (const run of differing) damages.push(await differenceOf(log, run, rows));
  return damages;
}

/** How the rows of a run differ from its facts, looked at one by one. */
async function differenceOf(log: Log, run: string, { db, reached }: AuditedRows): Promise<Damage> {
  const positions = new Map<string, number>();
  const settled = new Map<unknown, string>();
  for await (const commit of log.read(run)) {
    for (const entry of workIn(commit, reached)) {
      const key = entryHash(entry).toString('hex');
      if (entry.kind === 'adjudication') {
        positions.delete(settled.get(entry.values[0]) ?? '');
        settled.set(entry.values[0], key);
      }
      positions.set(key, commit.sequence);
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
