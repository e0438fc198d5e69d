import { extname, relative } from 'node:path';
import type { Item, Source, Task } from '../../runtime/ports/tasks.ts';
import { openCode } from './code-rows.ts';
import { csvRows } from './csv-rows.ts';
import { after, type DataFile } from './item.ts';
import { jsonlRows, jsonRows } from './json-rows.ts';
import { type Pull, pullGenerator, pullList } from './pull.ts';
import { refuse } from './refusals.ts';

const reportEveryRows = 25_000;

/** The items of a task. */
export type Items = {
  kind: Source['kind'];
  /** Reads a list once to its end, reports how many rows are read, and returns its length; undefined for a generator. */
  check(report?: (rows: number) => void): Promise<number | undefined>;
  /** Begins to read after the first `skip` items. */
  pull(skip: number): Pull;
};

function fileSource(data: DataFile): Source | undefined {
  const read = (rows: () => AsyncIterable<Item>): Source => ({
    kind: 'list',
    rows: (skip) => (skip === 0 ? rows() : after(skip, rows())),
  });
  switch (extname(data.path).toLowerCase()) {
    case '.json':
      return read(() => jsonRows(data));
    case '.jsonl':
      return read(() => jsonlRows(data));
    case '.csv':
      return read(() => csvRows(data, ','));
    case '.tsv':
      return read(() => csvRows(data, '\t'));
    default:
      return undefined;
  }
}

/** Opens a task's data in this process; `openTaskHost` does so in a process that the task's code may crash. */
export async function openItems(task: Pick<Task, 'folder' | 'data' | 'config'>, maxItemBytes?: number): Promise<Items> {
  const file = relative(task.folder, task.data);
  const data = { path: task.data, file, maxItemBytes };
  const source = fileSource(data) ?? (await openCode(data, task.config));
  if (source.kind === 'generator') {
    return { kind: 'generator', check: async () => undefined, pull: (skip) => pullGenerator(source.rows(skip)) };
  }
  return {
    kind: 'list',
    async check(report) {
      let count = 0;
      for await (const _ of source.rows(0)) if (++count % reportEveryRows === 0) report?.(count);
      if (count === 0) throw refuse('data/empty', { file });
      return count;
    },
    pull: (skip) => pullList(source.rows(skip)),
  };
}
