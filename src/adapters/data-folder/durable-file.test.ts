import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fillFolder, keepFileSync, makeFolderSync, moveFolder } from './durable-file.ts';

/** The syncs and renames, in order. */
const { steps, paths } = vi.hoisted(() => ({ steps: [] as string[], paths: new Map<number, string>() }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    openSync(path: string, ...rest: [string, number?]) {
      const handle = fs.openSync(path, ...rest);
      paths.set(handle, path);
      return handle;
    },
    fsyncSync(handle: number) {
      steps.push(`sync ${paths.get(handle)}`);
      fs.fsyncSync(handle);
    },
    renameSync(from: string, to: string) {
      steps.push(`name ${to}`);
      fs.renameSync(from, to);
    },
  };
});
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  return {
    ...fs,
    async open(path: string, ...rest: [string]) {
      const handle = await fs.open(path, ...rest);
      const sync = handle.sync.bind(handle);
      return Object.assign(handle, {
        sync() {
          steps.push(`sync ${path}`);
          return sync();
        },
      });
    },
    rename(from: string, to: string) {
      steps.push(`name ${to}`);
      return fs.rename(from, to);
    },
  };
});

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
/** The steps since the last question, with paths as they are from the folder. */
const taken = () =>
  steps.splice(0).map((step) => step.replace(/ (.*)$/, (_, path: string) => ` ${relative(folder, path) || '.'}`));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-durable-'));
  steps.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('a file that is kept', () => {
  it('is on disk before it has its name, and its name is on disk before the write resolves', () => {
    keepFileSync(at('file'), 'text');
    expect(taken()).toEqual(['sync file.new', 'name file', 'sync .']);
    expect(readFileSync(at('file'), 'utf8')).toBe('text');
    expect(statSync(at('file')).mode & 0o777).toBe(0o600);
  });

  it('replaces what was there, and what an earlier attempt left', () => {
    writeFileSync(at('file'), 'before', { mode: 0o644 });
    writeFileSync(at('file.new'), 'half');
    keepFileSync(at('file'), 'after');
    expect(readdirSync(folder)).toEqual(['file']);
    expect([readFileSync(at('file'), 'utf8'), statSync(at('file')).mode & 0o777]).toEqual(['after', 0o600]);
  });

  it('leaves nothing beside what was there when it cannot be put in its place', () => {
    mkdirSync(at('file'));
    expect(() => keepFileSync(at('file'), 'text')).toThrow();
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe.skipIf(process.platform === 'win32')('a folder that is kept', () => {
  it('is named on disk, with those above it that were made with it', () => {
    makeFolderSync(at('a', 'b', 'c'));
    expect(taken()).toEqual(['sync a/b', 'sync a', 'sync .']);
    makeFolderSync(at('a', 'b'));
    expect(taken()).toEqual([]);
  });

  it('is on disk with all that is in it before it is moved to its place', async () => {
    mkdirSync(at('ready/deep'), { recursive: true });
    writeFileSync(at('ready/deep/one'), '1');
    writeFileSync(at('ready/two'), '2');
    await moveFolder(at('ready'), at('pages/place'));
    const ready = ['sync ready/two', 'sync ready/deep/one', 'sync ready/deep', 'sync ready'];
    expect(taken()).toEqual([...ready, 'sync .', 'name pages/place', 'sync pages']);
  });

  it('is never missing while another takes its place', async () => {
    const fillWith = (text: string) =>
      fillFolder(at('place'), async (fresh) => {
        for (let n = 0; n < 40; n++) writeFileSync(join(fresh, `${n}.js`), text);
      });
    await fillWith('one');
    const seen = new Set<string>();
    let isFilling = true;
    const look = () => {
      if (!isFilling) return;
      seen.add(existsSync(at('place/39.js')) ? readFileSync(at('place/39.js'), 'utf8') : 'nothing');
      setImmediate(look);
    };
    look();
    await fillWith('two').finally(() => (isFilling = false));
    expect([seen.has('one'), seen.has('nothing')]).toEqual([true, false]);
    expect([readdirSync(folder), readFileSync(at('place/39.js'), 'utf8')]).toEqual([['place'], 'two']);
  });

  it('has its name only once it is filled', async () => {
    await fillFolder(at('place'), async (fresh) => {
      writeFileSync(join(fresh, 'file'), 'text');
      expect(existsSync(at('place'))).toBe(false);
    });
    expect(readFileSync(at('place/file'), 'utf8')).toBe('text');
    expect(readdirSync(folder)).toEqual(['place']);
  });

  it('leaves nothing when it cannot be filled', async () => {
    const filling = fillFolder(at('place'), async (fresh) => {
      writeFileSync(join(fresh, 'file'), 'text');
      throw new Error('No more.');
    });
    await expect(filling).rejects.toThrow('No more.');
    expect(readdirSync(folder)).toEqual([]);
  });
});
