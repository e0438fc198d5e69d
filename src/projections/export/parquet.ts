import { type BasicType, ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { Column, Kind, Table } from './columns.ts';
import type { Format, Piece, Source } from './format.ts';
import { itemTable } from './item-table.ts';
import { answerTable } from './wide.ts';

const types: Record<Kind, BasicType> = {
  text: 'STRING',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  time: 'TIMESTAMP',
  json: 'JSON',
};

/** A row group is written once it has this many rows, or about this many characters. */
const maxGroupRows = 5000;
const maxGroupChars = 8_000_000;

function toValue(value: unknown, kind: Kind): unknown {
  if (value === null || value === undefined) return null;
  return kind === 'time' ? new Date(value as string) : value;
}

const weightOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length : 8;
};

/** Collects rows by column for one row group. */
function newGroup(columns: readonly Column[]) {
  let data: unknown[][] = columns.map(() => []);
  let rows = 0;
  let weight = 0;
  return {
    add(record: Map<string, unknown>) {
      columns.forEach(({ name, kind }, nth) => {
        const value = toValue(record.get(name), kind);
        weight += weightOf(value);
        data[nth]?.push(value);
      });
      rows++;
    },
    rows: () => rows,
    isFull: () => rows >= maxGroupRows || weight >= maxGroupChars,
    /** The group in the form of the writer, without indexes that a reader does not need. */
    take(): ColumnSource[] {
      const taken = data;
      data = columns.map(() => []);
      rows = 0;
      weight = 0;
      return columns.map(({ name, kind }, nth) => ({
        name,
        data: taken[nth] ?? [],
        // The minimum and maximum of a JSON column would be written whole into the footer.
        statistics: kind !== 'json',
        offsetIndex: false,
      }));
    },
  };
}

const writes = <Row>({ columnsOf, recordOf }: Table<Row>) =>
  function* (source: Source<Row>): Generator<Piece> {
    const columns = columnsOf(source.rows('Finding the columns'), source);
    const writer = new ByteWriter();
    const schema = schemaFromColumnData({
      columnData: columns.map(({ name, kind }) => ({ name, data: [], type: types[kind] })),
    });
    const file = new ParquetWriter({ writer, schema, createdBy: 'manyhands' });
    const group = newGroup(columns);

    function* written(rows: number): Generator<Piece> {
      yield { content: writer.getBytes().slice(), rows };
      writer.index = 0;
    }
    function* close(): Generator<Piece> {
      const rows = group.rows();
      if (rows > 0) file.write({ columnData: group.take(), rowGroupSize: rows });
      yield* written(rows);
    }

    for (const row of source.rows('Writing')) {
      group.add(recordOf(row));
      if (group.isFull()) yield* close();
    }
    yield* close();
    file.finish();
    yield* written(0);
  };

/** One row for each answer or item, a typed column for each field (Parquet, Snappy); a field of several types is JSON. */
export const parquet: Format = {
  extension: 'parquet',
  type: 'application/vnd.apache.parquet',
  write: writes(answerTable),
  writeItems: writes(itemTable),
};
