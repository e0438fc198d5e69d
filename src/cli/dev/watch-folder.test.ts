import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchFolder } from './watch-folder.ts';

let folder: string;
let watched: { close(): void } | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-watch-'));
});
afterEach(() => {
  watched?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a watched folder', () => {
  it('reports a change below it once, and none of hidden files, packages, what is ignored and what a launch itself writes', async () => {
    mkdirSync(join(folder, 'page'), { recursive: true });
    for (const name of ['node_modules', 'data']) mkdirSync(join(folder, name));
    const onChange = vi.fn();
    watched = watchFolder(folder, onChange, {
      isOwn: (name) => name === 'built.js',
      isIgnored: (name) => /^data\b/.test(name),
    });
    writeFileSync(join(folder, 'node_modules/x.js'), '1');
    writeFileSync(join(folder, 'data/items.csv'), '1');
    writeFileSync(join(folder, '.swp'), '1');
    writeFileSync(join(folder, 'built.js'), '1');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(onChange).not.toHaveBeenCalled();
    for (const text of ['a', 'b', 'c']) writeFileSync(join(folder, 'page/index.html'), text);
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1), 5000);
  });

  it('reports many files that are saved at once together', async () => {
    const onChange = vi.fn();
    watched = watchFolder(folder, onChange);
    const names = Array.from({ length: 200 }, (_, n) => `page-${n}.js`);
    for (const name of names) writeFileSync(join(folder, name), '1');
    await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), 5000);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(onChange.mock.calls).toEqual([[new Set(names)]]);
  });

  it('reports every change of a file that an editor saves by renaming', async () => {
    const onChange = vi.fn();
    const file = join(folder, 'manyhands.yaml');
    writeFileSync(file, '0');
    watched = watchFolder(folder, onChange);
    for (const save of [1, 2, 3]) {
      writeFileSync(join(folder, '.new'), `${save}`);
      renameSync(join(folder, '.new'), file);
      await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(save), 5000);
    }
    writeFileSync(file, '4');
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(4), 5000);
  });

  it('reports changes in folders that are made, moved or made again later', async () => {
    const onChange = vi.fn();
    const expectChange = async (change: () => void) => {
      onChange.mockClear();
      change();
      await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1), 5000);
    };
    const deep = join(folder, 'src/deep');
    watched = watchFolder(folder, onChange);
    await expectChange(() => mkdirSync(deep, { recursive: true }));
    await expectChange(() => writeFileSync(join(deep, 'a.js'), '1'));
    await expectChange(() => renameSync(join(folder, 'src'), join(folder, 'source')));
    await expectChange(() => writeFileSync(join(folder, 'source/deep/a.js'), '2'));
    await expectChange(() => rmSync(join(folder, 'source'), { recursive: true }));
    await expectChange(() => mkdirSync(join(folder, 'source/deep'), { recursive: true }));
    await expectChange(() => writeFileSync(join(folder, 'source/deep/a.js'), '3'));
  });
});
