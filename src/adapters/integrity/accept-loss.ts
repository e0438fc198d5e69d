import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AnyNewFact } from '../../events/catalog.ts';
import type { Stamp } from '../../events/fact.ts';
import { ABOVE_RUNS, type Log } from '../../events/log.ts';
import { WorkspaceLossAccepted } from '../../events/workspace.ts';
import type { Damage } from '../../runtime/integrity/damage.ts';
import type { PublishedFacts } from '../../runtime/integrity/published-facts.ts';
import { syncFolder } from '../data-folder/durable-file.ts';
import { keep, newKeptFolder } from '../data-folder/kept.ts';

type Accepting = {
  log: Log;
  damages: readonly Damage[];
  /** Everything that remembers what is lost: it is moved, never deleted. */
  remembering: readonly string[];
  keptFolder: string;
  /** The facts on NATS; the stream is taken away, so that it is made anew. */
  facts: Pick<PublishedFacts, 'from' | 'remove'>;
  stamp: (by: string) => Stamp;
  commitId: () => string;
};

/**
 * Accepts a loss: moves all that remembers it into a folder of its own, and records above the runs what was known to be
 * wrong. Returns the folder.
 */
export async function acceptLoss(accepting: Accepting): Promise<string> {
  const { log, damages, remembering, keptFolder, facts, stamp, commitId } = accepting;
  const folder = newKeptFolder(keptFolder);
  const from = Math.min(...damages.map((found) => found.from));
  const lines = async function* () {
    for await (const { body } of facts.from(from)) yield `${body}\n`;
  };
  await pipeline(Readable.from(lines()), createWriteStream(join(folder, 'facts.jsonl'), { mode: 0o600, flush: true }));
  await syncFolder(folder);
  const fact: AnyNewFact = WorkspaceLossAccepted({ damages: [...damages], kept: basename(folder) });
  const json = [JSON.stringify({ ...stamp('owner'), ...fact })];
  await log.append({ id: commitId(), run: ABOVE_RUNS, json }, await lastOf(log));
  // Only now: after a crash before this, all that remembers the loss is where it was, and the next start asks again.
  for (const path of remembering) keep(path, folder);
  await facts.remove();
  return folder;
}

async function lastOf(log: Log): Promise<number> {
  let last = 0;
  for await (const { sequence } of log.read(ABOVE_RUNS)) last = sequence;
  return last;
}
