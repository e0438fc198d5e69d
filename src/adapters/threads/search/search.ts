import { sql } from 'drizzle-orm';
import { Refusal } from '../../../actors/refusal.ts';
import type { Found } from '../../../projections/search/find.ts';
import { isDamage } from '../../../projections/store/database.ts';
import { units } from '../../../projections/units/units.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { runnableModule } from '../../run-module.ts';
import { refuse } from '../refusals.ts';
import { openOnDemand } from '../thread.ts';
import { maxIndexedInSearch, type SearchData, type SearchProtocol, type SearchQuery } from './protocol.ts';

/** Finds units by words, in a thread with an index beside the rows. */
export type Search = {
  /** Returns a page of units; refuses with `search/too-many` while too many searches are pending. */
  find(query: SearchQuery): Promise<Found>;
  close(): Promise<void>;
};

type Options = { readModel: Pick<ReadModel, 'db' | 'onChange' | 'shared' | 'mend'> };

/** How long after a change the thread is notified of new rows. */
const changeDelayMs = 1000;
/** How many searches may be pending. */
const maxPending = 50;
/** How long the thread may take to close before it is ended. */
const closeTimeoutMs = 5000;

/** Opens the search. The thread starts with the first search, or when there are more units than one search can index. */
export function openSearch({ readModel }: Options): Search {
  const notReady = () => refuse('search/not-ready');
  const thread = openOnDemand<SearchProtocol>({
    module: runnableModule('src/adapters/threads/search/thread'),
    data: { shared: readModel.shared } satisfies SearchData,
    onEvent: { damaged: () => readModel.mend() },
    maxPending,
    toTooManyError: (most) => refuse('search/too-many', { most }),
    toEndedError: notReady,
    toClosedError: notReady,
  });
  const fileNow = () => readModel.db.$client.name;
  let timer: NodeJS.Timeout | undefined;

  function catchUp() {
    timer = undefined;
    try {
      if (thread.isRunning() || isLarge(readModel.db)) thread.notify('catchUp', { file: fileNow() });
    } catch (error) {
      if (!isDamage(error)) throw error;
      readModel.mend();
    }
  }
  const catchUpSoon = () => {
    timer ??= setTimeout(catchUp, changeDelayMs).unref();
  };

  const stopListening = readModel.onChange(catchUpSoon);
  catchUpSoon();

  return {
    async find(query) {
      for (;;) {
        const file = fileNow();
        try {
          return await thread.request('find', { file, ...query });
        } catch (error) {
          // A rebuild may remove the file while the thread opens it.
          if (error instanceof Refusal || fileNow() === file) throw error;
        }
      }
    },
    async close() {
      stopListening();
      clearTimeout(timer);
      await thread.close((running) => running.close(closeTimeoutMs));
    },
  };
}

/** Whether there are more units than one search can index. */
function isLarge(db: ReadModel['db']): boolean {
  const found = db.get<{ most: number | null }>(sql`select max(${units.row}) as "most" from ${units}`);
  return (found?.most ?? 0) > maxIndexedInSearch;
}
