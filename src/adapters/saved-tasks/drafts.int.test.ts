import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TaskWishes } from '../../api/drafts.ts';
import { browserKinds } from '../../api/new-task.ts';
import { loadTask } from '../tasks/task-config.ts';
import { type Drafts, openDrafts } from './drafts.ts';
import { openSavedTasks, type SavedTasks } from './saved-tasks.ts';

let folder: string;
let drafts: Drafts;
let saved: SavedTasks;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-drafts-'));
  const folders = { draftsFolder: join(folder, 'drafts'), tasksFolder: join(folder, 'tasks') };
  drafts = openDrafts({ ...folders, maxDrafts: 2 });
  saved = openSavedTasks(folders);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function* bytesOf(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}
const cafes = 'id,text,truth\n1,Lovely cake,good\n2,Cold coffee,bad\n';
const begin = (text = cafes, name = 'Reviews of cafés.CSV') => drafts.begin(name, bytesOf(text));
const wishes = (changed: object = {}) =>
  TaskWishes.parse({ kind: 'choice', title: 'Is it good?', labels: ['good', 'bad'], ...changed });
const save = (id: string, name: string, wished = wishes()) =>
  drafts.finish(id, { name, wishes: wished, place: saved.placeOf(name), move: (ready) => saved.place(ready, name) });
const refused = (code: string) => expect.objectContaining({ code });

describe('a draft', () => {
  it('begins with a file of items, whose columns and first item are read', async () => {
    const { keys, summary } = await begin();
    expect(keys).toEqual(['id', 'text', 'truth']);
    expect(summary).toMatchObject({ length: 2, first: { text: 'Lovely cake' } });
  });

  it.each([
    ['draft/bad-data', 'data.js', 'export const data = []'],
    ['data/empty', 'items.csv', 'text\n'],
    ['data/bad-row', 'items.csv', 'text,text\n1,2\n'],
    ['data/bad-row', 'items.json', '{'],
  ])('does not begin with a file that no task could have: %s, %s', async (code, name, text) => {
    await expect(begin(text, name)).rejects.toEqual(refused(code));
    expect(existsSync(join(folder, 'drafts')) ? readdirSync(join(folder, 'drafts')) : []).toEqual([]);
  });

  it.each(browserKinds)('is checked as a launch would: %s', async (kind) => {
    const { id } = await begin();
    const { plan, config } = await drafts.check(id, wishes({ kind, units_per_item: 5, reward: 0.2, currency: 'EUR' }));
    expect(plan).toMatchObject({ items: 2, units: 10, unit_cents: 20, max_cents: 200, currency: 'EUR' });
    expect(config).toContain('task_title: Is it good?');
  });

  it('shows workers neither the right answers nor private columns', async () => {
    const { id } = await begin();
    const { config } = await drafts.check(id, wishes({ gold: 'truth', hidden: ['id'] }));
    expect(config).toMatch(/show:\n {2}- text\n/);
    expect(config).toMatch(/private:\n {2}- id\n/);
    await expect(drafts.check(id, wishes({ gold: 'nowhere' }))).rejects.toEqual(refused('data/unknown-key'));
  });

  it('has rules that are written as in a config, and is refused those that make no sense', async () => {
    const { id } = await begin();
    const { plan, config } = await drafts.check(id, wishes({ rules: '[{if: returned >= 3, do: flag}]' }));
    expect(config).toContain('rules:\n  - if: returned >= 3\n    do: flag\n');
    expect(plan.rules).toHaveLength(1);
    for (const [rules, reason] of [
      ['[{if: returned >= 3, do: fla}]', '"rules.0.do" must be one of'],
      ['[{if: returned >= 3, do: flag]', 'The setting rules='],
      ['flag', '"rules" must be a list of rules'],
    ] as const)
      await expect(drafts.check(id, wishes({ rules })), rules).rejects.toMatchObject({
        code: 'task/bad-config',
        message: expect.stringContaining(reason),
      });
    await save(id, 'cafes', wishes({ rules: '[{if: returned >= 3, do: flag}]' }));
    expect((await saved.list())[0]?.rules).toEqual([{ if: 'returned >= 3', do: 'flag' }]);
  });

  it('lists the files that are missing, and takes those that browsers can show', async () => {
    const { id } = await begin('photo,note\ncats/a.png,x.png\n./cats/b.png,y\nhttps://elsewhere/c.png,z\n');
    const asked = wishes({ kind: 'rating', media: 'image', hidden: ['note'] });
    expect((await drafts.check(id, asked)).missing_files).toEqual({ paths: ['cats/a.png', 'cats/b.png'], count: 2 });
    expect(await drafts.addFile(id, 'a.png', bytesOf('pi', 'xel'))).toEqual({ path: 'cats/a.png', bytes: 5 });
    expect((await drafts.check(id, asked)).missing_files).toEqual({ paths: ['cats/b.png'], count: 1 });
  });

  it('finds the path of a file by its end or in a folder, and asks where several fit', async () => {
    const { id } = await begin('photo\ncats/1.png\ndogs/1.png\ndogs/2.png\n');
    const add = (path: string) => drafts.addFile(id, path, bytesOf('pixel'));
    await expect(add('1.png')).rejects.toEqual(refused('draft/unclear-file'));
    expect((await add('2.png')).path).toBe('dogs/2.png');
    expect((await add('holiday/dogs/1.png')).path).toBe('dogs/1.png');
    expect((await add('cats/1.png')).path).toBe('cats/1.png');
    expect((await drafts.check(id, wishes({ kind: 'rating', media: 'image' }))).missing_files.count).toBe(0);
  });

  it('takes no file that no item names, since workers can read all files, and none in the place of another', async () => {
    const { id } = await begin('photo\n1.png\n');
    await expect(drafts.addFile(id, 'private.png', bytesOf('x'))).rejects.toEqual(refused('draft/not-named'));
    await drafts.addFile(id, 'photos/full/1.png', bytesOf('full'));
    const thumb = drafts.addFile(id, 'photos/thumbs/1.png', bytesOf('t'));
    await expect(thumb).rejects.toEqual(refused('draft/two-files'));
    expect((await drafts.addFile(id, 'photos/full/1.png', bytesOf('again'))).bytes).toBe(5);
    expect((await drafts.addFile(id, '1.png', bytesOf('other'))).bytes).toBe(5);
  });

  it('takes the names of files as pages ask for them', async () => {
    const { id } = await begin('photo\nIMG#1.png\n50%.png\na%20b.png\n');
    const asked = wishes({ kind: 'rating', media: 'image' });
    expect((await drafts.check(id, asked)).missing_files.paths).toEqual(['IMG#1.png', '50%.png', 'a b.png']);
    for (const path of ['IMG#1.png', '50%.png', 'a b.png']) await drafts.addFile(id, path, bytesOf('x'));
    expect((await drafts.check(id, asked)).missing_files.count).toBe(0);
  });

  it('takes no file where a folder is, or under a name that is too long', async () => {
    const { id } = await begin(`photo\na.png\na.png/b.png\n${'a'.repeat(230)}.png\n`);
    await drafts.addFile(id, 'a.png', bytesOf('x'));
    await expect(drafts.addFile(id, 'a.png/b.png', bytesOf('x'))).rejects.toEqual(refused('draft/misplaced'));
    const long = (letters: number) => drafts.addFile(id, `${'a'.repeat(letters)}.png`, bytesOf('x'));
    await expect(long(250)).rejects.toEqual(refused('draft/bad-file'));
    await long(230);
  });

  it('takes nothing any more once it was saved, also what waited for that', async () => {
    const { id } = await begin('photo\na.png\n');
    const asked = wishes({ kind: 'rating', media: 'image' });
    const saving = save(id, 'cats', asked);
    const late = [
      drafts.addFile(id, 'a.png', bytesOf('x')),
      drafts.check(id, asked),
      save(id, 'cats-again', asked),
    ].map((work) => work.catch((error) => error.code));
    await saving;
    expect(await Promise.all(late)).toEqual(Array(3).fill('draft/unknown'));
    expect(readdirSync(join(folder, 'drafts'))).toEqual([]);
  });

  it('is refused what a launch would refuse: items that are too large, texts that look like secrets', async () => {
    const small = openDrafts({ draftsFolder: join(folder, 'drafts'), maxItemBytes: 20 });
    await expect(small.begin('items.csv', bytesOf(cafes))).rejects.toEqual(refused('data/bad-row'));
    const { id } = await begin();
    const secret = wishes({ labels: ['good', 'api_key=sk-1234567890abcdef1234567890abcdef'] });
    await expect(drafts.check(id, secret)).rejects.toEqual(refused('task/secret-in-config'));
  });

  it('gives way to others that have more bytes than are kept', async () => {
    const few = openDrafts({ draftsFolder: join(folder, 'drafts'), maxBytes: 50 });
    const first = await few.begin('items.csv', bytesOf('photo\na.png\n'));
    await few.addFile(first.id, 'a.png', bytesOf('1234567890'.repeat(3)));
    const second = await few.begin('items.csv', bytesOf('photo\na.png\n'));
    await few.addFile(second.id, 'a.png', bytesOf('1234567890'.repeat(3)));
    await expect(few.check(first.id, wishes())).rejects.toEqual(refused('draft/unknown'));
    await few.check(second.id, wishes({ kind: 'rating', media: 'image' }));
  });

  it('takes no file that could lie elsewhere or hold code', async () => {
    const { id } = await begin();
    for (const path of [
      '../a.png',
      '/a.png',
      'cats/../../a.png',
      '.a.png',
      'cats//a.png',
      'a\\b.png',
      'page.html',
      'a.png\0',
    ])
      await expect(drafts.addFile(id, path, bytesOf('x')), path).rejects.toEqual(refused('draft/bad-file'));
  });

  it('keeps no part of a file that did not arrive whole', async () => {
    const draft = await begin('photo\na.png\n');
    async function* broken() {
      yield Buffer.from('pi');
      throw new Error('gone');
    }
    await expect(drafts.addFile(draft.id, 'a.png', broken())).rejects.toEqual(refused('draft/broken-off'));
    expect(readdirSync(join(draft.folder, 'files'))).toEqual([]);
    expect(draft.files.size).toBe(0);
  });

  it('gives way to others after a while, and is refused then', async () => {
    const { id } = await begin();
    for (let n = 0; n < 2; n++) await begin();
    await expect(drafts.check(id, wishes())).rejects.toEqual(refused('draft/unknown'));
    await vi.waitFor(() => expect(readdirSync(join(folder, 'drafts'))).toHaveLength(2));
  });
});

describe('a saved task', () => {
  it('is a task folder that can be launched as it is, with its files', async () => {
    const { id } = await begin('photo\na.png\n');
    await drafts.addFile(id, 'a.png', bytesOf('pixel'));
    await save(id, 'cats', wishes({ kind: 'rating', media: 'image' }));
    const task = await loadTask({ folder: join(folder, 'tasks/cats') });
    expect(task.config).toMatchObject({ task_name: 'cats', task_title: 'Is it good?', extra_source_dir: 'files' });
    expect(readFileSync(join(task.extraSourceDir!, 'a.png'), 'utf8')).toBe('pixel');
    expect(readFileSync(join(folder, 'tasks/cats/README.md'), 'utf8')).toContain(`run ${join(folder, 'tasks/cats')}`);
    await expect(drafts.check(id, wishes())).rejects.toEqual(refused('draft/unknown'));
    expect(readdirSync(join(folder, 'drafts'))).toEqual([]);
  });

  it('has the page of the kind that was chosen last', async () => {
    const { id } = await begin();
    await drafts.check(id, wishes({ kind: 'html' }));
    await save(id, 'cafes');
    expect(readdirSync(join(folder, 'tasks/cafes')).sort()).toEqual([
      'README.md',
      'Reviews of cafés.csv',
      'manyhands.yaml',
    ]);
  });

  it('never takes the place of another, and stays a draft then', async () => {
    await save((await begin()).id, 'cafes');
    const { id } = await begin('text\nother\n');
    await expect(save(id, 'cafes')).rejects.toEqual(refused('task/name-taken'));
    await save(id, 'bars');
    expect((await saved.list()).map(({ name }) => name)).toEqual(['bars', 'cafes']);
    expect(readFileSync(join(folder, 'tasks/cafes/Reviews of cafés.csv'), 'utf8')).toBe(cafes);
  });
});
