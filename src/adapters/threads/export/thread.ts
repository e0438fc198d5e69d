import { createHash } from 'node:crypto';
import { on } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { type CommitDraft, storedCommit } from '../../../events/log.ts';
import { countRows, exportProjections, exportRows, runsOf } from '../../../projections/export/export-rows.ts';
import { formats } from '../../../projections/export/formats.ts';
import type { Moment } from '../../../projections/export/moment.ts';
import { assertWhole, momentOf } from '../../../projections/export/moment.ts';
import { type Database, openToRead, openToWrite } from '../../../projections/store/database.ts';
import { checkpoints } from '../../../projections/store/projection.ts';
import { openProjector, type Projector } from '../../../projections/store/projector.ts';
import { lowerPriority } from '../lower-priority.ts';
import { refuse } from '../refusals.ts';
import { failureOf } from '../thread-failure.ts';
import type { Job, Outcome, Said, Told } from './messages.ts';

// A thread for exports, one after another: whoever hands in an answer does not wait for whoever takes answers away.

const say = (said: Said, moved: ArrayBuffer[] = []) => parentPort?.postMessage(said, moved);
const inbox = on(parentPort as NonNullable<typeof parentPort>, 'message');
const told = async () => ((await inbox.next()).value as [Told])[0];

/** The size of what is handed over at once, in bytes, and how many such chunks may be on their way. */
const chunkBytes = 128 * 1024;
const mostChunks = 8;
/** How often to say how far it is, in ms. */
const rhythm = 200;

lowerPriority();
for (;;) {
  const next = await told();
  // The last export may have left words behind that its chunks were taken.
  if (typeof next === 'object' && 'begin' in next) await exportOne(next.begin);
}

async function exportOne(job: Job) {
  // A transaction that has read keeps seeing the rows of this moment, however long the export takes.
  let live: Database | undefined;
  let past: Database | undefined;
  try {
    live = openToRead(job.file);
    live.$client.exec('begin');
    const moment = momentOf(live, job.of);
    say({ opened: moment });
    past = await foldUntilWritten();
    const db = past ?? live;
    const runs = past ? runsOf(past, moment.of) : moment.runs;
    if (runs.length === 0) throw refuse('export/not-yet', { of: job.of });
    assertWhole(db, runs);
    const outcome = await write(db, runs, job);
    say({ ended: outcome });
  } catch (error) {
    const failure = failureOf(error);
    if ('failed' in failure) throw error;
    say(failure);
  } finally {
    past?.$client.close();
    live?.$client.close();
  }
}

/** Folds what comes into rows of its own, until it is told to write; without anything to fold there are none. */
async function foldUntilWritten(): Promise<Database | undefined> {
  let db: Database | undefined;
  let projector: Projector | undefined;
  for (let next = await told(); next !== 'write'; next = await told()) {
    if (typeof next !== 'object' || !('fold' in next)) continue;
    db ??= openOwn();
    projector ??= openProjector(db, exportProjections);
    fold(projector, next.fold);
    say('folded');
  }
  return db;
}

/** Rows of its own, in a file without a name: in memory as long as it is small, gone when it is closed. */
function openOwn(): Database {
  const db = openToWrite('', [checkpoints, ...exportProjections.flatMap(({ tables }) => tables)]);
  // Nobody needs them after a crash.
  db.$client.pragma('journal_mode = memory');
  db.$client.pragma('synchronous = off');
  return db;
}

/** Runs come one after another, and a projector wants rising sequences: only the order within a run matters to its rows. */
function fold(projector: Projector, drafts: readonly CommitDraft[]) {
  projector.project(drafts.map((draft, nth) => storedCommit(draft, projector.sequence + nth + 1)));
}

async function write(db: Database, runs: Moment['runs'], { format, identities }: Job): Promise<Outcome> {
  const total = countRows(db, runs);
  const hash = createHash('sha256');
  const outcome = { rows: 0, bytes: 0 };
  let pending: Uint8Array[] = [];
  let size = 0;
  let underWay = 0;
  let lastSaid = 0;

  function* rows(step: string) {
    let done = 0;
    for (const row of exportRows(db, { runs, identities })) {
      yield row;
      done++;
      if (performance.now() - lastSaid < rhythm) continue;
      lastSaid = performance.now();
      say({ at: { step, done, total } });
    }
    say({ at: { step, done, total } });
  }
  async function flush() {
    const chunk = new Uint8Array(size);
    let at = 0;
    for (const part of pending) {
      chunk.set(part, at);
      at += part.length;
    }
    hash.update(chunk);
    outcome.bytes += size;
    pending = [];
    size = 0;
    say({ chunk }, [chunk.buffer]);
    if (++underWay < mostChunks) return;
    await told();
    underWay--;
  }

  const encoder = new TextEncoder();
  for (const { content, rows: ended } of formats[format].write({ rows, identities })) {
    const part = typeof content === 'string' ? encoder.encode(content) : content;
    pending.push(part);
    size += part.length;
    outcome.rows += ended;
    if (size >= chunkBytes) await flush();
  }
  if (size > 0) await flush();
  return { ...outcome, sha256: hash.digest('hex') };
}
