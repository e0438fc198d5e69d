import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../src/adapters/package.ts';
import { openBrowser, type TestBrowser } from './browser.ts';

/** docs/first-study.md, of which each command, file and line is taken as it stands there. */
const page = readFileSync(join(packageFolder, 'docs/first-study.md'), 'utf8');
const commandOf = (start: string) => {
  const found = [...page.matchAll(/^ {4}\.\/bin\/manyhands (.+)$/gm)].map(([, words = '']) => words);
  const command = found.find((words) => words.startsWith(start));
  if (!command) throw new Error(`docs/first-study.md has no command "${start}".`);
  return command.split(' ');
};
const blockOf = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';

describe('the first study of docs/first-study.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-first-study-'));
  const env = { ...process.env, MANYHANDS_DATA: join(folder, 'data'), MANYHANDS_PORT: '0', NO_COLOR: '1' };
  let daemon: ChildProcess;
  let browser: TestBrowser;
  let workerPage: string;
  let run: string;

  const start = (words: readonly string[]) =>
    spawn(process.execPath, [join(packageFolder, 'bin/manyhands'), ...words], { cwd: folder, env });

  /** What a command prints; it has to succeed. */
  async function result(words: readonly string[]): Promise<string> {
    const child = start(words);
    child.stdin.end();
    const [out, err] = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray());
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, err: code === 0 ? '' : (await err!).join('') }).toEqual({ code: 0, err: '' });
    return (await out!).join('');
  }

  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
    browser = await openBrowser();
    daemon = start(commandOf('start'));
    for await (const line of createInterface({ input: daemon.stdout! })) if (line.includes('is running')) break;
    daemon.stdout!.resume();
  });
  afterAll(async () => {
    await browser?.close();
    if (daemon.exitCode === null) {
      daemon.kill('SIGTERM');
      await once(daemon, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('is made from a CSV file', async () => {
    writeFileSync(join(folder, 'reviews.csv'), blockOf('csv'));
    expect(await result(commandOf('new'))).toContain('with 3 items');
    const config = join(folder, 'cafes/manyhands.yaml');
    const text = readFileSync(config, 'utf8') + blockOf('yaml');
    const [line = ''] = /units_per_assignment: \d+/.exec(page) ?? [];
    writeFileSync(config, text.replace(/units_per_assignment: \d+/, line));
  });

  it('is checked, then launched, with what it makes and where to go', async () => {
    expect(await result(commandOf('run cafes --dry-run'))).toMatch(/items +3\nunits +15\n[\s\S]*Nothing was launched/);
    const launched = await result(commandOf('run cafes').slice(0, 2));
    [, run = ''] = /^run +(\S+)$/m.exec(launched) ?? [];
    [, workerPage = ''] = /^worker page +(\S+)$/m.exec(launched) ?? [];
    expect(launched).toMatch(/^review +http:\S+\/review\?run=cafes-/m);
  });

  it('is answered by five workers with the keyboard, on a computer or a phone', async () => {
    for (const [nth, worker] of ['ada', 'bob', 'cara', 'dan', 'eve'].entries()) {
      const visitor = await browser.visitor(nth % 2 === 0 ? {} : { viewport: { width: 390, height: 844 } });
      await visitor.page.goto(`${workerPage}?worker_id=${worker}`);
      for (let item = 0; item < 3; item++) {
        const text = await visitor.page.locator('.text').first().textContent();
        await visitor.page.keyboard.press(text?.startsWith('Lovely') ? '1' : '3');
        await visitor.page.keyboard.press(String(1 + nth));
        await visitor.page.keyboard.press('Enter');
        await visitor.page.getByText(text ?? '', { exact: true }).waitFor({ state: 'detached' });
        await visitor.page.locator('.text, .notice').first().waitFor();
      }
      expect(await visitor.page.locator('.notice').count()).toBe(1);
      await visitor.leave();
    }
  });

  it('is reviewed and exported, a row for each answer with both questions', async () => {
    const units = JSON.parse(await result(['review', 'list', '--run', run, '--json'])) as { id: string }[];
    expect(units).toHaveLength(15);
    await result(['review', 'accept', ...units.map(({ id }) => id)]);
    await result(commandOf('export'));
    const rows = parse(readFileSync(join(folder, 'answers.csv'), 'utf8'), { columns: true, bom: true }) as Record<
      string,
      string
    >[];
    expect(rows).toHaveLength(15);
    const lovely = rows.filter((row) => Object.values(row).some((value) => value.startsWith('Lovely')));
    expect(lovely.map((row) => row['answer.answer'])).toEqual(Array(5).fill('positive'));
    expect(lovely.map((row) => Number(row['answer.stars'])).sort()).toEqual([1, 2, 3, 4, 5]);
  });
});
