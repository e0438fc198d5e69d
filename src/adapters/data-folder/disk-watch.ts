import { statfs } from 'node:fs/promises';

/** With less free disk than this, nothing new is recorded: what is under way needs the rest. */
const reserveBytes = 48 * 1024 * 1024;
const lookEveryMs = 2000;

export type DiskWatch = { isFull(): boolean; problems(): string[]; close(): void };

/** Watches the disk of a folder, so that work is refused with a sentence before the disk refuses without one. */
export async function watchDisk(folder: string): Promise<DiskWatch> {
  let free = Number.POSITIVE_INFINITY;
  async function look() {
    const { bavail, bsize } = await statfs(folder);
    free = bavail * bsize;
  }
  await look();
  const timer = setInterval(() => look().catch(() => undefined), lookEveryMs).unref();
  const isFull = () => free < reserveBytes;
  return {
    isFull,
    problems: () =>
      isFull() ? [`The disk of ${folder} has only ${Math.round(free / 1e6)} MB left; nothing new is taken in.`] : [],
    close: () => clearInterval(timer),
  };
}
