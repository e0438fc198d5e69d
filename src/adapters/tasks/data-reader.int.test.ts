import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bundle } from '../../../scripts/bundle.mjs';
import type { DataReader, Item, Task } from '../../runtime/ports/tasks.ts';
import { openDataReader } from './data-reader.ts';
import type { ReaderOptions } from './data-reader-process.ts';
import { loadTask } from './task-config.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

async function newFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'manyhands-reader-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function taskWith(name: string, content: string): Promise<Task> {
  const folder = await newFolder();
  const yaml = `task_name: birds\ntask_title: Birds\ntask_description: Birds\npage: page\ndata: ${name}\n`;
  await writeFile(join(folder, 'manyhands.yaml'), yaml);
  await writeFile(join(folder, name), content);
  return loadTask({ folder });
}

async function reader(name: string, content: string, options?: ReaderOptions): Promise<DataReader> {
  const opened = await openDataReader(await taskWith(name, content), options);
  onTestFinished(opened.close);
  return opened;
}

async function drain(opened: DataReader, size: number): Promise<Item[]> {
  const all: Item[] = [];
  for (;;) {
    const { items, done } = await opened.next(size);
    if (done) return all;
    all.push(...items);
  }
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a data reader', () => {
  it('counts and gives a hundred thousand rows, in their order', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `${index},"text, ${index}"`);
    const reported: number[] = [];
    const opened = await reader('a.csv', `id,text\n${rows.join('\n')}\n`, {
      onCount: (counted) => reported.push(counted),
    });
    expect(opened.kind).toBe('list');
    expect(await opened.summarize()).toEqual({
      length: 100_000,
      withUnits: { items: 0, units: 0 },
      keys: ['id', 'text'],
      groups: 0,
      first: { id: '0', text: 'text, 0' },
    });
    expect(reported).toEqual([25_000, 50_000, 75_000, 100_000]);
    const all = await drain(opened, 1_000);
    expect(all.map(({ shared }) => `${shared.id},"${shared.text}"`)).toEqual(rows);
  });

  it('continues after the items already in use', async () => {
    const opened = await reader('a.jsonl', '{"n":1}\n{"n":2}\n{"n":3}\n');
    await opened.start(2);
    expect(await drain(opened, 10)).toEqual([{ shared: { n: 3 } }]);
  });

  it('runs an endless generator in TypeScript no further than asked, and prints what it prints', async () => {
    const lines: string[] = [];
    const code = `export async function* data({ config }: { config: { task_name: string } }) {
      for (let n = 1; ; n++) { console.log('making', n); yield { n, of: config.task_name }; }
    }`;
    const opened = await reader('a.ts', code, { onLine: (line) => lines.push(line) });
    expect(opened.kind).toBe('generator');
    expect(await opened.summarize()).toBeUndefined();
    const { items, done } = await opened.next(2);
    expect(items).toEqual([{ shared: { n: 1, of: 'birds' } }, { shared: { n: 2, of: 'birds' } }]);
    expect(done).toBe(false);
    await vi.waitFor(() => expect(lines).toEqual(['making 1', 'making 2']));
  });

  it('gives an early item without waiting for a late one', async () => {
    const code = 'export async function* data() { yield { n: 1 }; await new Promise(() => {}); }';
    const opened = await reader('a.mjs', code);
    expect(await opened.next(100)).toEqual({ items: [{ shared: { n: 1 } }], done: false });
  });

  it('does not mind what the code says to its parent process', async () => {
    const opened = await reader('a.mjs', `process.send('ready'); process.send(null); export const data = [{ n: 1 }];`);
    expect(await drain(opened, 5)).toEqual([{ shared: { n: 1 } }]);
  });

  it('passes on what is wrong with the data, and is over then', async () => {
    const opened = await reader('a.csv', 'a,b\n1,2\n3\n');
    const refused = {
      code: 'data/bad-row',
      status: 400,
      message: expect.stringContaining('a.csv, line 3: the row has 1'),
    };
    await expect(opened.summarize()).rejects.toMatchObject(refused);
    await expect(opened.next(1)).rejects.toMatchObject(refused);
  });

  it('can be closed in the middle of a wait', async () => {
    const opened = await reader('a.mjs', 'export async function* data() { await new Promise(() => {}); yield {}; }');
    const asked = expect(opened.next(1)).rejects.toMatchObject({ code: 'task/closed' });
    await opened.close();
    await asked;
    await expect(opened.next(1)).rejects.toMatchObject({ code: 'task/closed' });
  });
});

describe("a fault in a task's own code", () => {
  const failing = async (name: string, code: string, options?: ReaderOptions): Promise<string> => {
    const opened = await reader(name, code, options);
    const error = await opened.next(1).catch((refused) => refused);
    expect(error).toMatchObject({ code: 'task/code-failed' });
    return error.message;
  };

  it('is reported with its line, in JavaScript', async () => {
    const code = '\n\nexport function* data() {\n  throw new Error("no birds");\n}';
    expect(await failing('a.mjs', code)).toContain('no birds (./a.mjs:4)');
  });

  it('is reported with its line, in TypeScript', async () => {
    const code =
      'interface Bird {\n  name: string;\n}\nexport function* data(): Generator<Bird> {\n  throw new Error("no birds");\n}';
    expect(await failing('a.ts', code)).toContain('no birds (./a.ts:5)');
  });

  it('is reported when it is thrown later, outside any call', async () => {
    const code = `setTimeout(() => { throw new Error('late'); }, 20);\nexport async function* data() { await new Promise(() => {}); }`;
    expect(await failing('a.mjs', code)).toContain('late (./a.mjs:1)');
  });

  it('is reported when a promise rejects unhandled', async () => {
    const code = `export async function* data() {\n  Promise.reject(new Error('unheard'));\n  await new Promise(() => {});\n}`;
    expect(await failing('a.mjs', code)).toContain('unheard (./a.mjs:2)');
  });

  it('is reported when it ends its process', async () => {
    const code = `export function* data() { console.error('giving up'); process.exit(3); }`;
    const sentence = 'it ended its process with code 3, and its last output was "giving up"';
    expect(await failing('a.mjs', code)).toContain(sentence);
  });

  it.each([
    ['while it loads', 'process.disconnect(); export const data = [];'],
    ['when it is asked for data', 'export function* data() { process.disconnect(); yield {}; }'],
  ])('is reported when it closes the channel to its parent %s', async (_, code) => {
    const used = openDataReader(await taskWith('a.mjs', code)).then((opened) => opened.next(1));
    await expect(used).rejects.toMatchObject({
      code: 'task/code-failed',
      message: expect.stringContaining('it closed the channel to Manyhands, as process.disconnect() does'),
    });
  });

  it('is reported when it is killed', async () => {
    const code = `export function* data() { process.kill(process.pid, 'SIGKILL'); yield {}; }`;
    expect(await failing('a.mjs', code)).toContain('it was ended by SIGKILL');
  });

  it.each([
    ['a.mjs', 'const a = 1;\nconst = 2;\n'],
    ['a.js', 'export const a = 1;\nconst = 2;\n'],
    ['a.ts', 'const a: number = 1;\nconst = 2;\n'],
  ])('is reported with its line when %s cannot be parsed', async (name, code) => {
    const opening = openDataReader(await taskWith(name, code));
    await expect(opening).rejects.toMatchObject({
      code: 'task/code-failed',
      message: expect.stringContaining(`(./${name}:2)`),
    });
  });

  it.each([
    ['while it loads', 'for (;;);'],
    ['when it is asked for data', 'export function* data() { for (;;); }'],
  ])('is refused when it loops endlessly %s', async (_when, code) => {
    const task = await taskWith('a.mjs', code);
    const used = openDataReader(task, { timeoutMs: 2_000 }).then((opened) => opened.next(1));
    await expect(used).rejects.toMatchObject({
      code: 'task/not-answering',
      message: expect.stringContaining('in a.mjs did not respond for 2 seconds'),
    });
  });
});

describe('a data reader of a built project', () => {
  /** Builds the files at issue, and runs a script that uses them. */
  async function built(script: string) {
    const folder = await newFolder();
    await writeFile(join(folder, 'package.json'), '{"type": "module"}');
    await writeFile(join(folder, 'script.js'), script);
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    const modules = ['task-config', 'data-reader', 'data-reader-child'];
    await bundle(
      modules.map((name) => `src/adapters/tasks/${name}`),
      join(folder, 'dist'),
    );
    const child = spawn(process.execPath, ['script.js'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    return { folder, child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  }

  const use = (task: Task, then: string) => `
    const { openDataReader } = await import('./dist/src/adapters/tasks/data-reader.js');
    const reader = await openDataReader(${JSON.stringify(task)}, { onLine: console.log });
    ${then}`;

  it('needs no compiler for itself, and still takes data in TypeScript', async () => {
    const task = await taskWith('a.ts', 'export const data: { n: number }[] = [{ n: 1 }];');
    const { folder, lines } = await built(
      use(task, 'console.log(JSON.stringify(await reader.next(5))); await reader.close();'),
    );
    expect((await lines.next()).value).toBe('{"items":[{"shared":{"n":1}}],"done":false}');
    expect(existsSync(join(folder, 'dist/src/adapters/tasks/data-reader-child.js'))).toBe(true);
    expect((await lines.next()).done).toBe(true);
  });

  it('leaves nothing behind when its parent is killed, even in an endless loop', async () => {
    const task = await taskWith('a.mjs', 'export function* data() { process._rawDebug(process.pid); for (;;); }');
    const { child, lines } = await built(use(task, 'await reader.next(1);'));
    const pid = Number((await lines.next()).value);
    expect(isAlive(pid)).toBe(true);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000, interval: 100 });
  });
});
