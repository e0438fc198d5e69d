import { basename, dirname, join } from 'node:path';
import { type Database, openToRead } from '../../../projections/store/database.ts';
import { openIndexFile, removeIndexFile } from './index-file.ts';
import { type Indexing, marksFit, openIndexing } from './indexing.ts';

/** A file of rows with its index. */
export type IndexedRows = { file: string; rows: Database; indexing: Indexing; close(): void };

/** The index of a file of rows. */
export const indexOf = (file: string): string => join(dirname(file), 'search.db');

/** Opens a file of rows for searching; rebuilds the index if it is damaged or of other rows. */
export function openWithIndex(file: string): IndexedRows {
  const name = basename(file);
  const rows = openToRead(file, { memoryMiB: 64 });
  let index: ReturnType<typeof openIndexFile> | undefined;
  try {
    index = openIndexFile(indexOf(file));
    const marks = index.marks();
    if (marks && !marksFit(rows, name, marks)) {
      index.close();
      removeIndexFile(indexOf(file));
      index = openIndexFile(indexOf(file));
    }
    const indexing = openIndexing(rows, name, index);
    rows.$client.prepare('attach ? as search').run(indexOf(file));
    const { close } = index;
    return {
      file,
      rows,
      indexing,
      close() {
        rows.$client.close();
        close();
      },
    };
  } catch (error) {
    rows.$client.close();
    index?.close();
    throw error;
  }
}
