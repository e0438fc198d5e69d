import type { ExportProgress, Manifest } from '../../../api/exports.ts';
import type { Log } from '../../../events/log.ts';
import type { FormatName } from '../../../projections/export/formats.ts';
import type { Moment } from '../../../projections/export/moment.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { toRefusal } from '../../../runtime/refusals/to-refusal.ts';
import { refuse } from '../refusals.ts';
import { codeVersion } from './code-version.ts';
import type { Outcome, Said, Step } from './messages.ts';
import { commitsUpTo, hasGoneOn } from './past.ts';
import { openThreads, type Session } from './session.ts';

/** What is wanted; `at` is a position of the log, without it the present, and `after` one that has to be in it. */
export type Wanted = {
  of: string;
  format: FormatName;
  identities: boolean;
  at?: number;
  after?: number;
  /** Under which to tell how far it is. */
  id?: string;
};

/** An export that has begun; what could be refused has been. */
export type Export = Pick<Moment, 'of' | 'runs' | 'sequence'> & {
  bytes: AsyncIterable<Buffer>;
  /** Ends it, if it has not ended. */
  close(): void;
};

export type Exports = {
  begin(wanted: Wanted): Promise<Export>;
  /** The manifest of an export; it is made to know it, unless it was made lately. */
  manifest(wanted: Wanted): Promise<Manifest>;
  /** Whether an export has begun under this id, lately. */
  knows(id: string): boolean;
  progress(id: string): ExportProgress;
  close(): void;
};

type Settings = { log: Log; readModel: Pick<ReadModel, 'db' | 'reached'> };

/** How long to wait for the rows to be where the log is, and for someone to take the next chunk, in ms. */
const patienceMs = 30_000;
const stallMs = 600_000;
/** More exports at once would only slow each other. */
const mostAtOnce = 4;
const mostRemembered = 100;

/** Writes exports in threads beside the main one; each sees the rows of one moment. */
export function openExports({ log, readModel }: Settings): Exports {
  const threads = openThreads();
  const manifests = new Map<string, Manifest>();
  const progresses = new Map<string, ExportProgress>();
  let underWay = 0;

  async function open({ of, format, identities }: Wanted): Promise<{ session: Session; moment: Moment }> {
    for (;;) {
      const file = readModel.db.$client.name;
      const session = threads.begin({ file, of, format, identities });
      try {
        const said = await session.next();
        if (typeof said === 'object' && 'opened' in said) return { session, moment: said.opened };
        throw new Error('An export began with something else than its moment.');
      } catch (error) {
        session.close();
        // A rebuild may take the file away in the very moment in which it is opened.
        if (readModel.db.$client.name === file) throw error;
      }
    }
  }

  function track(id: string | undefined): (change: Partial<ExportProgress>) => void {
    if (id === undefined) return () => undefined;
    const progress = { id, step: 'Beginning', done: 0, total: 0, bytes: 0 };
    remember(progresses, id, progress);
    return (change) => void Object.assign(progress, change);
  }

  async function begin(wanted: Wanted): Promise<Export> {
    const { of, at, after = 0, id } = wanted;
    const tell = track(id);
    if (underWay >= mostAtOnce) throw told(refuse('export/too-many', { most: mostAtOnce }), tell);
    let session: Session | undefined;
    let isOpen = true;
    underWay++;
    const close = () => {
      if (isOpen) underWay--;
      isOpen = false;
      session?.close();
    };
    try {
      const head = await log.head();
      if (at !== undefined && at > head) throw refuse('export/beyond-log', { at, head });
      await readModel.reached(Math.max(after, at ?? head), patienceMs);
      const { session: opened, moment } = await open(wanted);
      session = opened;
      const runs = await bringTo(session, { at, moment, onProgress: tell });
      if (runs.length === 0) throw refuse('export/not-yet', { of });
      const made = { of: moment.of, runs, sequence: at ?? moment.sequence };
      session.tell('write');
      const first = await nextPart(session, tell);
      return { ...made, bytes: bytesOf({ session, first, wanted, made, tell, close }), close };
    } catch (error) {
      close();
      throw told(error, tell);
    }
  }

  /** Makes sure that the thread has the rows of a position, if need be from the log, and gives the runs there were then. */
  async function bringTo(session: Session, wish: { at?: number; moment: Moment; onProgress: (step: Step) => void }) {
    const { at, moment, onProgress } = wish;
    if (at === undefined || at >= moment.sequence || !(await hasGoneOn(log, moment.runs, at))) return moment.runs;
    const runs = new Set<string>();
    for await (const fold of commitsUpTo(log, { runs: moment.runs, at }, onProgress)) {
      for (const { run } of fold) runs.add(run);
      session.tell({ fold });
      await session.next();
    }
    return [...runs];
  }

  type Writing = {
    session: Session;
    first: Part;
    wanted: Wanted;
    made: Pick<Export, 'of' | 'runs' | 'sequence'>;
    tell: (change: Partial<ExportProgress>) => void;
    close: () => void;
  };

  function bytesOf({ session, first, wanted, made, tell, close }: Writing): AsyncGenerator<Buffer> {
    let stalled = false;
    const stall = () => {
      stalled = true;
      close();
    };
    // Rows of an old moment are kept only for someone who still takes them.
    const patience = setTimeout(stall, stallMs).unref();

    async function* bytes() {
      let sent = 0;
      try {
        for (let part = first; ; part = await nextPart(session, tell)) {
          if ('ended' in part) {
            const manifest = manifestOf(wanted, made, part.ended);
            if (manifest) remember(manifests, keyOf(manifest), manifest);
            return tell({ step: 'Done', manifest });
          }
          const { buffer, byteOffset, length } = part.chunk;
          yield Buffer.from(buffer, byteOffset, length);
          if (stalled) throw refuse('export/stalled');
          patience.refresh();
          sent += length;
          tell({ bytes: sent });
          session.tell('taken');
        }
      } catch (error) {
        throw told(error, tell);
      } finally {
        clearTimeout(patience);
        close();
      }
    }
    return bytes();
  }

  return {
    begin,
    async manifest(wanted) {
      const known = [...manifests.values()].find((manifest) => isOf(manifest, wanted));
      if (known) return known;
      const { bytes, ...made } = await begin(wanted);
      for await (const _ of bytes);
      return manifests.get(keyOf({ ...wanted, of: made.of, sequence: made.sequence })) as Manifest;
    },
    knows: (id) => progresses.has(id),
    progress(id) {
      const found = progresses.get(id);
      if (!found) throw refuse('export/unknown-id', { id });
      return found;
    },
    close: threads.close,
  };
}

type Part = Extract<Said, { chunk: Uint8Array } | { ended: Outcome }>;

/** Has whoever asks how far it is learn why there is no file; gives the error. */
function told(error: unknown, tell: (change: Partial<ExportProgress>) => void): unknown {
  const { code, message } = toRefusal(error) ?? refuse('house/bug');
  tell({ refused: { code, message } });
  return error;
}

/** The next chunk or the end; what is said of the way there is passed on. */
async function nextPart(session: Session, tell: (change: Partial<ExportProgress>) => void): Promise<Part> {
  for (;;) {
    const said = await session.next();
    if (typeof said !== 'object') continue;
    if ('at' in said) tell(said.at);
    if ('chunk' in said || 'ended' in said) return said;
  }
}

function manifestOf(
  { format, identities }: Wanted,
  { of, runs, sequence }: Pick<Export, 'of' | 'runs' | 'sequence'>,
  outcome: Outcome,
): Manifest | undefined {
  if (format === 'files') return undefined;
  return { code: codeVersion, of, runs, format, identities, sequence, ...outcome };
}

type Key = { of: Manifest['of']; format: FormatName; identities: boolean; sequence: number };
const keyOf = ({ of, format, identities, sequence }: Key) => JSON.stringify([of, format, identities, sequence]);

const isOf = ({ of, format, identities, sequence }: Manifest, wanted: Wanted) =>
  wanted.at === sequence &&
  Object.values(of)[0] === wanted.of &&
  format === wanted.format &&
  identities === wanted.identities;

function remember<Value>(memory: Map<string, Value>, key: string, value: Value): void {
  memory.delete(key);
  memory.set(key, value);
  const oldest = memory.keys().next().value;
  if (memory.size > mostRemembered && oldest !== undefined) memory.delete(oldest);
}
