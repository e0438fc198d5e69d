import { extname, relative } from 'node:path';
import { itemOrder } from '../../actors/item-order.ts';
import { maxConditions } from '../../runtime/config/treatment-keys.ts';
import type { DataSummary, Item, Source, Task } from '../../runtime/ports/tasks.ts';
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
  /** Reads a list once to its end, and reports how many rows are read; undefined for a generator. */
  summarize(report?: (rows: number) => void): Promise<DataSummary | undefined>;
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

/** Opens a task's data in this process; `openDataReader` does so in a process that the task's code may crash. */
export async function openItems(task: Pick<Task, 'folder' | 'data' | 'config'>, maxItemBytes?: number): Promise<Items> {
  const file = relative(task.folder, task.data);
  const { priority, round_robin: roundRobin, treatments } = task.config;
  const orderKeys = { priority, roundRobin, within: treatments?.within };
  const data = { path: task.data, file, maxItemBytes, orderKeys };
  const source = fileSource(data) ?? (await openCode(data, task.config));
  if (source.kind === 'generator') {
    return { kind: 'generator', summarize: async () => undefined, pull: (skip) => pullGenerator(source.rows(skip)) };
  }
  return {
    kind: 'list',
    summarize: (report) => summaryOf(source, data, report),
    pull: (skip) => pullList(source.rows(skip)),
  };
}

/** More keys are not remembered: data with a key of its own for each item must not fill the memory. */
const maxKeys = 1000;

/** Adds the group of an item, if it has one, to as many as are counted. */
function noteGroup(groups: Set<string>, item: DataSummary['first'], keys: DataFile['orderKeys']): void {
  const order = itemOrder(item, keys);
  if (groups.size <= maxConditions && 'group' in order && order.group !== undefined) groups.add(order.group);
}

async function summaryOf(
  source: Source,
  { file, orderKeys }: DataFile,
  report?: (rows: number) => void,
): Promise<DataSummary> {
  const groups = new Set<string>();
  const keys = new Set<string>();
  let length = 0;
  const withUnits = { items: 0, units: 0 };
  let first: DataSummary['first'] | undefined;
  for await (const { shared, units = [] } of source.rows(0)) {
    first ??= { ...shared, ...units[0] };
    for (const values of [shared, ...units])
      for (const key of Object.keys(values)) if (keys.size < maxKeys) keys.add(key);
    noteGroup(groups, shared, orderKeys);
    if (units.length > 0) withUnits.items += 1;
    withUnits.units += units.length;
    if (++length % reportEveryRows === 0) report?.(length);
  }
  if (!first) throw refuse('data/empty', { file });
  return { length, withUnits, keys: keys.size < maxKeys ? [...keys] : null, groups: groups.size, first };
}
