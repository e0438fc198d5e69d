import { plainJson } from '../../actors/plain-json.ts';
import { Refusal } from '../../actors/refusal.ts';
import type { TaskConfig } from '../../runtime/config/task-keys.ts';
import type { Item, Source } from '../../runtime/ports/tasks.ts';
import { type DataFile, fitting, toItem } from './item.ts';
import { definitionIn, loadModule } from './load-module.ts';
import { refuse } from './refusals.ts';

/** The argument of a task's data function: how many items are already in use, and the task's config. */
type DataRequest = { skip: number; config: TaskConfig };

type Rows = Iterable<unknown> | AsyncIterable<unknown>;

const isRows = (value: unknown): value is Rows =>
  typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);

function toJson(value: unknown, place: { file: string; place: string }): unknown {
  const bad = (reason: string) => refuse('data/bad-row', { ...place, reason });
  try {
    const found = plainJson(value ?? null);
    if ('fault' in found) throw bad(found.fault);
    return JSON.parse(found.json);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // Whatever its own code throws while it is written.
    throw bad(`the item cannot be written as JSON: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** Loads the task's own data code: an array is a list, any other iterable is a generator. */
export async function openCode(source: DataFile, config: TaskConfig): Promise<Source> {
  const { path, file } = source;
  const module = await loadModule(path);
  const { data, handlesSkip } = module.data === undefined ? await definitionIn(module, config) : module;
  const takesSkip = handlesSkip === true && typeof data === 'function';

  const rowsAfter = async (skip: number): Promise<Rows> => {
    const rows: unknown = typeof data === 'function' ? await data({ skip, config } satisfies DataRequest) : data;
    if (isRows(rows)) return rows;
    const reason =
      'it must export "data", or defineTask({ data }) as its default: a list, a generator function, or a function that returns one of them';
    throw refuse('data/bad-file', { file, reason });
  };

  let ready: Rows | undefined = await rowsAfter(0);
  const isList = Array.isArray(ready);
  const open = async (skip: number): Promise<Rows> => {
    if (takesSkip && skip > 0) return rowsAfter(skip);
    const rows = ready ?? (await rowsAfter(0));
    // An array can be read again; other iterables may not start from the beginning a second time.
    if (!isList) ready = undefined;
    return rows;
  };

  async function* rows(skip: number): AsyncGenerator<Item> {
    let number = takesSkip ? skip : 0;
    for await (const value of await open(skip)) {
      number += 1;
      if (number <= skip) continue;
      const place = { file, place: `item ${number}` };
      yield fitting(toItem(toJson(value, place), place), place, source);
    }
  }
  return { kind: isList ? 'list' : 'generator', rows };
}
