import { parentPort } from 'node:worker_threads';
import { aggregatesOf } from '../../../projections/quality/aggregates-of.ts';
import { agreementShares, surveyOf } from '../../../projections/quality/agreement.ts';
import { qualityOf } from '../../../projections/quality/quality-of.ts';
import { sequenceOf } from '../../../projections/quality/quality-rows.ts';
import { readSheet } from '../../../projections/quality/read-sheet.ts';
import { openStudy, type Study } from '../../../projections/quality/sheet.ts';
import { statisticsOf } from '../../../projections/quality/statistics-of.ts';
import { type Database, openToRead } from '../../../projections/store/database.ts';
import { lowerPriority } from '../lower-priority.ts';
import { failureOf } from '../thread-failure.ts';
import type { Ask, Computed, Said, Wish } from './messages.ts';

// The thread in which answers are read and compared: whoever hands in an answer waits neither for the one nor the other.

/** So many studies are kept, each with the answers of one scope. */
const mostStudies = 2;

const say = (said: Said, moved: ArrayBuffer[] = []) => parentPort?.postMessage(said, moved);
const encoder = new TextEncoder();

const studies = new Map<string, Study>();
let opened: { file: string; db: Database } | undefined;

lowerPriority();
parentPort?.on('message', (ask: Ask) => {
  try {
    answer(ask);
  } catch (error) {
    say({ id: ask.id, ...failureOf(error) });
  }
});

function answer({ id, file, wish }: Ask): void {
  const begin = performance.now();
  const study = studyOf(rowsIn(file), wish);
  const bytes = encoder.encode(textOf(study, wish)) as Uint8Array<ArrayBuffer>;
  const shares = sharesOf(study, wish);
  const { sequence, runs, given } = study.sheet;
  const computed: Computed = { bytes, answers: given.length, sequence, runs, shares, ms: performance.now() - begin };
  say({ id, computed }, [bytes.buffer, ...(shares ? [shares.values.buffer] : [])]);
}

function rowsIn(file: string): Database {
  if (opened?.file === file) return opened.db;
  const db = openToRead(file);
  opened?.db.$client.close();
  studies.clear();
  opened = { file, db };
  return db;
}

function studyOf(db: Database, { run, task }: Wish): Study {
  const key = JSON.stringify([run, task]);
  const known = studies.get(key);
  studies.delete(key);
  const study = known?.sheet.sequence === sequenceOf(db) ? known : openStudy(readSheet(db, { run, task }));
  studies.set(key, study);
  for (const oldest of [...studies.keys()].slice(0, -mostStudies)) studies.delete(oldest);
  return study;
}

function textOf(study: Study, wish: Wish): string {
  if (wish.what === 'quality') return JSON.stringify(qualityOf(study, wish));
  if (wish.what === 'statistics') return JSON.stringify(statisticsOf(study.sheet));
  return wish.what === 'aggregates' ? [...aggregatesOf(study, wish)].join('') : '';
}

function sharesOf(study: Study, wish: Wish): Computed['shares'] {
  if (wish.what !== 'agreement' && wish.what !== 'survey') return undefined;
  const agreement = study.once('agreement', () => agreementShares(study));
  const shares = wish.what === 'agreement' ? agreement[wish.by] : surveyOf(study.sheet, agreement.item);
  return { names: [...shares.keys()].join('\n'), values: Float64Array.from(shares.values()) };
}
