import { createHash } from 'node:crypto';
import { Refusal } from '../../actors/refusal.ts';
import type { ArchiveManifest, ArchiveProgress, ArchiveRequest } from '../../api/archives.ts';
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
  begin(wish: ArchiveRequest, id?: string): Promise<AsyncIterable<Buffer>>;
  progress(id: string): ArchiveProgress;
};

/** Finished archives whose progress is still known. */
const maxRemembered = 20;
/** How long the reader of an archive may pause, in ms. */
const stallTimeoutMs = 600_000;

/** Opens the writing of archives. */
export function openArchives(settings: Settings): Archives {
  const { log, runtime } = settings;
  const progresses = new Map<string, ArchiveProgress>();
  let isUnderWay = false;

  function track(id: string): ArchiveProgress {
    const progress: ArchiveProgress = { id, step: 'Beginning', done: 0, total: 0 };
    progresses.set(id, progress);
    for (const oldest of progresses.keys()) {
      if (progresses.size <= maxRemembered) break;
      progresses.delete(oldest);
    }
    return progress;
  }

  async function* written(wish: ArchiveRequest, progress: ArchiveProgress | undefined): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let manifest: ArchiveManifest | undefined;
    try {
      const chosen = await chooseRuns({ runtime, log }, wish);
      // What comes after this moment is left out, wherever it is.
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
 * Passes on the bytes, beginning with those that are there. It ends an archive that is not read any further, since only one is made
 * at a time. It is no generator: one that was never begun would not end the other when its reader leaves.
 */
function whileTaken(bytes: AsyncGenerator<Buffer>, first: IteratorResult<Buffer>): AsyncIterator<Buffer> {
  const begun = [first];
  let stalled: Refusal | undefined;
  let isLeft = false;
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    timer = setTimeout(() => {
      stalled = refuse('archive/stalled');
      void bytes.throw(stalled).catch(() => undefined);
    }, stallTimeoutMs).unref();
  };
  wait();
  return {
    async next() {
      if (stalled) throw stalled;
      // Only the reader has a timeout, not the making of the next bytes.
      clearTimeout(timer);
      const made = begun.shift() ?? (await bytes.next());
      if (!made.done && !isLeft) wait();
      return made;
    },
    return() {
      isLeft = true;
      clearTimeout(timer);
      return bytes.return(undefined);
    },
  };
}
