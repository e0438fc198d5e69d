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
  it('reports a change below it once, and none of hidden files, packages and what a launch itself writes', async () => {
    mkdirSync(join(folder, 'page'), { recursive: true });
    mkdirSync(join(folder, 'node_modules'));
    const onChange = vi.fn();
    watched = watchFolder(folder, onChange, (name) => name === 'built.js');
    writeFileSync(join(folder, 'node_modules/x.js'), '1');
    writeFileSync(join(folder, '.swp'), '1');
    writeFileSync(join(folder, 'built.js'), '1');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(onChange).not.toHaveBeenCalled();
    for (const text of ['a', 'b', 'c']) writeFileSync(join(folder, 'page/index.html'), text);
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1), 5000);
  });
});
