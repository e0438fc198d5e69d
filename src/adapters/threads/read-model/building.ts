import { existsSync } from 'node:fs';
import type { Log } from '../../../events/log.ts';
import { isDamage } from '../../../projections/store/database.ts';
import { commitAuditor, type Mark } from '../../../runtime/integrity/audit.ts';
import { Damaged } from '../../../runtime/integrity/damage.ts';
import { keepDatabase } from '../../data-folder/kept.ts';
import { compareOutdated } from './auditing.ts';
import { catchUp } from './catch-up.ts';
import { makeCurrent, newFile, removeFile } from './files.ts';
import { messageOf, noticeProgress } from './progress.ts';
import type { EmitRows, Marked } from './protocol.ts';
import { openStore, type Store, settle } from './store.ts';

type Options = {
  log: Log;
  folder: string;
  keptFolder: string;
  emit: EmitRows;
  /** The keys of known damages. */
  known: ReadonlySet<string>;
  mark?: Mark;
  signal: AbortSignal;
  /** Why rows are rebuilt, and the file they replace. */
  reason?: unknown;
  replaced?: string;
};

/** Builds all rows from the log and audits it; throws `Damaged`, and leaves no file, if commits are missing. */
export async function buildRows({ log, folder, keptFolder, emit, known, mark, signal, reason, replaced }: Options) {
  if (reason)
    emit('notice', `The read model is being rebuilt from the log, because ${messageOf(reason).replace(/\.$/, '')}.`);
  if (replaced && !isDamage(reason)) await compareOutdated(replaced, { log, known, signal });
  const store = openStore(newFile(folder, replaced), known.size > 0);
  const auditor = commitAuditor(known, mark);
  try {
    const target = await log.head();
    const onProgress = noticeProgress('Reading the log into the read model', target, emit);
    await catchUp({ log, projector: store.projector, target, signal, see: auditor.observe, onProgress });
    const damages = await auditor.damages(log);
    if (damages.length) throw new Damaged(damages);
    settle(store);
  } catch (error) {
    store.db.$client.close();
    removeFile(store.file);
    throw error;
  }
  // Last, since other threads may still read the old file, and the new one must not have its name.
  if (replaced && isDamage(reason) && existsSync(replaced))
    emit('notice', `The damaged rows are kept in ${keepDatabase(replaced, keptFolder)}.`);
  makeCurrent(folder, store.file);
  const marked: Marked = { marked: auditor.counts().marked, end: store.projector.sequence };
  return { store: store satisfies Store, marked };
}
