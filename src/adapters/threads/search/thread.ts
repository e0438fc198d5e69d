import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Refusal } from '../../../actors/refusal.ts';
import type { Found } from '../../../projections/search/find.ts';
import { findUnits } from '../../../projections/search/find.ts';
import { isDamage, isOutage } from '../../../projections/store/database.ts';
import { lowerPriority } from '../lower-priority.ts';
import { isBusy } from '../rows/courtesy.ts';
import { failureOf } from '../thread-failure.ts';
import { removeIndexFile } from './index-file.ts';
import { few, type Said, type ThreadData, type Told, type Wanted } from './messages.ts';
import { indexOf, type Opened, openWithIndex } from './opened.ts';

// The thread that keeps the index of words and looks into it: whoever hands in an answer waits for neither.

const { shared } = workerData as ThreadData;
const say = (said: Said) => parentPort?.postMessage(said);

/** How long it waits where the main thread is busy, and after something went wrong, in ms. */
const courtesyMs = 50;
const recoveryMs = 2000;
/** For so long after a search that found the index behind, courtesy ends, in ms. */
const hurryMs = 5000;

let file = '';
let opened: Opened | undefined;
let isCatchingUp = false;
let hurryUntil = 0;
let isOver = false;

lowerPriority();
parentPort?.on('message', (told: Told) => {
  if (told === 'close') return close();
  file = told.rows;
  if ('id' in told) answer(told.id, told);
  else keepUp();
});

function open(): Opened {
  if (opened?.file === file) return opened;
  letGo();
  opened = openWithIndex(file);
  return opened;
}

function letGo() {
  opened?.close();
  opened = undefined;
}

/** Lets go of what did not work; a damaged index is removed, and so made anew. */
function recover(error: unknown) {
  letGo();
  if (isDamage(error)) removeIndexFile(indexOf(file));
}

function answer(id: number, wanted: Wanted) {
  try {
    say({ id, found: find(wanted) });
  } catch (error) {
    say({ id, ...failureOf(error) });
  }
}

function find(wanted: Wanted): Found {
  try {
    return findIn(open(), wanted);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    recover(error);
    if (!isDamage(error)) throw error;
    return findIn(open(), wanted);
  }
}

/** Searches the rows of one moment, all of them if only few are not indexed yet. */
function findIn({ rows, indexing }: Opened, { query, search }: Wanted): Found {
  return rows.$client.transaction(() => {
    if (indexing.behind() <= few) catchUpAtOnce(indexing);
    const found = findUnits(rows, query, search);
    const behind = indexing.behind();
    if (behind === 0) return found;
    hurryUntil = performance.now() + hurryMs;
    keepUp();
    const of = indexing.units();
    return { ...found, searched: { of, indexed: Math.max(0, of - behind) } };
  })();
}

function catchUpAtOnce(indexing: Opened['indexing']) {
  try {
    while (indexing.step());
  } catch (error) {
    // Where nothing can be written now, what was indexed before can still be searched.
    if (!isOutage(error) || isDamage(error)) throw error;
  }
}

function keepUp() {
  if (isCatchingUp) return;
  isCatchingUp = true;
  void catchUp().finally(() => {
    isCatchingUp = false;
  });
}

async function catchUp() {
  // Those who tell of new rows or wait for an answer come first.
  await pause(0);
  let isAgain = false;
  while (!isOver) {
    try {
      const isKept = isBusy(shared) && performance.now() > hurryUntil;
      const began = performance.now();
      if (!isKept && !open().indexing.step()) return;
      isAgain = false;
      await pause(isKept ? courtesyMs : performance.now() - began);
    } catch (error) {
      recover(error);
      // With an index made anew, it is the rows that are damaged.
      if (isDamage(error) && isAgain) say({ damaged: true });
      isAgain = isDamage(error);
      await pause(recoveryMs, undefined, { ref: false });
    }
  }
}

function close() {
  isOver = true;
  letGo();
  parentPort?.close();
}
