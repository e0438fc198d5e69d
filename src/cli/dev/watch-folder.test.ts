import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { watchFolder } from './watch-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'manyhands-watch-'));
let watched: { close(): void } | undefined;
afterEach(() => {
  watched?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a watched folder', () => {
  it('reports a change below it once, and none of hidden files and packages', async () => {
    mkdirSync(join(folder, 'page'), { recursive: true });
    mkdirSync(join(folder, 'node_modules'));
    const changes: string[] = [];
    watched = watchFolder(folder, (name) => changes.push(name));
    writeFileSync(join(folder, 'node_modules/x.js'), '1');
    writeFileSync(join(folder, '.swp'), '1');
    for (const text of ['a', 'b', 'c']) writeFileSync(join(folder, 'page/index.html'), text);
    await vi.waitFor(() => expect(changes).toEqual([join('page', 'index.html')]), 5000);
  });
});
