import type { Task } from '../hooks/use-task.ts';
import type { Item } from './item.ts';

/** The worker's task, with an item as its data. */
export type ItemTask = Task<Item, Record<string, unknown>>;
