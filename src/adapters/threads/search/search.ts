import { Worker } from 'node:worker_threads';
import { sql } from 'drizzle-orm';
import { Refusal } from '../../../actors/refusal.ts';
import type { Found } from '../../../projections/search/find.ts';
import { isDamage } from '../../../projections/store/database.ts';
import { units } from '../../../projections/units/units.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { refuse } from '../refusals.ts';
import { runnableModule } from '../run-module.ts';
import { errorOf } from '../thread-failure.ts';
import { few, type Said, type ThreadData, type Told, type Wanted } from './messages.ts';

/** Finds units by words, in a thread of its own with an index beside the rows. */
export type Search = {
  /** A page of units; refuses with `search/too-many` while too many others wait. */
  find(wanted: Wanted): Promise<Found>;
  close(): Promise<void>;
};

type Settings = { readModel: Pick<ReadModel, 'db' | 'onChange' | 'shared' | 'mend'> };
type Waiting = { resolve: (found: Found) => void; reject: (error: Error) => void };

/** How soon what changed is passed on, in ms. */
const rhythm = 1000;
/** So many searches may wait for each other. */
const mostWaiting = 50;
/** How long the thread may take to end by itself, in ms. */
const farewell = 5000;

/** Opens the search. The thread starts with the first search, or when there are more units than can be indexed on the spot. */
export function openSearch({ readModel }: Settings): Search {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let last = 0;
  let isClosed = false;
  let next: NodeJS.Timeout | undefined;

  function settle(reason: Error) {
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  }

  function hear(said: Said) {
    if (!('id' in said)) return readModel.mend();
    const asker = waiting.get(said.id);
    waiting.delete(said.id);
    if ('found' in said) return asker?.resolve(said.found);
    asker?.reject(errorOf(said));
  }

  function start(): Worker {
    const { file, execArgv } = runnableModule('thread', import.meta.url);
    const { shared } = readModel;
    const started = new Worker(file, { execArgv, workerData: { shared } satisfies ThreadData });
    let fault: Error | undefined;
    started.on('message', hear);
    started.on('error', (error: Error) => {
      fault = error;
    });
    started.on('exit', () => {
      if (thread === started) thread = undefined;
      settle(fault ?? refuse('search/not-ready'));
    });
    return started;
  }

  function tell(told: Told) {
    thread ??= start();
    thread.postMessage(told);
  }

  const rows = () => readModel.db.$client.name;
  const isMuch = () =>
    (readModel.db.get<{ most: number | null }>(sql`select max(${units.row}) as "most" from ${units}`)?.most ?? 0) > few;

  function look() {
    next = undefined;
    try {
      if (!isClosed && (thread || isMuch())) tell({ rows: rows() });
    } catch (error) {
      if (!isDamage(error)) throw error;
      readModel.mend();
    }
  }
  const soon = () => {
    next ??= setTimeout(look, rhythm).unref();
  };

  const stopListening = readModel.onChange(soon);
  soon();

  function ask(file: string, wanted: Wanted): Promise<Found> {
    if (isClosed) return Promise.reject(refuse('search/not-ready'));
    if (waiting.size >= mostWaiting) return Promise.reject(refuse('search/too-many', { most: mostWaiting }));
    const id = ++last;
    tell({ id, rows: file, ...wanted });
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  }

  return {
    async find(wanted) {
      for (;;) {
        const file = rows();
        try {
          return await ask(file, wanted);
        } catch (error) {
          // A rebuild may take the file away in the very moment in which it is opened.
          if (error instanceof Refusal || rows() === file) throw error;
        }
      }
    },
    async close() {
      isClosed = true;
      stopListening();
      clearTimeout(next);
      const ending = thread;
      if (!ending) return;
      const kill = setTimeout(() => void ending.terminate(), farewell);
      const ended = new Promise((resolve) => ending.once('exit', resolve));
      ending.postMessage('close' satisfies Told);
      await ended;
      clearTimeout(kill);
    },
  };
}
