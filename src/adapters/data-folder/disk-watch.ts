import { statfs } from 'node:fs/promises';

/** Below this much free disk, in bytes, nothing new is taken in: what is under way needs the rest. */
const reserve = 48 * 1024 * 1024;
const everyMs = 2000;

export type DiskWatch = { isFull(): boolean; problems(): string[]; close(): void };

/** Watches the disk of a folder, so that work is refused with a sentence before the disk refuses without one. */
export async function watchDisk(folder: string): Promise<DiskWatch> {
  let free = Number.POSITIVE_INFINITY;
  async function look() {
    const { bavail, bsize } = await statfs(folder);
    free = bavail * bsize;
  }
  await look();
  const timer = setInterval(() => look().catch(() => undefined), everyMs).unref();
  const isFull = () => free < reserve;
  return {
    isFull,
    problems: () =>
      isFull() ? [`The disk of ${folder} has only ${Math.round(free / 1e6)} MB left; nothing new is taken in.`] : [],
    close: () => clearInterval(timer),
  };
}
