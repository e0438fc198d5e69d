import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../../adapters/package.ts';
import { openItems } from '../../adapters/tasks/items.ts';
import { loadTask } from '../../adapters/tasks/task-config.ts';
import { taskKinds } from '../../api/new-task.ts';
import { shownButHidden, unknownDataKeys } from '../../runtime/config/data-keys.ts';
import { command } from '../for-tests.ts';

const folder = mkdtempSync(join(tmpdir(), 'manyhands-new-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'reviews.csv'), 'id,text,truth\n1,Nice,good\n2,Bad,bad\n');

let made = 0;
/** Runs `manyhands new` for a folder of its own. */
async function makeNew(options: string[], typed = '') {
  const name = `study-${++made}`;
  const path = join(folder, name);
  const result = await command(['new', path, ...options], { dataFolder: folder, typed });
  return { path, name, ...result };
}
/** Loads the task as a launch does. */
async function loaded(path: string) {
  const task = await loadTask({ folder: path });
  const summary = await (await openItems(task)).summarize();
  expect(unknownDataKeys(task.config, summary?.keys ?? [])).toEqual([]);
  expect(shownButHidden(task.config)).toEqual([]);
  return { config: task.config, summary };
}

describe('manyhands new', () => {
  it.each(taskKinds)('makes a folder that can be launched as it is: %s', async (kind) => {
    const { path, code } = await makeNew(['--kind', kind]);
    expect(code).toBe(0);
    const { config, summary } = await loaded(path);
    expect(config.questions ?? config.quality?.questions).toHaveLength(1);
    expect(summary?.length).toBe(3);
  });

  it('has small pictures for a task with pictures, beside the page under the names in the data', async () => {
    const { path } = await makeNew(['--kind', 'rating', '--media', 'image']);
    const { config, summary } = await loaded(path);
    expect(readdirSync(join(path, config.extra_source_dir!))).toContain(summary?.first.image);
    expect(config.show).toEqual([{ key: 'image', as: 'image' }]);
  });

  it.each([
    ['image', 'What does it show?'],
    ['audio', 'What do you hear?'],
    ['text', 'How does it sound?'],
  ])('asks what fits the items: %s', async (media, label) => {
    const { path, err } = await makeNew(['--media', media, '--data', join(folder, 'reviews.csv'), '--kind', 'choice']);
    const { config } = await loaded(path);
    expect(config.questions).toMatchObject([{ label, labels: expect.any(Array) }]);
    expect(err).toContain(`Its labels are ${config.questions?.[0]?.labels?.join(', ')}`);
    expect(readFileSync(join(path, 'README.md'), 'utf8')).toMatch(/dev .*study-[\s\S]*run .*study-/);
  });

  it('takes the items of a file with their columns, and keeps the right answers from workers', async () => {
    const data = ['--data', join(folder, 'reviews.csv'), '--gold', 'truth'];
    const { path, out } = await makeNew(['--kind', 'choice', '--labels', 'good, bad', ...data]);
    expect(out).toContain('with 2 items in reviews.csv (id, text, truth)');
    const { config } = await loaded(path);
    expect(config.show).toEqual(['id', 'text']);
    expect(config.questions?.[0]).toMatchObject({ labels: ['good', 'bad'], gold: 'truth' });
    expect(readFileSync(join(path, 'reviews.csv'), 'utf8')).toContain('1,Nice,good');
  });

  it('says which labels were proposed, and which name of a column looks like a value', async () => {
    writeFileSync(join(folder, 'bare.csv'), '1,Nice place.\n2,Bad\n');
    const { out, err } = await makeNew(['--data', join(folder, 'bare.csv')], 'choise\nchoice\n\n\n\n');
    expect(out).toContain('"choise" is not in the list');
    expect(err).toContain('"1" looks like a value, and was read as the name of a column.');
    expect(err).toContain('Its labels are positive, mixed, negative');
  });

  it('asks for what was not given, by number or by name; an empty line takes what is proposed', async () => {
    const { path } = await makeNew([], 'choice\n\nMy title\nyes, no\n');
    const { config } = await loaded(path);
    expect(config.task_title).toBe('My title');
    expect(config.questions?.[0]?.labels).toEqual(['yes', 'no']);
    const { path: proposed } = await makeNew([], '\n\n\n\n');
    expect((await loaded(proposed)).config.questions?.[0]?.labels).toHaveLength(3);
  });

  it('is about the column that fits, and never about the one with the right answers', async () => {
    const data = ['--data', join(folder, 'mixed.csv'), '--gold', 'truth'];
    writeFileSync(join(folder, 'mixed.csv'), 'truth,id,photo,text\ngood,1,cat.jpg,A cat by the window\n');
    const spans = await loaded((await makeNew(['--kind', 'spans', ...data])).path);
    expect(spans.config.questions?.[0]).toMatchObject({ of: 'text', gold: 'truth' });
    const image = await loaded((await makeNew(['--kind', 'rating', '--media', 'image', ...data])).path);
    expect(image.config.show?.[0]).toEqual({ key: 'photo', as: 'image' });
    const typed = await loaded((await makeNew(data, 'choice\n\n\nyes, no\n')).path);
    expect(typed.config.questions?.[0]).toMatchObject({ labels: ['yes', 'no'], gold: 'truth' });
    expect(typed.config.show).not.toContain('truth');

    writeFileSync(join(folder, 'one.csv'), 'text\nA cat\n');
    expect((await makeNew(['--kind', 'compare', '--data', join(folder, 'one.csv')])).err).toContain(
      '(task/few-columns)',
    );
  });

  it('makes the very page that docs/pages.md explains', async () => {
    const { path } = await makeNew(['--kind', 'html']);
    const [, shown] = /```html\n([\s\S]*?)```/.exec(readFileSync(join(packageFolder, 'docs/pages.md'), 'utf8')) ?? [];
    expect(readFileSync(join(path, 'page/index.html'), 'utf8')).toBe(shown);
  });

  it.each([
    ['task/few-labels', ['--kind', 'choice', '--labels', 'good']],
    ['task/no-data-file', ['--kind', 'choice', '--data', 'nowhere.csv']],
    ['task/no-gold-key', ['--kind', 'choice', '--gold', 'truth']],
    ['task/no-sample', ['--kind', 'choice', '--media', 'video']],
  ])('makes nothing when it is refused: %s', async (code, options) => {
    const { path, name, err, code: exitCode } = await makeNew(options);
    expect(exitCode).toBe(1);
    expect(err).toContain(`(${code})`);
    expect(readdirSync(folder)).not.toContain(name);
    expect(path).toContain(name);
  });

  it.each([
    ['a name that is too long', 'a'.repeat(300), 'a name in it is too long. '],
    ['a path through a file', join(folder, 'reviews.csv', 'study'), 'a file is where a folder should be. '],
    ['a name without anything in it', ' ', '(task/bad-name)'],
  ])('refuses %s', async (_, name, reason) => {
    const { err, code } = await command(['new', name, '--kind', 'write'], { dataFolder: folder });
    expect(code).toBe(1);
    expect(err).toContain(reason);
  });

  it.each([['\u001b[31mCafés'], [' \u200b'], [`Cafés in \${task_dir}`]])('refuses the title %j', async (title) => {
    const { err, code, name } = await makeNew(['--kind', 'write', '--title', title]);
    expect(code).toBe(1);
    expect(err).toContain('(task/bad-title)');
    expect(readdirSync(folder)).not.toContain(name);
  });

  it('never writes into a folder that has something', async () => {
    const { path } = await makeNew(['--kind', 'choice']);
    const again = await command(['new', path, '--kind', 'rating'], { dataFolder: folder });
    expect(again.err).toContain('(task/folder-exists)');
    expect((await loaded(path)).config.questions?.[0]?.labels).toHaveLength(3);
  });
});
