import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSavedTasks, type SavedTasks } from './saved-tasks.ts';

let folder: string;
let saved: SavedTasks;
const configOf = (name: string) => join(folder, 'tasks', name, 'manyhands.yaml');
function write(name: string, config: string) {
  mkdirSync(join(folder, 'tasks', name, 'files'), { recursive: true });
  writeFileSync(configOf(name), config);
  writeFileSync(join(folder, 'tasks', name, 'items.csv'), 'text\na\n');
}
const config = (name: string) =>
  `# Written by hand.\ntask_name: ${name}\ntask_title: Cafés # the title\ntask_description: Look.\ndata: items.csv\n`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-saved-'));
  saved = openSavedTasks({ tasksFolder: join(folder, 'tasks'), draftsFolder: join(folder, 'drafts') });
});
afterEach(() => rmSync(folder, { recursive: true }));
const refused = (code: string) => expect.objectContaining({ code });

describe('the tasks of a data folder', () => {
  it('are listed by name, with what is wrong with one; other folders and files are none', async () => {
    expect(await saved.list()).toEqual([]);
    write('cafes', config('cafes'));
    write('bars', 'task_title: [');
    write('Not a name', config('odd'));
    mkdirSync(join(folder, 'tasks/empty'));
    writeFileSync(join(folder, 'tasks/notes.txt'), '');
    expect(await saved.list()).toMatchObject([
      { name: 'bars', title: 'bars', problem: expect.stringContaining('manyhands.yaml') },
      { name: 'cafes', title: 'Cafés', task: 'cafes', problem: null, folder: join(folder, 'tasks/cafes') },
    ]);
  });

  it('are listed beside one that is damaged or cannot be read', async () => {
    write('cafes', config('cafes'));
    mkdirSync(configOf('folder'), { recursive: true });
    expect(await saved.list()).toMatchObject([
      { name: 'cafes', problem: null },
      { name: 'folder', problem: expect.stringContaining('it is a folder, not a file') },
    ]);
    await expect(saved.retitle('folder', 'Cafés')).rejects.toEqual(refused('task/odd-file'));
  });

  it('get several titles and are copied at the same time', async () => {
    write('cafes', config('cafes'));
    const titles = Array.from({ length: 10 }, (_, n) => `Title ${n}`);
    const changes = titles.flatMap((title, n) => [saved.retitle('cafes', title), saved.copy('cafes', `copy-${n}`)]);
    await Promise.all(changes);
    expect(readFileSync(configOf('cafes'), 'utf8')).toContain('task_title: Title 9 # the title');
    for (const n of titles.keys())
      expect(readdirSync(join(folder, 'tasks', `copy-${n}`)).toSorted()).toEqual(['items.csv', 'manyhands.yaml']);
  });

  it('get another title, and keep the rest of their config with its comments', async () => {
    write('cafes', config('cafes'));
    expect(await saved.retitle('cafes', 'Cafés: how nice?')).toMatchObject({
      name: 'cafes',
      title: 'Cafés: how nice?',
    });
    expect(readFileSync(configOf('cafes'), 'utf8')).toBe(
      config('cafes').replace('Cafés # the title', '"Cafés: how nice?" # the title'),
    );
  });

  it('are copied under another name, which is also that of their runs', async () => {
    write('cafes', config('cafes'));
    const copy = await saved.copy('cafes', 'cafes-2', 'Cafés again');
    expect(copy).toMatchObject({ name: 'cafes-2', task: 'cafes-2', title: 'Cafés again', problem: null });
    expect(readFileSync(configOf('cafes'), 'utf8')).toBe(config('cafes'));
    await expect(saved.copy('cafes', 'cafes-2')).rejects.toEqual(refused('task/name-taken'));
    expect(readdirSync(join(folder, 'drafts'))).toEqual([]);
  });

  it.each(['nowhere', '..', '../drafts', 'cafes/files', ''])(
    'are refused by names that no task has: %j',
    async (name) => {
      write('cafes', config('cafes'));
      expect(() => saved.folderOf(name)).toThrow(refused('task/not-saved'));
      await expect(saved.retitle(name, 'x')).rejects.toEqual(refused('task/not-saved'));
      await expect(saved.copy(name, 'b')).rejects.toEqual(refused('task/not-saved'));
    },
  );
});
