import { createHash } from 'node:crypto';
import { namesOf } from '../../../api/exports.ts';
import { type CommitDraft, storedCommit } from '../../../events/log.ts';
import { type Choice, hasMark, methodOf } from '../../../projections/export/choice.ts';
import { answerProjections, exportProjections } from '../../../projections/export/export-projections.ts';
import { exportRows } from '../../../projections/export/export-rows.ts';
import { countRows, runsOf } from '../../../projections/export/export-scope.ts';
import type { Format, Piece } from '../../../projections/export/format.ts';
import { formats, isReport, reports } from '../../../projections/export/formats.ts';
import { countItems, openItems } from '../../../projections/export/item-rows.ts';
import type { Snapshot } from '../../../projections/export/snapshot.ts';
import { assertComplete, snapshotOf } from '../../../projections/export/snapshot.ts';
import { reportOf } from '../../../projections/report/report-of.ts';
import { type Database, openToRead, openToWrite } from '../../../projections/store/database.ts';
import { checkpoints } from '../../../projections/store/projection.ts';
import { openProjector, type Projector } from '../../../projections/store/projector.ts';
import type { Chunk } from '../../request-reply/messages.ts';
import type { Context } from '../../request-reply/responses.ts';
import { lowerPriority, openInThread } from '../in-thread.ts';
import { refuse } from '../refusals.ts';
import type { ExportProtocol, Made, Outcome, Step } from './protocol.ts';

// A thread that writes exports, one after another, so that workers' requests do not wait for them.

/** The rows of one export: a snapshot of the file, or separate rows folded from the log. */
type Rows = { live: Database; moment: Snapshot; past?: { db: Database; projector: Projector } };

/** The size of a chunk. */
const chunkBytes = 128 * 1024;
const progressIntervalMs = 200;

let rows: Rows | undefined;

lowerPriority();
openInThread<ExportProtocol>().handle({
  open({ file, of }) {
    closeRows();
    const live = openToRead(file);
    try {
      // The transaction keeps its snapshot, however long the export takes.
      live.$client.exec('begin');
      rows = { live, moment: snapshotOf(live, of) };
      return rows.moment;
    } catch (error) {
      live.$client.close();
      throw error;
    }
  },
  fold({ commits, isLossy }) {
    const opened = openedRows();
    opened.past ??= openPast(isLossy);
    fold(opened.past.projector, commits);
  },
  async write(params, context) {
    try {
      return await writeRows(openedRows(), params, context);
    } finally {
      closeRows();
    }
  },
});

function openedRows(): Rows {
  if (!rows) throw new Error('An export needs its rows to be opened first.');
  return rows;
}

function closeRows() {
  rows?.past?.db.$client.close();
  rows?.live.$client.close();
  rows = undefined;
}

/** Opens separate rows in SQLite's temporary database: in memory while it is small, deleted when it is closed. */
function openPast(isLossy: boolean) {
  const db = openToWrite('', [checkpoints, ...exportProjections.flatMap(({ tables }) => tables)]);
  // They are not needed after a crash.
  db.$client.pragma('journal_mode = memory');
  db.$client.pragma('synchronous = off');
  return { db, projector: openProjector(db, exportProjections, { isLossy }) };
}

/** Folds drafts with rising sequences, as the projector requires; for the rows only the order within a run matters. */
function fold(projector: Projector, drafts: readonly CommitDraft[]) {
  projector.project(drafts.map((draft, nth) => storedCommit(draft, projector.sequence + nth + 1)));
}

async function writeRows(
  { live, moment, past }: Rows,
  choice: Choice & Made,
  { progress, send }: Context<Step>,
): Promise<Outcome> {
  const db = past?.db ?? live;
  const runs = past ? runsOf(db, moment.of) : moment.runs;
  if (runs.length === 0) throw refuse('export/not-yet', { of: namesOf(moment).join(', ') });
  assertComplete(db, runs, isReport(choice.format) ? exportProjections : answerProjections);
  const isByItem = choice.by === 'item';
  const total = isByItem ? countItems(db, runs) : countRows(db, runs, choice);
  const hash = createHash('sha256');
  const outcome = { rows: 0, bytes: 0 };
  let reportedMs = 0;

  function* reported<Row>(rows: Iterable<Row>, step: string) {
    let done = 0;
    for (const row of rows) {
      yield row;
      done++;
      if (performance.now() - reportedMs < progressIntervalMs) continue;
      reportedMs = performance.now();
      progress({ step, done, total });
    }
    progress({ step, done, total });
  }

  const chunks = openChunks(async (chunk) => {
    hash.update(chunk);
    outcome.bytes += chunk.length;
    await send(chunk);
  });
  const encoder = new TextEncoder();
  for (const { content, rows: ended } of piecesOf(db, { ...choice, runs }, reported)) {
    outcome.rows += ended;
    await chunks.add(typeof content === 'string' ? encoder.encode(content) : content);
  }
  await chunks.flush();
  return { ...outcome, sha256: hash.digest('hex') };
}

type Reported = <Row>(rows: Iterable<Row>, step: string) => Iterable<Row>;

/** The parts of the file, in its format. */
function piecesOf(db: Database, choice: Choice & Made & { runs: string[] }, reported: Reported): Iterable<Piece> {
  const { format, identities, columns, by } = choice;
  const method = methodOf(choice);
  if (isReport(format)) {
    const { document, answers } = reportOf(db, { ...choice, method });
    return [{ content: reports[format].write(document), rows: answers }];
  }
  const how = { identities, columns, hasMark: hasMark(choice) };
  const written = formats[format] as Format;
  if (by !== 'item') return written.write({ ...how, rows: (step) => reported(exportRows(db, choice), step) });
  const open = openItems(db, { ...choice, method });
  return written.writeItems?.({ ...how, rows: (step) => reported(open(), step) }) ?? [];
}

/** Gathers parts and sends them as chunks. */
function openChunks(send: (chunk: Chunk) => Promise<void>) {
  let parts: Uint8Array[] = [];
  let size = 0;

  async function flush() {
    if (size === 0) return;
    const chunk = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      chunk.set(part, at);
      at += part.length;
    }
    parts = [];
    size = 0;
    await send(chunk);
  }

  return {
    add(part: Uint8Array): Promise<void> | undefined {
      parts.push(part);
      size += part.length;
      return size >= chunkBytes ? flush() : undefined;
    },
    flush,
  };
}
