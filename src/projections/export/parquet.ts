import { type BasicType, ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { Format, Piece } from './format.ts';
import { type Column, columnsOf, type Kind, recordOf } from './wide.ts';

const types: Record<Kind, BasicType> = {
  text: 'STRING',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  time: 'TIMESTAMP',
  json: 'JSON',
};

/** A row group is written after so many rows, or once its values come to about so many characters. */
const groupRows = 5000;
const groupCharacters = 8_000_000;

function toValue(value: unknown, kind: Kind): unknown {
  if (value === null || value === undefined) return null;
  return kind === 'time' ? new Date(value as string) : value;
}

const weightOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length : 8;
};

/** Rows by column, until there are enough for a group. */
function openGroup(columns: readonly Column[]) {
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
    isFull: () => rows >= groupRows || weight >= groupCharacters,
    /** The group as the writer takes it, with only what says nothing about the values left out. */
    take(): ColumnSource[] {
      const taken = data;
      data = columns.map(() => []);
      rows = 0;
      weight = 0;
      return columns.map(({ name, kind }, nth) => ({
        name,
        data: taken[nth] ?? [],
        // The bounds of a JSON column would stand whole in the footer.
        statistics: kind !== 'json',
        offsetIndex: false,
      }));
    },
  };
}

/** One row for each answer, a typed column for each field (Parquet, Snappy); what has several types is JSON. */
export const parquet: Format = {
  extension: 'parquet',
  type: 'application/vnd.apache.parquet',
  *write(source) {
    const columns = columnsOf(source.rows('Finding the columns'), source);
    const writer = new ByteWriter();
    const schema = schemaFromColumnData({
      columnData: columns.map(({ name, kind }) => ({ name, data: [], type: types[kind] })),
    });
    const file = new ParquetWriter({ writer, schema, createdBy: 'manyhands' });
    const group = openGroup(columns);

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
  },
};
