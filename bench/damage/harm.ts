import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { copyFolder } from './prepared.ts';
import type { Random } from './random.ts';

/** A data folder to damage, and others to take parts from. */
export type DamageTarget = { data: string; old: string; other: string; random: Random };

/** The kinds of damage to a file. */
export type FileHarm = 'flip' | 'zero' | 'cut' | 'delete' | 'empty';

const pageBytes = 4096;

/** Damages one file of a data folder; returns a description. */
export function harmFile(
  { data, random }: Pick<DamageTarget, 'data' | 'random'>,
  name: string,
  harm: FileHarm,
): string {
  const path = join(data, name);
  if (harm === 'delete') {
    rmSync(path);
    return `${name}: deleted`;
  }
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    if (harm === 'empty' || size === 0) {
      ftruncateSync(file, 0);
      return `${name}: emptied (${size} bytes)`;
    }
    const at = random.below(size);
    if (harm === 'cut') {
      ftruncateSync(file, at);
      return `${name}: cut off at byte ${at} of ${size}`;
    }
    if (harm === 'zero') {
      const start = at - (at % pageBytes);
      writeSync(file, Buffer.alloc(Math.min(pageBytes, size - start)), 0, undefined, start);
      return `${name}: 4 kB zeroed at byte ${start} of ${size}`;
    }
    const byte = Buffer.alloc(1);
    readSync(file, byte, 0, 1, at);
    const bit = random.below(8);
    byte[0] = (byte[0] ?? 0) ^ (1 << bit);
    writeSync(file, byte, 0, 1, at);
    return `${name}: bit ${bit} flipped at byte ${at} of ${size}`;
  } finally {
    closeSync(file);
  }
}

/** Replaces a file or folder by that of another data folder; deletes it if the other has none. */
export function replace({ data, old, other }: DamageTarget, name: string, by: 'old' | 'other'): string {
  const from = join(by === 'old' ? old : other, name);
  rmSync(join(data, name), { recursive: true, force: true });
  if (existsSync(from)) copyFolder(from, join(data, name));
  return `${name}: ${by === 'old' ? 'replaced by an older copy' : 'replaced by that of another data folder'}`;
}

/** Deletes a folder. */
export function removeFolder({ data }: Pick<DamageTarget, 'data'>, name: string): string {
  rmSync(join(data, name), { recursive: true, force: true });
  return `${name}: deleted with all in it`;
}

/** The files of a data folder with matching paths, sorted. */
export function filesLike({ data }: Pick<DamageTarget, 'data'>, below: string, like: RegExp): string[] {
  if (!existsSync(join(data, below))) return [];
  return readdirSync(join(data, below), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(data.length + 1))
    .filter((name) => like.test(name))
    .sort();
}
