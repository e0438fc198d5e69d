import { statfs } from 'node:fs/promises';

/** With less free disk than this, nothing new is recorded: work in progress needs the rest. */
const reserveBytes = 48 * 1024 * 1024;
const pollMs = 2000;

export type DiskWatch = { isFull(): boolean; problems(): string[]; close(): void };

/** Watches the free space of a folder's disk, so that work is refused with a reason before writes fail. */
export async function watchDisk(folder: string): Promise<DiskWatch> {
  let free = Number.POSITIVE_INFINITY;
  async function look() {
    const { bavail, bsize } = await statfs(folder);
    free = bavail * bsize;
  }
  await look();
  const timer = setInterval(() => look().catch(() => undefined), pollMs).unref();
  const isFull = () => free < reserveBytes;
  return {
    isFull,
    problems: () =>
      isFull() ? [`The disk of ${folder} has only ${Math.round(free / 1e6)} MB left; nothing new is recorded.`] : [],
    close: () => clearInterval(timer),
  };
}
