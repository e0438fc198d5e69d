import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { z } from 'zod';
import { putBack, Recovered } from '../../api/recovery.ts';
import { utf8Text } from '../../runtime/utf8-text.ts';
import type { RecoveredCounts } from '../../startup/recover.ts';
import { type Context, examples } from '../connection/context.ts';
import { findDaemon } from '../connection/daemon.ts';
import { openOutputFile } from '../connection/output-file.ts';
import { withDaemon } from '../connection/visit.ts';
import { hint } from '../terminal/called-as.ts';
import { Interrupted, onInterrupt } from '../terminal/interrupt.ts';
import { openProgress } from '../terminal/progress.ts';
import { refuse } from '../terminal/refusals.ts';
import { counted, jsonText } from '../terminal/text.ts';

type Options = { out: string; back?: string; json?: boolean };
type PutBack = z.output<typeof putBack.reply>;

/** The largest batch sent at once; a larger piece is sent alone. */
const maxPieces = 500;
const maxBatchBytes = 512 * 1024;

/** `manyhands recover`: finds what the log has lost, and records it again with --back. */
export function addRecover(program: Command, context: Context): void {
  program
    .command('recover')
    .description('save answers, reviews, payments, bonuses and comments that the log has lost but the rows still have')
    .option('--out <file>', 'the file to write, one JSON object a line', 'recovered.jsonl')
    .option('--back <file>', 'record the contents of such a file again, as facts that name their source')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', examples('manyhands recover --out lost.jsonl', 'manyhands recover --back lost.jsonl'))
    .action(async (options: Options) =>
      options.back ? putBackFrom(options.back, options, context) : find(options, context),
    );
}

async function find({ out, json }: Options, context: Context): Promise<void> {
  const { terminal } = context;
  const settings = context.settings();
  if (await findDaemon(settings.dataFolder)) throw refuse('recovery/daemon-runs');
  const ended = new AbortController();
  const stopListening = onInterrupt(() => ended.abort(new Interrupted()));
  const progress = openProgress(terminal);
  const output = await openOutputFile(out, 0o600);
  try {
    // Loading the log takes a moment; other verbs do without it.
    const { recoverLost } = await import('../../startup/recover.ts');
    const { counts, unreadable } = await recoverLost({
      ...settings,
      signal: ended.signal,
      notify: (step) => progress.at({ step }),
      report: progress.at,
      write: (piece) => output.write(Buffer.from(`${JSON.stringify(piece)}\n`)),
    });
    progress.end();
    // If nothing is found, the file of an earlier search stays.
    await (Object.keys(counts).length ? output.keep() : output.discard());
    const lines = [...foundLines(counts, out), ...unreadable];
    for (const line of json ? [jsonText({ file: out, found: counts, unreadable })] : lines) await terminal.print(line);
    if (unreadable.length) context.exitCode = 1;
  } catch (error) {
    await output.discard();
    throw error;
  } finally {
    progress.end();
    stopListening();
  }
}

/** The lines about what was found. */
function foundLines(counts: RecoveredCounts, file: string): string[] {
  const { run = 0, item = 0, answer = 0, review = 0, bonus = 0, settlement = 0, adjudication = 0 } = counts;
  const { payment = 0, comment = 0 } = counts;
  const total = run + answer + review + payment + bonus + settlement + adjudication + comment;
  if (total === 0) return ['The rows and the facts on NATS hold nothing that the log has lost.'];
  const parts = [
    ...(run ? [`${counted(run, 'run')} with ${counted(item, 'item')}`] : []),
    counted(answer, 'answer'),
    counted(review, 'review'),
    ...(payment ? [counted(payment, 'payment')] : []),
    ...(bonus + settlement ? [`${bonus} bonuses and ${settlement} payments of bonuses`] : []),
    ...(adjudication ? [counted(adjudication, 'adjudication')] : []),
    ...(comment ? [counted(comment, 'comment')] : []),
  ];
  return [
    `Wrote ${parts.join(', ')} that the log has lost to ${file}.`,
    `Next: start with "${hint('start --accept-loss')}", then run "${hint('recover --back', file)}" in another terminal to record them again.`,
  ];
}

async function putBackFrom(file: string, { json }: Options, context: Context): Promise<void> {
  const found = piecesIn(file, await readText(file));
  const pieces = found.map(({ piece }) => piece);
  const progress = openProgress(context.terminal);
  const sum = { recorded: 0, known: 0, undone: 0, runs: [] as PutBack['runs'], refused: [] as PutBack['refused'] };
  const runs = new Map<string, string>();
  await withDaemon(context, async (client) => {
    let first = 0;
    for (const batch of batchesOf(pieces)) {
      progress.at({ step: 'Recording', done: first, total: pieces.length });
      const outcome = await client.call(putBack, { body: { pieces: batch } });
      sum.recorded += outcome.recorded;
      sum.known += outcome.known;
      sum.undone += outcome.undone;
      for (const { run, now } of outcome.runs) runs.set(run, now);
      sum.refused.push(...outcome.refused.map((one) => ({ ...one, nth: (found[one.nth + first]?.line ?? 1) - 1 })));
      first += batch.length;
    }
  }).finally(progress.end);
  sum.runs = [...runs].map(([run, now]) => ({ run, now }));
  for (const line of json ? [jsonText(sum)] : backLines(sum, file)) await context.terminal.print(line);
  if (sum.refused.length) context.exitCode = 1;
}

function* batchesOf(pieces: readonly Recovered[]): Generator<Recovered[]> {
  let batch: Recovered[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    const size = Buffer.byteLength(JSON.stringify(piece));
    if (batch.length && (batch.length === maxPieces || bytes + size > maxBatchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(piece);
    bytes += size;
  }
  if (batch.length) yield batch;
}

/** The outcome for a file's pieces, as lines. */
function backLines({ recorded, known, undone, runs, refused }: Omit<PutBack, 'sequence'>, file: string): string[] {
  return [
    `Recorded ${recorded} again; ${known} ${known === 1 ? 'was' : 'were'} already there.`,
    ...(undone
      ? [
          `${counted(undone, 'review')} had been undone, so ${undone === 1 ? 'its answer is' : 'their answers are'} to review.`,
        ]
      : []),
    ...runs.map(({ run, now }) => `${run} can no longer be read; what was left of it is now the paused run ${now}.`),
    ...refused.map(({ nth, message }) => `${file}, line ${nth + 1}: ${message}`),
  ];
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw refuse('data/bad-file', { file, reason: error.code === 'ENOENT' ? 'there is no such file' : error.message });
  });
  return utf8Text(bytes, file);
}

/** The pieces in a file's text, each with its line; refuses with `recovery/bad-file` at the first bad line. */
function piecesIn(file: string, text: string): { piece: Recovered; line: number }[] {
  return text.split('\n').flatMap((written, nth) => {
    if (written.trim() === '') return [];
    const line = nth + 1;
    return [{ piece: pieceIn(written, (reason) => refuse('recovery/bad-file', { file, line, reason })), line }];
  });
}

function pieceIn(line: string, refusal: (reason: string) => Error): Recovered {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw refusal('it is not JSON');
  }
  const { data, error } = Recovered.safeParse(value);
  if (!data) throw refusal(`${error.issues[0]?.path.join('.') || 'the piece'} has been changed`);
  return data;
}
