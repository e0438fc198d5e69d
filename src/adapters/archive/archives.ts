import { createHash } from 'node:crypto';
import { Refusal } from '../../actors/refusal.ts';
import type { ArchiveManifest, ArchiveProgress, ArchiveWish } from '../../api/archives.ts';
import type { Log } from '../../events/log.ts';
import { chooseRuns } from '../../runtime/archive/choose-runs.ts';
import type { Files } from '../../runtime/ports/files.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { refuse } from './refusals.ts';
import { writeArchive } from './write-archive.ts';

type Settings = {
  log: Log;
  files: Pick<Files, 'get'>;
  runtime: Pick<Runtime, 'runs' | 'run' | 'quarantined' | 'workspace'>;
  pageFolderOf: (run: string) => string;
  now: () => number;
};

/** Makes archives, one at a time. */
export type Archives = {
  /** Begins one; what can be refused is refused before its first byte. `id` is one by which to ask how far it is. */
  begin(wish: ArchiveWish, id?: string): Promise<AsyncIterable<Buffer>>;
  progress(id: string): ArchiveProgress;
};

const mostRemembered = 20;
/** How long to wait for someone to take the next bytes, in ms. */
const stallMs = 600_000;

/** Opens the writing of archives of a house. */
export function openArchives(settings: Settings): Archives {
  const { log, runtime } = settings;
  const progresses = new Map<string, ArchiveProgress>();
  let isUnderWay = false;

  function track(id: string): ArchiveProgress {
    const progress: ArchiveProgress = { id, step: 'Beginning', done: 0, total: 0 };
    progresses.set(id, progress);
    for (const oldest of progresses.keys()) {
      if (progresses.size <= mostRemembered) break;
      progresses.delete(oldest);
    }
    return progress;
  }

  async function* written(wish: ArchiveWish, progress: ArchiveProgress | undefined): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let manifest: ArchiveManifest | undefined;
    try {
      const chosen = await chooseRuns({ runtime, log }, wish);
      // The moment of which it tells; what comes later is left out, wherever it is.
      const position = await log.head();
      const bytes = writeArchive(
        settings,
        { ...chosen, position, identities: wish.identities },
        {
          report: (step, done, total) => progress && Object.assign(progress, { step, done, total }),
          onMade: (made) => {
            manifest = made;
          },
        },
      );
      for await (const chunk of bytes) {
        hash.update(chunk);
        yield chunk;
      }
      if (progress && manifest) progress.made = { manifest, sha256: hash.digest('hex') };
    } catch (error) {
      // What breaks off in its middle has no other way to say why.
      if (progress && error instanceof Refusal) progress.problem = { code: error.code, message: error.message };
      throw error;
    } finally {
      isUnderWay = false;
    }
  }

  return {
    async begin(wish, id) {
      if (isUnderWay) throw refuse('archive/too-many');
      isUnderWay = true;
      const bytes = written(wish, id === undefined ? undefined : track(id));
      // Up to its first byte it may still be refused.
      const rest = whileTaken(bytes, await bytes.next());
      return { [Symbol.asyncIterator]: () => rest };
    },
    progress(id) {
      const found = progresses.get(id);
      if (!found) throw refuse('archive/unknown-id', { id });
      return found;
    },
  };
}

/**
 * Passes on what is made, beginning with what is there already. It ends what nobody takes any further, since others wait for their
 * turn; and it is no generator, since one that nobody began would not end the other when its reader leaves.
 */
function whileTaken(bytes: AsyncGenerator<Buffer>, first: IteratorResult<Buffer>): AsyncIterator<Buffer> {
  const begun = [first];
  let stalled: Refusal | undefined;
  let isLeft = false;
  let patience: NodeJS.Timeout | undefined;
  const wait = () => {
    patience = setTimeout(() => {
      stalled = refuse('archive/stalled');
      void bytes.throw(stalled).catch(() => undefined);
    }, stallMs).unref();
  };
  wait();
  return {
    async next() {
      if (stalled) throw stalled;
      // However long it takes to make, it is waited for.
      clearTimeout(patience);
      const made = begun.shift() ?? (await bytes.next());
      if (!made.done && !isLeft) wait();
      return made;
    },
    return() {
      isLeft = true;
      clearTimeout(patience);
      return bytes.return(undefined);
    },
  };
}
