import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A small disk of its own in an image file, whose power can be cut. */
export type Disk = {
  /** Where it is mounted. */
  folder: string;
  /** Copies what the disk holds at this moment, without what is only in memory; its writers have to be stopped. */
  copy(): Promise<void>;
  /** Puts the copy in the place of the disk and mounts it there; nobody may use the disk any more. */
  returnToCopy(): Promise<void>;
  close(): Promise<void>;
};

const run = promisify(execFile);
/** Room for a few thousand answers above the 48 MiB below which nothing is recorded; most of the file is a hole. */
const sizeMegabytes = 300;
const quietTimeoutMs = 20_000;

/** Makes and mounts a disk; throws where this user or this machine cannot. */
export async function openDisk(): Promise<Disk> {
  const base = await mkdtemp(join(tmpdir(), 'manyhands-power-'));
  const [image, copied, folder] = ['disk.img', 'copy.img', 'disk'].map((name) => join(base, name)) as [
    string,
    string,
    string,
  ];
  const close = async () => {
    await unmount(folder);
    await rm(base, { recursive: true, force: true });
  };
  const mount = () => run('mount', ['-o', 'loop', image, folder]);
  try {
    await mkdir(folder);
    await run('truncate', ['-s', `${sizeMegabytes}M`, image]);
    await run('mkfs.ext4', ['-q', '-F', '-m', '0', '-J', 'size=8', '-E', 'lazy_itable_init=0', image]);
    await mount();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    folder,
    async copy() {
      // The file system writes by itself now and then; half of such a write is no state that a disk was ever in.
      for (const end = Date.now() + quietTimeoutMs; ; ) {
        const before = await writtenAt(image);
        await run('cp', ['--sparse=always', '--reflink=auto', image, copied]);
        if ((await writtenAt(image)) === before) return;
        if (Date.now() > end) throw new Error('The disk was not quiet for long enough to be copied.');
      }
    },
    async returnToCopy() {
      await unmount(folder);
      await rename(copied, image);
      await mount();
    },
    close,
  };
}

const writtenAt = async (file: string): Promise<bigint> => (await stat(file, { bigint: true })).mtimeNs;

/** Takes a disk off; a process that has just been killed may hold it for a moment. */
async function unmount(folder: string): Promise<void> {
  for (const end = Date.now() + quietTimeoutMs; await isMounted(folder); await pause(50)) {
    const lazily = Date.now() > end ? ['-l'] : [];
    await run('umount', [...lazily, folder]).catch(() => undefined);
  }
}

const isMounted = (folder: string): Promise<boolean> =>
  run('mountpoint', ['-q', folder]).then(
    () => true,
    () => false,
  );
