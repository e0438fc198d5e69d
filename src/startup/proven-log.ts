import type { DataFolder } from '../adapters/data-folder/data-folder.ts';
import { acceptLoss } from '../adapters/integrity/accept-loss.ts';
import { recordedHead } from '../adapters/integrity/head-record.ts';
import { publishedFacts } from '../adapters/nats/log/facts-stream.ts';
import { connectTo, type Nats } from '../adapters/nats/nats.ts';
import { currentFile } from '../adapters/threads/read-model/files.ts';
import { openReadModel } from '../adapters/threads/read-model/read-model.ts';
import { witnessesIn } from '../adapters/threads/read-model/store.ts';
import type { Log } from '../events/log.ts';
import { randomLetters, stamper } from '../runtime/ids.ts';
import { acceptedDamages, damagesAtStart } from '../runtime/integrity/at-start.ts';
import { type Damage, Damaged } from '../runtime/integrity/damage.ts';
import type { Witness } from '../runtime/integrity/heads.ts';
import type { PublishedFacts } from '../runtime/integrity/published-facts.ts';
import type { ReadModel } from '../runtime/ports/read-model.ts';
import { openRuntime, type Runtime } from '../runtime/runtime.ts';
import type { RuntimeSettings } from '../runtime/settings.ts';

type Settings = {
  log: Log;
  folder: DataFolder;
  nats: Pick<Nats, 'logUrl' | 'factsUrl' | 'copy'>;
  runtime: Omit<RuntimeSettings, 'log' | 'notify' | 'proven' | 'signal' | 'pageFolderOf'>;
  /** Whether to start although part of the log is missing. */
  acceptLoss: boolean;
  onDamaged: (damages: readonly Damage[]) => void;
  notify: (sentence: string) => void;
  signal?: AbortSignal;
};

/**
 * The rows and runs of a log that is complete, or whose loss was accepted. Else nothing is open: `damages` is what is missing,
 * and `notes` what was moved to `kept/`.
 */
type Proven =
  | { readModel: ReadModel; runtime: Runtime; hasLoss: boolean }
  | { damages: readonly Damage[]; notes: string[] };

/**
 * Opens rows and runs in parallel, once the log has proved to be complete: first against its witnesses, then by reading it.
 * No run acts, and nothing is overwritten, before that.
 */
export async function openProven(settings: Settings): Promise<Proven> {
  const { log, folder, nats, acceptLoss: mayLose, notify, signal } = settings;
  const notes: string[] = [];
  const note = (sentence: string | undefined) => {
    if (sentence === undefined) return;
    notes.push(sentence);
    notify(sentence);
  };
  const connection = await connectTo(nats.factsUrl, 'facts');
  try {
    const facts = await publishedFacts(connection);
    const accepted = await acceptedDamages(log);
    const found = await damagesAtStart({ log, facts, witnesses: await rememberedIn(folder, log), accepted });
    for (let damages: readonly Damage[] = found; ; ) {
      if (damages.length === 0) {
        const opened = await openBoth(settings, [...accepted]).catch(damagesOf);
        if (!('damages' in opened)) {
          note(await nats.copy.drop(folder.kept));
          return { ...opened, hasLoss: accepted.size > 0 };
        }
        damages = opened.damages;
      }
      note(await nats.copy.keep(folder.kept));
      if (!mayLose || damages.every(({ sentence }) => accepted.has(sentence))) return { damages, notes };
      signal?.throwIfAborted();
      await recordLoss(damages, settings, facts);
      for (const { sentence } of damages) accepted.add(sentence);
      for (const key of await acceptedDamages(log)) accepted.add(key);
      notify(
        `The loss is accepted. The evidence of what is missing is in ${folder.kept}: "./bin/manyhands recover" reads it, and "./bin/manyhands recover --back" records it again.`,
      );
      damages = [];
    }
  } finally {
    await connection.close();
  }
}

/** The last commits that the rows and the record of the log's end know of. */
export async function rememberedIn({ readModel, head }: DataFolder, log: Pick<Log, 'head'>): Promise<Witness[]> {
  const rows = currentFile(readModel);
  const record = recordedHead(head);
  const phrase = "the record of the log's end knows";
  const remembered = rows ? witnessesIn(rows) : [];
  if (record !== 'unreadable') return record ? [...remembered, { ...record, phrase }] : remembered;
  // The record is first written after the first commit: if it is damaged and the log is empty, the log was lost.
  return (await log.head()) === 0 ? [...remembered, { sequence: 1, commitId: '', phrase }] : remembered;
}

async function recordLoss(damages: readonly Damage[], { log, folder }: Settings, facts: PublishedFacts) {
  const { kept: keptFolder, readModel, head } = folder;
  const stamp = stamper(Date.now);
  const evidence = [readModel, head];
  await acceptLoss({ log, damages, evidence, keptFolder, facts, stamp, commitId: () => randomLetters(16) });
}

async function openBoth(settings: Settings, accepted: string[]): Promise<{ readModel: ReadModel; runtime: Runtime }> {
  const { log, folder, nats, runtime, onDamaged, notify, signal } = settings;
  const { readModel: rows, kept: keptFolder } = folder;
  const { logUrl, factsUrl } = nats;
  let isOpen = false;
  const readModel = openReadModel({
    folder: rows,
    keptFolder,
    logUrl,
    factsUrl,
    accepted,
    onNotice: notify,
    signal,
    // Damage found during the opening is thrown, and may still be accepted.
    onDamaged: (damages) => isOpen && onDamaged(damages),
  });
  const opened = openRuntime({ ...runtime, log, notify, proven: readModel, signal });
  const [rowsOpened, runsOpened] = await Promise.allSettled([readModel, opened]);
  if (rowsOpened.status === 'fulfilled' && runsOpened.status === 'fulfilled') {
    isOpen = true;
    return { readModel: rowsOpened.value, runtime: runsOpened.value };
  }
  if (rowsOpened.status === 'fulfilled') await rowsOpened.value.close();
  throw rowsOpened.status === 'rejected' ? rowsOpened.reason : (runsOpened as PromiseRejectedResult).reason;
}

function damagesOf(error: unknown): { damages: readonly Damage[] } {
  if (error instanceof Damaged) return { damages: error.damages };
  throw error;
}
