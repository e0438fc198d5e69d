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
  /** Begins an archive; all checks come before its first byte. `id` is the key for `progress`. */
  begin(request: ArchiveRequest, id?: string): Promise<AsyncIterable<Buffer>>;
  progress(id: string): ArchiveProgress;
};

/** How many archives have their progress kept. */
const maxRemembered = 20;
/** How long the reader of an archive may pause. */
const stallTimeoutMs = 600_000;

/** Opens the writing of archives. */
export function openArchives(settings: Settings): Archives {
  const { log, runtime } = settings;
  const progresses = new Map<string, ArchiveProgress>();
  let isUnderWay = false;

  function track(id: string): ArchiveProgress {
    const progress: ArchiveProgress = { id, step: 'Preparing', done: 0, total: 0 };
    progresses.set(id, progress);
    for (const oldest of progresses.keys()) {
      if (progresses.size <= maxRemembered) break;
      progresses.delete(oldest);
    }
    return progress;
  }

  async function* written(request: ArchiveRequest, progress: ArchiveProgress | undefined): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let manifest: ArchiveManifest | undefined;
    try {
      const chosen = await chooseRuns({ runtime, log }, request);
      // Later commits are left out.
      const position = await log.head();
      const bytes = writeArchive(
        settings,
        { ...chosen, position, identities: request.identities },
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
      // A download that has begun cannot report an error any more.
      if (progress && error instanceof Refusal) progress.problem = { code: error.code, message: error.message };
      throw error;
    } finally {
      isUnderWay = false;
    }
  }

  return {
    async begin(request, id) {
      if (isUnderWay) throw refuse('archive/too-many');
      isUnderWay = true;
      const bytes = written(request, id === undefined ? undefined : track(id));
      // Until the first byte it may still be refused.
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
 * Passes on the bytes, beginning with `first`. It ends an archive whose reader stalls, since only one is made at a time. It is
 * not a generator: a generator that never began would not end `bytes` when its reader leaves.
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
