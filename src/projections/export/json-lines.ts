import { pickedOf } from './chosen-columns.ts';
import type { Table } from './columns.ts';
import type { Format, Piece, Source } from './format.ts';
import { itemTable } from './item-table.ts';
import { answerTable } from './wide.ts';

const writes = <Row>({ columnsOf }: Table<Row>) =>
  function* (source: Source<Row>): Generator<Piece> {
    const { rows, columns } = source;
    // Whether they are there is seen before anything is written.
    if (columns) columnsOf(rows('Finding the columns'), source);
    for (const row of rows('Writing'))
      yield { content: `${JSON.stringify(columns ? (pickedOf(row, columns) ?? {}) : row)}\n`, rows: 1 };
  };

/** Every answer or item unchanged, one JSON object a line; of chosen columns what they hold, in its objects. */
export const jsonLines: Format = {
  extension: 'jsonl',
  type: 'application/x-ndjson; charset=utf-8',
  write: writes(answerTable),
  writeItems: writes(itemTable),
};

/** The files of answers, of metadata, of calls of procedures and of messages, one JSON object a line, each with its URL. */
export const fileLines: Format = {
  extension: 'files.jsonl',
  type: 'application/x-ndjson; charset=utf-8',
  *write({ rows }) {
    for (const { unit, agent, files, metadata, calls, messages } of rows('Writing')) {
      const ofCalls = calls.flatMap(({ args_file, result_file }) => [args_file ?? [], result_file ?? []].flat());
      const ofMessages = messages.flatMap(({ file }) => file ?? []);
      for (const file of [...files, ...metadata.flatMap((sent) => sent.files), ...ofCalls, ...ofMessages]) {
        const line = { unit, agent, ...file, href: `/api/files/${file.hash}` };
        yield { content: `${JSON.stringify(line)}\n`, rows: 1 };
      }
    }
  },
};
