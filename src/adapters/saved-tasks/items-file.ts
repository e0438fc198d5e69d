import { extname, join } from 'node:path';
import { maxDraftFileBytes } from '../../api/drafts.ts';
import { dataFileName } from '../../api/new-task.ts';
import type { Limit } from './receive.ts';
import { refuse } from './refusals.ts';

/** The largest file of items that can be sent. */
export const itemsLimit: Limit = { bytes: maxDraftFileBytes, words: '100 MiB' };

/** Where a file of items is kept in a folder; refuses one whose name does not say what it is. */
export function placeOfItems(folder: string, name: string): { file: string; path: string } {
  const file = dataFileName(name);
  if (!['.csv', '.tsv', '.json', '.jsonl'].includes(extname(file))) throw refuse('draft/bad-data', { name });
  return { file, path: join(folder, file) };
}
