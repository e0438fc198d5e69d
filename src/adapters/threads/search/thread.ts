import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '../../../actors/refusal.ts';
import type { Found } from '../../../projections/search/find.ts';
import { findUnits } from '../../../projections/search/find.ts';
import { isDamage, isOutage } from '../../../projections/store/database.ts';
import { lowerPriority, openInThread } from '../in-thread.ts';
import { isBusy } from '../read-model/backpressure.ts';
import { removeIndexFile } from './index-file.ts';
import { type IndexedRows, indexOf, openWithIndex } from './indexed-rows.ts';
import { maxIndexedInSearch, type SearchData, type SearchProtocol, type SearchQuery } from './protocol.ts';

// The thread that writes and searches the index of words, so that workers' requests do not wait for it.

const {
  data: { shared },
  emit,
  handle,
} = openInThread<SearchProtocol, SearchData>();

/** How long to wait while the main thread is busy. */
const busyDelayMs = 50;
/** How long to wait after a failure. */
const retryDelayMs = 2000;
/** After a search that found the index behind, the thread does not wait for the main thread for this long. */
const urgentMs = 5000;

let file = '';
let opened: IndexedRows | undefined;
let isCatchingUp = false;
let urgentUntil = 0;
let isClosed = false;

lowerPriority();
handle(
  {
    find({ file: current, ...query }) {
      file = current;
      return find(query);
    },
    catchUp({ file: current }) {
      file = current;
      startCatchUp();
    },
  },
  () => {
    isClosed = true;
    closeOpened();
  },
);

function open(): IndexedRows {
  if (opened?.file === file) return opened;
  closeOpened();
  opened = openWithIndex(file);
  return opened;
}

function closeOpened() {
  opened?.close();
  opened = undefined;
}

/** Closes everything after an error; removes a damaged index, so that the next opening rebuilds it. */
function recover(error: unknown) {
  closeOpened();
  if (isDamage(error)) removeIndexFile(indexOf(file));
}

function find(query: SearchQuery): Found {
  try {
    return findIn(open(), query);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    recover(error);
    if (!isDamage(error)) throw error;
    return findIn(open(), query);
  }
}

/** Searches a snapshot of the rows; first indexes new ones if there are only few. */
function findIn({ rows, indexing }: IndexedRows, { query, search }: SearchQuery): Found {
  return rows.$client.transaction(() => {
    if (indexing.behind() <= maxIndexedInSearch) catchUpAtOnce(indexing);
    const found = findUnits(rows, query, search);
    const behind = indexing.behind();
    if (behind === 0) return found;
    urgentUntil = performance.now() + urgentMs;
    startCatchUp();
    const of = indexing.units();
    return { ...found, searched: { of, indexed: Math.max(0, of - behind) } };
  })();
}

function catchUpAtOnce(indexing: IndexedRows['indexing']) {
  try {
    while (indexing.step());
  } catch (error) {
    // If the disk is full, the indexed rows can still be searched.
    if (!isOutage(error) || isDamage(error)) throw error;
  }
}

function startCatchUp() {
  if (isCatchingUp) return;
  isCatchingUp = true;
  void catchUp().finally(() => {
    isCatchingUp = false;
  });
}

async function catchUp() {
  // Requests that have arrived are handled first.
  await pause(0);
  let isAgain = false;
  while (!isClosed) {
    try {
      const isHeldBack = isBusy(shared) && performance.now() > urgentUntil;
      const began = performance.now();
      if (!isHeldBack && !open().indexing.step()) return;
      isAgain = false;
      await pause(isHeldBack ? busyDelayMs : performance.now() - began);
    } catch (error) {
      recover(error);
      // If damage is found again with a new index, the rows are damaged.
      if (isDamage(error) && isAgain) emit('damaged', true);
      isAgain = isDamage(error);
      await pause(retryDelayMs, undefined, { ref: false });
    }
  }
}
