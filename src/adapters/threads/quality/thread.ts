import { LRUCache } from 'lru-cache';
import { aggregatesOf } from '../../../projections/quality/aggregate-lines.ts';
import { agreementShares, surveyOf } from '../../../projections/quality/agreement.ts';
import { itemValues, splittingKeys } from '../../../projections/quality/item-values.ts';
import { qualityOf } from '../../../projections/quality/quality-of.ts';
import { sequenceOf } from '../../../projections/quality/quality-rows.ts';
import { readSheet } from '../../../projections/quality/read-sheet.ts';
import { type Reading, sectionOf } from '../../../projections/quality/sections/section-of.ts';
import { openStudy, type Study } from '../../../projections/quality/sheet.ts';
import { statisticsOf } from '../../../projections/quality/statistics-of.ts';
import { type Database, openToRead } from '../../../projections/store/database.ts';
import { lowerPriority, openInThread } from '../in-thread.ts';
import type { Computed, FiguresQuery, QualityProtocol } from './protocol.ts';

// The thread that reads and compares answers, so that workers' requests do not wait for it.

/** How many studies are cached, each with the answers of one scope. */
const maxStudies = 2;

const encoder = new TextEncoder();
const studies = new LRUCache<string, Study>({ max: maxStudies });
let opened: { file: string; db: Database } | undefined;

lowerPriority();
openInThread<QualityProtocol>().handle({
  compute({ file, query }, { transfer }) {
    const began = performance.now();
    const db = rowsIn(file);
    const study = studyOf(db, query);
    const other =
      query.what === 'section' && query.beside ? studyOf(db, { what: 'survey', run: query.beside }) : undefined;
    const bytes = encoder.encode(textOf({ db, study, other }, query)) as Uint8Array<ArrayBuffer>;
    const shares = sharesOf(study, query);
    const sheets = [study.sheet, ...(other ? [other.sheet] : [])];
    transfer(bytes.buffer, ...(shares ? [shares.values.buffer] : []));
    return {
      bytes,
      answers: sheets.reduce((sum, { answers }) => sum + answers.length, 0),
      sequence: Math.min(...sheets.map(({ sequence }) => sequence)),
      runs: [...new Set(sheets.flatMap(({ runs }) => runs))],
      shares,
      ms: performance.now() - began,
    };
  },
});

function rowsIn(file: string): Database {
  if (opened?.file === file) return opened.db;
  const db = openToRead(file);
  opened?.db.$client.close();
  studies.clear();
  opened = { file, db };
  return db;
}

function studyOf(db: Database, query: FiguresQuery): Study {
  const { run, task } = query;
  const rejected = query.what === 'statistics' && query.rejected;
  const key = JSON.stringify([run, task, rejected]);
  const known = studies.get(key);
  if (known?.sheet.sequence === sequenceOf(db)) return known;
  // The old answers can be freed before the new ones are read.
  studies.delete(key);
  const study = openStudy(readSheet(db, { run, task, rejected }));
  studies.set(key, study);
  return study;
}

type Asked = { db: Database; study: Study; other: Study | undefined };

function textOf({ db, study, other }: Asked, query: FiguresQuery): string {
  if (query.what === 'section') {
    const beside = other && { run: query.beside ?? '', ...readingOf(db, other) };
    return JSON.stringify(sectionOf(readingOf(db, study), beside, query));
  }
  if (query.what === 'quality') return JSON.stringify(qualityOf(study, query));
  if (query.what === 'statistics') return JSON.stringify(statisticsOf(study.sheet));
  return query.what === 'aggregates' ? [...aggregatesOf(study, query)].join('') : '';
}

/** The data of a study's items is read when figures are split by it. */
const readingOf = (db: Database, study: Study): Reading => ({
  study,
  keys: () => study.once('keys of the data', () => splittingKeys(db, study.sheet.runs)),
  valuesOf: (key) => study.once(`data under ${key}`, () => itemValues(db, study.sheet.runs, key)),
});

function sharesOf(study: Study, query: FiguresQuery): Computed['shares'] {
  if (query.what !== 'agreement' && query.what !== 'survey') return undefined;
  const agreement = study.once('agreement', () => agreementShares(study));
  const shares = query.what === 'agreement' ? agreement[query.by] : surveyOf(study.sheet, agreement.item);
  return { names: [...shares.keys()].join('\n'), values: Float64Array.from(shares.values()) };
}
