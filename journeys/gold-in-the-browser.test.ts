import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { command } from '../src/cli/for-tests.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';

const example = join(packageFolder, 'examples/06-gold-and-screening');
const known = new Map(
  readFileSync(join(example, 'gold.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',') as [string, string]),
);

describe('the sixth example, with gold units', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    run = await launchWith(daemon.port, example);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  /** Answers the word on the page, a gold one well or wrong; whether it was gold. */
  async function answer(page: Page, well: boolean, before = ''): Promise<{ word: string; isGold: boolean }> {
    const shown = page.locator('main section.item').first();
    await page.getByRole('radio', { name: 'good' }).waitFor();
    await expect.poll(() => shown.innerText()).not.toMatch(new RegExp(`\\b${before || 'none'}$`));
    const word = (await shown.innerText()).trim().split(/\s+/).at(-1) ?? '';
    const right = known.get(word);
    const other = right === 'good' ? 'bad' : 'good';
    await page.getByRole('radio', { name: (well ? right : other) ?? 'good' }).check();
    await page.getByRole('button', { name: 'Submit' }).click();
    return { word, isGold: right !== undefined };
  }

  it('gives a gold unit first and after every second, without saying so', async () => {
    const { page, leave } = await browser.visitor();
    await page.goto(`${run.worker_url}?worker_id=ada`);
    const had: boolean[] = [];
    let word = '';
    for (let n = 0; n < 4; n++) {
      const done = await answer(page, true, word);
      expect(await page.content()).not.toMatch(/gold/i);
      had.push(done.isGold);
      word = done.word;
    }
    expect(had).toEqual([true, false, false, true]);
    await leave();
  });

  it('gives nothing more to who answers two of them wrong', async () => {
    const { page, leave } = await browser.visitor();
    await page.goto(`${run.worker_url}?worker_id=bob`);
    const first = await answer(page, false);
    await answer(page, false, first.word);
    await page.getByText('not qualified').first().waitFor();
    await expectFitForEveryone(page);
    await leave();
  });

  it('shows the accuracy in a terminal, and exports the others alone', async () => {
    const options = { dataFolder: join(daemon.folder, 'data') };
    expect((await command(['quality', 'word-checks'], options)).out).toMatch(/gold units +2 of 4/);
    const { out } = await command(['export', run.id, '--ordinary', '--format', 'csv'], options);
    expect(out.trim().split('\r\n')).toHaveLength(3);
  });

  it('counts their gold units on the page of the worker, live', async () => {
    const idsOfWorkers = async () => {
      await settled(daemon.port);
      return (await json<{ workers: { id: string }[] }>(daemon.port, '/api/workers')).workers.map(({ id }) => id);
    };
    const before = await idsOfWorkers();
    const { page: app, leave: leaveApp } = await browser.visitor();
    const { page, leave } = await browser.visitor();
    await page.goto(`${run.worker_url}?worker_id=cleo`);
    let { word } = await answer(page, true);
    await page.getByRole('radio', { name: 'good' }).waitFor();
    const [cleo] = (await idsOfWorkers()).filter((id) => !before.includes(id));
    await app.goto(`${daemon.url}workers/${cleo}`);
    await app.getByText('Checks: 1 of 1 gold unit answered well (100 %)').waitFor();
    for (const well of [true, true, false]) word = (await answer(page, well, word)).word;
    await app.getByText('Checks: 1 of 2 gold units answered well (50 %)').waitFor();
    await expectFitForEveryone(app);
    await leave();
    await leaveApp();
  });

  it('screens with the first unit instead, and has nothing more in any run for who fails', async () => {
    const screened = await launchWith(daemon.port, example, {}, 'screening');
    const { page, leave } = await browser.visitor();
    await page.goto(`${screened.worker_url}?worker_id=dan`);
    const first = await answer(page, true);
    expect(first.isGold).toBe(true);
    expect((await answer(page, true, first.word)).isGold).toBe(false);
    await leave();
    const { page: other, leave: leaveOther } = await browser.visitor();
    await other.goto(`${screened.worker_url}?worker_id=eve`);
    await answer(other, false);
    await other.getByText('not qualified').first().waitFor();
    const again = await launchWith(daemon.port, example, {}, 'screening');
    await other.goto(`${again.worker_url}?worker_id=eve`);
    await other.getByText('not qualified').first().waitFor();
    await leaveOther();
  });
});
