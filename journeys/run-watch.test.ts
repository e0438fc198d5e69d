import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBrowser, type TestBrowser } from './browser.ts';
import { environmentIn, program } from './spawned-daemon.ts';

const config = `task_name: plants
task_title: Plants
task_description: Look at a plant.
data: data/plants.json
task_source: out/form.html
build: node build.mjs
units_per_assignment: 4
draft_interval_in_seconds: 1
`;
const build = `import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
appendFileSync('.builds', 'x');
const parts = readdirSync('src').toSorted().map((name) => readFileSync('src/' + name, 'utf8'));
if (parts.join('').includes('HANG')) spawnSync(process.execPath, ['-e', "require('fs').writeFileSync('.pid', String(process.pid)); setInterval(() => {}, 1000)"]);
if (parts.join('').includes('FAULT')) throw new Error('FAULT is no plant');
mkdirSync('out', { recursive: true });
writeFileSync('out/form.html', parts.join(''));
`;
const code = `import { defineTask } from 'manyhands/task';
import { refused } from './refused';
export default defineTask({ mayWork: (worker) => worker.name !== refused });
`;

describe('a run for development (manyhands run --watch)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const task = join(folder, 'plants');
  const env = environmentIn(folder);
  let browser: TestBrowser;
  let watching: Watching;
  let page: Page;

  const save = (name: string, text: string) => writeFileSync(join(task, name), text);
  const heading = (text: string) => save('src/1-heading.html', `<h1>${text}</h1>`);
  const builds = () => readFileSync(join(task, '.builds'), 'utf8').length;

  /** A command whose output is gathered. */
  type Watching = { command: ChildProcess; said: () => string; forget: () => void };
  function start(...words: string[]): Watching {
    const command = spawn(process.execPath, [program, ...words], { cwd: folder, env });
    let said = '';
    for (const output of [command.stdout, command.stderr])
      output.setEncoding('utf8').on('data', (text) => (said += text));
    return { command, said: () => said, forget: () => (said = '') };
  }
  const says = ({ said }: Watching, text: string) =>
    vi.waitFor(() => expect(said()).toContain(text), { timeout: 30_000, interval: 50 });
  async function done(...words: string[]) {
    const { command, said } = start(...words);
    const [exitCode] = await once(command, 'close');
    return { code: exitCode as number, said: said() };
  }
  async function end(signal: NodeJS.Signals = 'SIGINT') {
    const ended = once(watching.command, 'close');
    watching.command.kill(signal);
    return (await ended)[0] as number;
  }
  const watch = async () => {
    watching = start('run', 'plants', '--watch');
    await says(watching, 'is for development');
    return {
      url: /http:\/\/plants-\S+/.exec(watching.said())![0],
      run: /Run (plants-\w+) is for development/.exec(watching.said())![1]!,
    };
  };
  let run = '';
  let url = '';

  beforeAll(async () => {
    for (const name of ['src', 'data', 'node_modules']) mkdirSync(join(task, name), { recursive: true });
    save('manyhands.yaml', config);
    save('build.mjs', build);
    save('data/plants.json', '[{"plant":"fern"}]');
    heading('What is it?');
    save('src/2-field.html', '<label>Note <input name="note"></label>');
    save('task.ts', code);
    save('refused.ts', `export const refused = 'nobody';`);
    browser = await openBrowser();
    ({ run, url } = await watch());
    ({ page } = await browser.visitor());
    await page.goto(`${url}?worker_id=ada`);
  });
  afterAll(async () => {
    try {
      await browser?.close();
    } finally {
      if (watching && watching.command.exitCode === null) await end('SIGTERM');
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const note = () => page.getByLabel('Note');
  const isShown = (text: string) => page.getByRole('heading', { name: text }).waitFor();

  it('opens its page again when a file is saved, and keeps what was typed', async () => {
    await isShown('What is it?');
    await note().fill('with green leaves');
    heading('Which plant is it?');
    await isShown('Which plant is it?');
    await says(watching, 'The page was built anew; open pages reload.');
    await vi.waitFor(async () => expect(await note().inputValue()).toBe('with green leaves'));
  });

  it('keeps the former page while a file has a fault, and says so', async () => {
    watching.forget();
    heading('FAULT');
    await says(watching, 'FAULT is no plant');
    await says(watching, 'The former page stays.');
    await page.reload();
    await isShown('Which plant is it?');
    heading('Which plant is it?');
    await says(watching, 'The page is as it was, without a fault.');
  });

  it('is built once for many files that are saved together', async () => {
    const before = builds();
    for (let n = 3; n < 60; n++) save(`src/${n}.html`, `<p>${n}</p>`);
    heading('And this one?');
    await isShown('And this one?');
    await page.getByText('59', { exact: true }).waitFor();
    expect(builds()).toBe(before + 1);
  });

  it('follows no data, no packages and nothing that is built', async () => {
    watching.forget();
    const before = builds();
    save('data/plants.json', '[{"plant":"moss"}]');
    save('node_modules/x.js', '');
    save('out/form.html', 'by hand');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect([builds(), watching.said()]).toEqual([before, '']);
    save('data/plants.json', '[{"plant":"fern"}]');
  });

  it('loads its code again when that is saved, also what it imports; code with a fault leaves the former in place', async () => {
    watching.forget();
    const visit = async (worker: string) => {
      const opened = await browser.visitor();
      await opened.page.goto(`${url}?worker_id=${worker}`);
      return opened;
    };
    save('refused.ts', `export const refused = 'bob';`);
    await says(watching, 'task.ts was loaded again: mayWork.');
    const isRefused = async (worker: string) => {
      const opened = await visit(worker);
      await opened.page.getByText('Nothing to do right now').waitFor();
      await opened.leave();
    };
    await isRefused('bob');
    watching.forget();
    save('task.ts', `${code}\nthrow new Error('not yet');`);
    await says(watching, 'not yet');
    await says(watching, 'The former code stays.');
    await isRefused('bob');
    watching.forget();
    save('task.ts', code);
    await says(watching, 'task.ts was loaded again: mayWork.');
    const cat = await visit('cat');
    await cat.page.getByLabel('Note').waitFor();
    await cat.leave();
  });

  it('keeps the config of its launch, and says so', async () => {
    watching.forget();
    save('manyhands.yaml', config.replace('Plants', 'Flowers'));
    await says(watching, 'a run keeps its config');
    save('manyhands.yaml', config);
    await says(watching, 'without a fault');
  });

  it('is in no export of its task, and in its own', async () => {
    await note().fill('a fern');
    await page.getByRole('button', { name: 'Submit' }).click();
    await vi.waitFor(async () => expect((await done('export', run)).said).toContain('a fern'), { timeout: 20_000 });
    const { code: exitCode, said } = await done('export', 'plants');
    expect([exitCode === 0, said]).toEqual([false, expect.stringContaining('Export one by its id.')]);
    expect((await done('runs')).said).toContain('development');
  });

  it('ends with Ctrl-C while its page is built, and leaves no process of the build', async () => {
    await page.goto('about:blank');
    heading('HANG');
    const pid = await vi.waitFor(() => Number(readFileSync(join(task, '.pid'), 'utf8')), { timeout: 20_000 });
    expect(await end()).toBe(0);
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 5_000 });
    heading('And this one?');
    await watch();
  });

  it('ends with Ctrl-C, and goes on with the same command and the files as they are then', async () => {
    await page.goto('about:blank');
    expect(await end()).toBe(0);
    heading('What grew here?');
    const again = await watch();
    expect(again.run).toBe(run);
    await says(watching, 'The page was built anew');
    await page.goto(`${again.url}?worker_id=dan`);
    await isShown('What grew here?');
  });

  it('is no run of the command without --watch, whose page stays as it is', async () => {
    const { said } = await done('run', 'plants');
    const ordinary = /plants-\w+/.exec(said)![0];
    expect(ordinary).not.toBe(run);
    expect((await done('export', 'plants')).code).toBe(0);
    const { said: refused } = await done('run', 'plants', '--watch', '--dry-run');
    expect(refused).toContain('cannot be used with');
  });
});
