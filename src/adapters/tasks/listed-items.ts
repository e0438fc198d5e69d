import { extname, resolve } from 'node:path';
import type { Task } from '../../runtime/ports/tasks.ts';
import { requireOwnFile } from './copy-folder.ts';
import { openItems } from './items.ts';
import { refuse } from './refusals.ts';

const extensions = ['.json', '.jsonl', '.csv', '.tsv'];
/** The config is recorded with the run, in one fact. */
const maxItems = 10_000;
const maxBytes = 1024 ** 2;

/** Replaces the names of files with screening and gold items by these items, so that they are recorded with the run. */
export async function withListedItems(task: Task, maxItemBytes?: number): Promise<Task> {
  const { config } = task;
  const listed: Partial<Task['config']> = {};
  for (const key of ['screening_data', 'gold_data'] as const) {
    const file = config[key];
    if (typeof file === 'string') listed[key] = await itemsOf(task, key, file, maxItemBytes);
  }
  return { ...task, config: { ...config, ...listed }, recorded: { ...task.recorded, ...listed } };
}

async function itemsOf(task: Task, key: string, file: string, maxItemBytes: number | undefined) {
  const bad = (reason: string) => refuse('task/bad-config', { place: task.file, reason: `"${key}" ${reason}` });
  if (!extensions.includes(extname(file).toLowerCase())) throw bad(`must end in one of ${extensions.join(', ')}`);
  const path = resolve(task.folder, file);
  await requireOwnFile(task.folder, path).catch(() => {
    throw bad(`names ${file}, which is not a file of the task folder`);
  });
  const { pull } = await openItems({ folder: task.folder, data: path, config: task.config }, maxItemBytes);
  const pulled = pull(0);
  const items: Extract<Task['config']['gold_data'], unknown[]> = [];
  for (let some = await pulled.next(500); some.length > 0; some = await pulled.next(500))
    for (const { shared } of some) {
      if (items.push(shared as (typeof items)[number]) > maxItems)
        throw bad(`has more than ${maxItems.toLocaleString('en')} items`);
    }
  if (JSON.stringify(items).length > maxBytes)
    throw bad('has more than 1 MiB, which is too much to record with the run');
  return items;
}
