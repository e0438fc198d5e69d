import { rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { AddDataRequest, DataOutcome } from '../../runtime/add-data.ts';
import { randomLetters } from '../../runtime/ids.ts';
import { configOf } from '../../runtime/open-run.ts';
import type { Task } from '../../runtime/ports/tasks.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { openDataReader } from '../tasks/data-reader.ts';
import { sha256Of } from '../tasks/file-sha256.ts';
import { itemsLimit, placeOfItems } from './items-file.ts';
import { receive } from './receive.ts';

/** A file that is sent, and what to do with its items. */
type SentFile = { name: string; bytes: AsyncIterable<Uint8Array> } & Omit<
  AddDataRequest,
  'reader' | 'sha256' | 'format'
>;

/** Adds the items of files that are sent to open runs. */
export type AddedData = { add(run: string, sent: SentFile, by: string): Promise<DataOutcome> };

type Settings = {
  runtime: Pick<Runtime, 'run' | 'addData'>;
  /** Where files are while they are read. */
  draftsFolder: string;
  /** The most bytes of one item as JSON; without, there is no such limit. */
  maxItemBytes?: number;
};

const idChars = 26;

/** Receives each file whole, and reads it in a process of its own, since a large one would keep workers waiting. */
export function openAddedData({ runtime, draftsFolder, maxItemBytes }: Settings): AddedData {
  return {
    async add(runId, { name, bytes, ...wishes }, by) {
      const config = configOf(runtime.run(runId));
      const folder = join(draftsFolder, randomLetters(idChars));
      const { path } = placeOfItems(folder, name);
      try {
        await receive(bytes, path, itemsLimit, name);
        const sha256 = await sha256Of(path);
        const reader = await openDataReader({ folder, data: path, config } as Task, { maxItemBytes });
        try {
          return await runtime.addData(runId, { reader, sha256, format: extname(path).slice(1), ...wishes }, by);
        } finally {
          await reader.close();
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
