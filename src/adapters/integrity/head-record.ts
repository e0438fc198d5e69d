import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Head } from '../../runtime/integrity/heads.ts';
import { keepFile } from '../data-folder/durable-file.ts';

const HeadShape = z.object({ sequence: z.int().positive(), commitId: z.string() });

/** How often the record is updated while facts are recorded. */
const recordEveryMs = 1000;

/** The head recorded in this file; undefined if there is no file, `unreadable` if it is damaged. */
export function recordedHead(file: string): Head | 'unreadable' | undefined {
  try {
    return HeadShape.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? 'unreadable';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'unreadable';
  }
}

/** Records the head of the log in a file, so that a log that has lost its end cannot pass for complete. */
export function keepHeadRecord(file: string, head: () => Head | undefined, complain: (sentence: string) => void) {
  const before = recordedHead(file);
  let written = before === 'unreadable' ? undefined : before?.commitId;
  let writing: Promise<void> = Promise.resolve();
  let hasComplained = false;

  async function write() {
    const now = head();
    if (!now || now.commitId === written) return;
    try {
      await keepFile(file, `${JSON.stringify(now)}\n`);
      written = now.commitId;
      hasComplained = false;
    } catch (error) {
      if (!hasComplained)
        complain(`The record of the log's end could not be written to ${file}: ${(error as Error).message}.`);
      hasComplained = true;
    }
  }
  const next = () => {
    writing = writing.then(write);
    return writing;
  };
  const timer = setInterval(() => void next(), recordEveryMs).unref();
  return {
    async close() {
      clearInterval(timer);
      await next();
    },
  };
}
