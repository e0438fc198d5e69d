import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../adapters/data-folder/data-folder.ts';
import { bodiesOf, type Found, linesIn, published } from '../adapters/integrity/published.ts';
import { currentFile } from '../adapters/threads/read-model/files.ts';
import { Recovered } from '../api/recovery.ts';
import { type Log, WORKSPACE } from '../events/log.ts';
import { namedWork, type WorkKind, workInFormerRows, workKinds } from '../projections/integrity/recorded-work.ts';
import { type Database, isOutage, openToRead } from '../projections/store/database.ts';
import { workIn } from '../runtime/integrity/audit.ts';
import { finalAnswerKeys } from '../runtime/recovery/final-answers.ts';
import { keyOf, keysIn, recoveredKey } from '../runtime/recovery/keys.ts';
import { lostComments } from '../runtime/recovery/lost-comments.ts';
import { lostPayments } from '../runtime/recovery/lost-payments.ts';
import { lastReviews } from '../runtime/recovery/lost-reviews.ts';
import { readableRuns, runsIn } from '../runtime/recovery/lost-runs.ts';
import { type StoredSettings, withLog } from './with-log.ts';

type Step = { step: string; done?: number; total?: number };

type Settings = StoredSettings & {
  report: (step: Step) => void;
  /** Takes each piece of lost work, in the order it was found. */
  write: (found: Recovered) => Promise<void>;
};

/** How many pieces of lost work were found, by kind. */
export type RecoveredCounts = Partial<Record<Recovered['kind'], number>>;

/** What was found, and a sentence for each file that could not be read completely. */
type RecoveredFrom = { counts: RecoveredCounts; unreadable: string[] };

/**
 * Finds answers, reviews, payments, bonuses and comments that the log does not have: in the rows, in what was kept when a loss was accepted, and
 * in the facts on NATS. Of runs that can no longer be read from the log, it also takes what the log still has. Changes nothing.
 */
export const recoverLost = (settings: Settings): Promise<RecoveredFrom> =>
  withLog(settings, async ({ folder, log, facts }) => {
    const { report, write, signal } = settings;
    const readable = await readableRuns(log);
    const { known, comments, payments, finalAnswers, ofBroken } = await readLog(log, readable, settings);
    const found = { known, finalAnswers, counts: {}, unreadable: [], write, signal };
    const files = rowsFiles(folder);
    for (const file of files) {
      report({ step: `Looking for runs in ${file}` });
      await fromRows(file, found, 'run', (db) => takeRuns(runsIn(db, readable), found));
    }
    const later: Found[] = [];
    for (const kind of workKinds) {
      // Each kind builds on the one before.
      const ofKind = [...ofBroken, ...later].filter(({ entry }) => entry.kind === kind);
      const reviews = lastReviews<Found>();
      const collect = {
        review: reviews.add,
        comment: comments.add,
        payment: payments.add,
        settlement: payments.add,
      } as Partial<Record<WorkKind, Kind['take']>>;
      const take = collect[kind] ?? ((one: Found) => takeLost(one, found));
      await takeKind(kind, { ofKind, files, found, take, report });
      if (kind === 'answer') {
        report({ step: 'Comparing the facts on NATS' });
        const kept = keptFiles(folder.kept, /^facts\.jsonl$/).map(linesIn);
        for (const bodies of [...kept, bodiesOf(facts.from(1))]) later.push(...(await takePublished(bodies, found)));
      }
      const last = kind === 'comment' ? comments.all() : [...reviews.all(), ...payments.all(kind)];
      for (const one of last) await takeLost(one, found);
    }
    return { counts: found.counts, unreadable: found.unreadable };
  });

type Kind = {
  ofKind: readonly Found[];
  files: readonly string[];
  found: Taking;
  take: (one: Found) => Promise<void>;
  report: Settings['report'];
};

/** Takes all work of one kind, from the list and from the rows; a damaged page does not hide the others. */
async function takeKind(kind: WorkKind, { ofKind, files, found, take, report }: Kind): Promise<void> {
  for (const one of ofKind) await take(one);
  for (const file of files) {
    report({ step: `Comparing ${file}` });
    await fromRows(file, found, kind, async (db) => {
      for await (const one of rowsOf(db, file, kind)) await take(one);
    });
  }
}

/** Takes the answers among the published facts, and returns the other work that the log does not have. */
async function takePublished(bodies: AsyncIterable<string>, found: Taking): Promise<Found[]> {
  const later: Found[] = [];
  for await (const one of published(bodies)) {
    if (one.entry.kind === 'answer') await takeLost(one, found);
    else if (!found.known.has(keyOf(one.entry))) later.push(one);
  }
  return later;
}

/** The keys of all work in the log, and the work of runs that can no longer be read as a whole. */
async function readLog(log: Log, readable: ReadonlySet<string>, { report, signal }: Settings) {
  const known = new Set<string>();
  const comments = lostComments();
  const payments = lostPayments<Found>();
  const finalAnswers = finalAnswerKeys();
  const ofBroken: Found[] = [];
  const total = await log.head();
  for await (const commit of log.between(0, total)) {
    signal.throwIfAborted();
    report({ step: 'Reading the log', done: commit.sequence, total });
    const work = workIn(commit);
    if (commit.run === WORKSPACE || readable.has(commit.run)) {
      finalAnswers.inLog(work);
      for (const key of keysIn(commit, work, finalAnswers.keyOf)) known.add(key);
      for (const entry of work) {
        if (entry.kind === 'comment') comments.inLog(entry);
        payments.inLog(entry);
      }
    } else for (const entry of work) ofBroken.push({ entry, source: `the log at ${commit.sequence}` });
  }
  return { known, comments, payments, finalAnswers, ofBroken };
}

/** Reads a file of rows; if the file is damaged, adds a sentence to `unreadable`. */
async function fromRows(
  file: string,
  { unreadable }: Taking,
  what: string,
  work: (db: Database) => Promise<void>,
): Promise<void> {
  await withRows(file, work).catch((error) => {
    // Rows of before there was anything of this kind.
    if (/no such table/.test(error.message)) return;
    if (!isOutage(error) && !/no such column/.test(error.message)) throw error;
    unreadable.push(`Not every ${what} in ${file} could be read: ${error.message}.`);
  });
}

async function takeRuns(pieces: Iterable<Recovered>, { known, counts, write, signal }: Taking): Promise<void> {
  for (const piece of pieces) {
    signal.throwIfAborted();
    const key = `${piece.kind} ${piece.run} ${'index' in piece ? piece.index : ''}`;
    if (known.has(key)) continue;
    known.add(key);
    counts[piece.kind] = (counts[piece.kind] ?? 0) + 1;
    await write(piece);
  }
}

type Taking = { known: Set<string>; finalAnswers: ReturnType<typeof finalAnswerKeys> } & RecoveredFrom &
  Pick<Settings, 'write' | 'signal'>;

async function takeLost({ entry, source, extra }: Found, taking: Taking): Promise<void> {
  const { known, finalAnswers, counts, unreadable, write, signal } = taking;
  signal.throwIfAborted();
  const keys = [keyOf(entry), recoveredKey(entry), finalAnswers.keyOf(entry)].filter((key) => key !== undefined);
  if (keys.some((key) => known.has(key))) return;
  const piece = pieceOf({ entry, source, extra });
  if (!piece) {
    unreadable.push(`One ${entry.kind} in ${source} is damaged.`);
    return;
  }
  for (const key of keys) known.add(key);
  counts[entry.kind] = (counts[entry.kind] ?? 0) + 1;
  await write(piece);
}

/** Every file of rows, also outdated ones, the current one first. */
function rowsFiles({ readModel, kept }: DataFolder): string[] {
  const current = currentFile(readModel);
  const all = [readModel, kept].flatMap((folder) => keptFiles(folder, /^\d+\.db$/));
  return all.sort((one, other) => Number(other === current) - Number(one === current));
}

const jsonFields = new Set(['answer', 'files']);

/** A piece to write, with its JSON columns parsed; undefined if it is damaged. */
function pieceOf({ entry, source, extra = {} }: Found): Recovered | undefined {
  try {
    const pairs = Object.entries(namedWork(entry)).map(([field, value]) => [
      field,
      jsonFields.has(field) && typeof value === 'string' ? JSON.parse(value) : value,
    ]);
    const values = Object.fromEntries(pairs.filter(([, value]) => value !== null));
    return Recovered.safeParse({ kind: entry.kind, run: entry.run, source, ...values, ...extra }).data;
  } catch {
    return undefined;
  }
}

async function* rowsOf(db: Database, file: string, kind: WorkKind): AsyncGenerator<Found> {
  for (const entry of workInFormerRows(db, kind)) {
    const about = { answer: aboutAnswer, comment: aboutComment } as Partial<Record<WorkKind, typeof aboutAnswer>>;
    const extra = about[entry.kind]?.(db, namedWork(entry));
    yield { entry, source: `the rows in ${file.split('/').slice(-2).join('/')}`, extra };
  }
}

/** The item and the worker of an answer, and what its unit paid; empty if those rows are damaged. */
function aboutAnswer(db: Database, { unitId, agentId, workerId }: Record<string, unknown>): Record<string, unknown> {
  const assignmentId = String(unitId).slice(0, String(unitId).lastIndexOf('.'));
  const one = (query: string, ...keys: unknown[]) =>
    db.$client.prepare(query).get(...keys) as Record<string, string> | undefined;
  try {
    const item = one('select shared from assignments where assignment_id = ?', assignmentId);
    // Rows of before called the provider `crowd`.
    const row = one('select * from workers where worker_id = ?', workerId);
    const who = row && { provider: row.provider ?? row.crowd, worker: row.name };
    // Before the pay of an open run could change, rows had no such column.
    const unit = one('select * from units where unit_id = ? and agent_id = ?', unitId, agentId);
    const pay = unit && { payCents: unit.pay_cents ?? null };
    return { ...(item?.shared ? { item: JSON.parse(item.shared) } : {}), ...who, ...pay };
  } catch {
    return {};
  }
}

/** Whose answer a comment is on; empty if that row is damaged. */
function aboutComment(db: Database, { unitId }: Record<string, unknown>): Record<string, unknown> {
  try {
    const unit = db.$client.prepare('select agent_id from units where unit_id = ?').get(unitId);
    const { agent_id: agentId } = (unit ?? {}) as { agent_id?: string | null };
    return agentId ? { agentId } : {};
  } catch {
    return {};
  }
}

/** All files below `folder` whose name matches. */
function keptFiles(folder: string, name: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map(({ parentPath, name: file }) => join(parentPath, file));
}

async function withRows(file: string, work: (db: Database) => Promise<void>): Promise<void> {
  let db: Database | undefined;
  try {
    db = openToRead(file);
    await work(db);
  } finally {
    db?.$client.close();
  }
}
