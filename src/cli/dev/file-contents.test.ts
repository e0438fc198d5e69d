import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openContents } from './file-contents.ts';

function folderWith(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-contents-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'src'));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { folder, write, remove: (name: string) => rmSync(join(folder, name), { recursive: true }) };
}

it('knows files that became others from those that were only written again, or were there for a moment', async () => {
  const { folder, write, remove } = folderWith({ 'src/a.js': '1', 'src/b.js': '1', 'src/gone.js': '1' });
  const { changedOf } = await openContents(folder, () => false);
  remove('src/gone.js');
  const names = ['src', 'src/a.js', 'src/gone.js', 'src/moment.js'];
  expect(await changedOf(names)).toEqual(new Set(['src', 'src/a.js', 'src/gone.js']));
  expect(await changedOf(names)).toEqual(new Set());
  write('src/a.js', '1');
  expect(await changedOf(names)).toEqual(new Set());
  write('src/a.js', '2');
  write('src/new.js', '');
  expect(await changedOf([...names, 'src/new.js'])).toEqual(new Set(['src', 'src/a.js', 'src/new.js']));
});

it('looks at no file that is ignored', async () => {
  const { folder, remove } = folderWith({ 'src/a.js': '1' });
  const { changedOf } = await openContents(folder, (name) => name === 'src');
  remove('src');
  expect(await changedOf(['src/a.js'])).toEqual(new Set());
});
