import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** One item as it was shown; `value` is TRUE or FALSE, as the experts say. */
export type RecordedItem = { id: string; value: string; text: string; hypothesis: string };

/** One answer as it was recorded; `response` and `gold` are 1 or 0. */
type RecordedAnswer = { worker: string; item: string; response: string; gold: string };

/** Where the recorded answers are looked for: MANYHANDS_SNOW2008, or a shared data folder beside the project. */
export const recordings = process.env.MANYHANDS_SNOW2008 ?? '../shared/data/snow2008';

/** Whether the recorded answers of Snow et al. 2008 are on this machine. */
export const hasRecordings = (): boolean => existsSync(join(recordings, 'rte.answers.tsv'));

/** The RTE items of Snow, O'Connor, Jurafsky and Ng (EMNLP 2008). */
export const recordedItems = (): RecordedItem[] => readTsv('rte.items.tsv');

/** The answers that 164 workers of Mechanical Turk gave to them. */
export const recordedAnswers = (): RecordedAnswer[] =>
  readTsv<{ '!amt_worker_ids': string; orig_id: string; response: string; gold: string }>('rte.answers.tsv')
    .filter(({ orig_id }) => orig_id)
    .map((row) => ({ worker: row['!amt_worker_ids'], item: row.orig_id, response: row.response, gold: row.gold }));

const readTsv = <Row>(name: string): Row[] =>
  parse(readFileSync(join(recordings, name)), {
    delimiter: '\t',
    columns: true,
    quote: null,
    relax_column_count: true,
  }) as Row[];
