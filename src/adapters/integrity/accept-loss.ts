import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AnyNewFact } from '../../events/catalog.ts';
import type { Stamp } from '../../events/fact.ts';
import { type Log, WORKSPACE } from '../../events/log.ts';
import { WorkspaceLossAccepted } from '../../events/workspace.ts';
import type { Damage } from '../../runtime/integrity/damage.ts';
import type { PublishedFacts } from '../../runtime/integrity/published-facts.ts';
import { syncFolder } from '../data-folder/durable-file.ts';
import { keep, newKeptFolder } from '../data-folder/kept.ts';

type Accepting = {
  log: Log;
  damages: readonly Damage[];
  /** All files that know of lost work: they are moved, never deleted. */
  evidence: readonly string[];
  keptFolder: string;
  /** The facts on NATS; their stream is removed, so that it is rebuilt. */
  facts: Pick<PublishedFacts, 'from' | 'remove'>;
  stamp: (by: string) => Stamp;
  commitId: () => string;
};

/**
 * Accepts a loss: moves all evidence of it into a new folder, and records in the workspace what was known to be missing.
 * Returns the folder.
 */
export async function acceptLoss(accepting: Accepting): Promise<string> {
  const { log, damages, evidence, keptFolder, facts, stamp, commitId } = accepting;
  const folder = newKeptFolder(keptFolder);
  const from = Math.min(...damages.map((found) => found.from));
  const lines = async function* () {
    for await (const { body } of facts.from(from)) yield `${body}\n`;
  };
  await pipeline(Readable.from(lines()), createWriteStream(join(folder, 'facts.jsonl'), { mode: 0o600, flush: true }));
  await syncFolder(folder);
  const fact: AnyNewFact = WorkspaceLossAccepted({ damages: [...damages], kept: basename(folder) });
  const json = [JSON.stringify({ ...stamp('owner'), ...fact })];
  await log.append({ id: commitId(), run: WORKSPACE, json }, await lastOf(log));
  // Last, so that after a crash before this the evidence is in place, and the next start reports the loss again.
  for (const path of evidence) keep(path, folder);
  await facts.remove();
  return folder;
}

async function lastOf(log: Log): Promise<number> {
  let last = 0;
  for await (const { sequence } of log.read(WORKSPACE)) last = sequence;
  return last;
}
