import type { Log } from '../../../events/log.ts';
import { isDamage } from '../../../projections/store/database.ts';
import { commitAuditor, type Mark } from '../../../runtime/integrity/audit.ts';
import { Damaged } from '../../../runtime/integrity/damage.ts';
import { keepDatabase } from '../../data-folder/kept.ts';
import { compareOutdated } from './auditing.ts';
import { catchUp } from './catch-up.ts';
import { makeCurrent, newFile, removeFile } from './files.ts';
import type { Marked } from './marked.ts';
import type { Told } from './messages.ts';
import { messageOf, sayProgress } from './progress.ts';
import { openStore, type Store, settle } from './store.ts';

type Building = {
  log: Log;
  folder: string;
  keptFolder: string;
  tell: (told: Told) => void;
  /** The keys of damages that somebody knows of. */
  known: ReadonlySet<string>;
  mark?: Mark;
  signal: AbortSignal;
  /** Why rows are made again, and the file of those before. */
  reason?: unknown;
  spoilt?: string;
};

/** Makes all rows from the log and audits it on the way; throws `Damaged`, and leaves no file, if something is missing there. */
export async function buildRows({ log, folder, keptFolder, tell, known, mark, signal, reason, spoilt }: Building) {
  if (reason)
    tell({ said: `The read model is made again from the log, because ${messageOf(reason).replace(/\.$/, '')}.` });
  if (spoilt && !isDamage(reason)) await compareOutdated(spoilt, { log, known, signal });
  const store = openStore(newFile(folder), known.size > 0);
  const auditor = commitAuditor(known, mark);
  try {
    const target = await log.head();
    const onProgress = sayProgress('Reading the log into the read model', target, tell);
    await catchUp({ log, projector: store.projector, target, signal, see: auditor.see, onProgress });
    const damages = await auditor.damages(log);
    if (damages.length) throw new Damaged(damages);
    settle(store);
  } catch (error) {
    store.db.$client.close();
    removeFile(store.file);
    throw error;
  }
  // Until now others could still look at them, and the new file could not be taken for the old one by its name.
  if (spoilt && isDamage(reason)) tell({ said: `The damaged rows are kept as ${keepDatabase(spoilt, keptFolder)}.` });
  makeCurrent(folder, store.file);
  const marked: Marked = { marked: auditor.counts().marked, end: store.projector.sequence };
  return { store: store satisfies Store, marked };
}
