import type { Log } from '../../events/log.ts';

/** The last position of the log that was recorded by a moment, given as facts give times; 0 if the log begins later. */
export async function positionAt(log: Pick<Log, 'at' | 'head'>, moment: string): Promise<number> {
  let before = 0;
  let after = (await log.head()) + 1;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    const at = (await log.at(middle))?.facts[0]?.at;
    if (at !== undefined && at <= moment) before = middle;
    else after = middle;
  }
  return before;
}
