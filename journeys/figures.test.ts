import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, settled } from '../bench/api.ts';
import { openWorker } from '../bench/crowd/worker.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchFilms } from './films.ts';

const films = ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon'];
/** What each worker says of each film; all agree on Alpha, and nobody on Delta. */
const says: Record<string, string[]> = {
  ada: ['Drama', 'Drama', 'Comedy', 'Action', 'Drama'],
  bob: ['Drama', 'Drama', 'Comedy', 'Comedy', 'Drama'],
  '<i>cleo</i>': ['Drama', 'Comedy', 'Comedy', 'Drama', '=1+1'],
};

describe('the figures of a study', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  let page: Page;
  /** The answers as they were exported first. */
  let exported = '';
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    const taskPage = join(daemon.folder, 'page');
    mkdirSync(taskPage);
    writeFileSync(join(taskPage, 'index.html'), '<script src="wrap_crowd_source.js"></script><h1>Films</h1>');
    run = await launchFilms(daemon, taskPage, films, { units_per_assignment: '3' });
    for (const [name, genres] of Object.entries(says)) {
      const worker = openWorker(daemon.port, run.id, name);
      for (let work = await worker.arrive(); work; work = await worker.arrive()) {
        await worker.submit(work, { genre: genres[films.indexOf(String(work.data.title))] });
      }
      worker.close();
    }
    await settled(daemon.port);
    for await (const _ of ask(daemon.port, 'POST', `/api/units/${run.id}.0.0/accept`, {}));
    ({ page } = await browser.visitor());
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const open = async (path: string, title: string) => {
    await page.goto(new URL(path, daemon.url).href);
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
  };
  async function fileOf(press: () => Promise<void>): Promise<{ name: string; text: string }> {
    const [download] = await Promise.all([page.waitForEvent('download'), press()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
  }
  const take = (name: string) => fileOf(() => page.getByRole('button', { name, exact: true }).click());

  it('are those of one run on its own screen', async () => {
    await open(`/runs/${run.id}`, 'Which kind of film is it?');
    await page.getByText('15 of 15', { exact: true }).waitFor();
    await page.getByText('14 to review', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'Progress over time' }).waitFor();
    expect(await page.getByRole('link', { name: 'Dashboard' }).count()).toBe(0);
    await expectFitForEveryone(page);
  });

  it('come with the config of the launch, which can be copied', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const config = page.getByRole('region', { name: 'Config' });
    await config.getByRole('button', { name: 'Show' }).click();
    await config.getByText('units_per_assignment', { exact: true }).first().waitFor();
    await config.getByRole('heading', { name: 'Set at the launch' }).waitFor();
    await expectFitForEveryone(page);
    await config.getByRole('button', { name: 'Copy as JSON' }).click();
    await config.getByRole('button', { name: 'Copied' }).waitFor();
    expect(JSON.parse(await page.evaluate('navigator.clipboard.readText()'))).toMatchObject({
      task_name: 'film-genres',
      units_per_assignment: 3,
    });
  });

  it('are drawn, shown as tables and downloaded', async () => {
    await open(`/statistics?run=${run.id}`, 'Statistics');
    const genre = page.getByRole('region', { name: 'Genre' });
    await genre.getByText('15 answers', { exact: false }).waitFor();
    await genre.getByText('Show the numbers').click();
    await genre.getByRole('row', { name: 'Drama 8' }).waitFor();
    expect(await take('Genre as CSV')).toEqual({
      name: 'genre.csv',
      text: expect.stringMatching(/^label,answers\r\nDrama,8\r\nComedy,5\r\n/),
    });
    expect((await take('Genre as CSV')).text).toContain("'=1+1,1");
    expect((await take('Genre as SVG')).text).toMatch(/^<svg[\s\S]*Drama/);
    expect((await take('Genre as PNG')).name).toBe('genre.png');
    await expectFitForEveryone(page);
  });

  it('show how far workers agree, and say which figures cannot be computed and why', async () => {
    await open(`/quality?run=${run.id}&question=genre`, 'Quality');
    await page.getByText('15 answers to 5 items by 3 workers.').waitFor();
    const shown = async (name: string) => page.getByRole('region', { name, exact: true }).innerText();
    // Of 15 pairs, those of Alpha and Gamma agree all, one each of Beta and Epsilon, none of Delta.
    expect(await shown('Same answer')).toContain('0.533');
    // 1 - (7 / 15) / (134 / 210): the pairs that differ, over those of random pairs of all 15 answers.
    expect(await shown('Alpha')).toContain('0.269');
    const table = page.getByRole('region', { name: 'Workers' });
    await table.getByRole('button', { name: 'With majority' }).click();
    const firstRow = table.getByRole('row').nth(1);
    expect(await firstRow.innerText()).toMatch(/5/);
    await expectFitForEveryone(page);
    expect(new URL(page.url()).searchParams.get('question')).toBe('genre');
    await open(`/quality?run=${run.id}&question=genre&level=interval`, 'Quality');
    await page.getByRole('region', { name: 'Alpha', exact: true }).getByText('Undefined').waitFor();
    expect(await shown('Alpha')).toMatch(/“.+” is not a number/);
    expect(await shown('Same answer')).toContain('0.533');
    await open(`/quality?run=${run.id}&question=genre`, 'Quality');
    await page.getByText('15 answers to 5 items by 3 workers.').waitFor();
  });

  it.each([
    ['agreement', 'AC1'],
    ['classes', 'Confusion of single answers'],
    ['pairs', 'Agreement of pairs of workers'],
    ['enough', 'How many answers are enough'],
    ['over-time', 'Agreement over the run'],
  ])('go on with %s, as a picture with its numbers, fit for everyone', async (show, title) => {
    await open(`/quality?run=${run.id}&question=genre&show=${show}&beside=${run.id}`, 'Quality');
    const further = page.getByRole('region', { name: 'Further figures' });
    await further.getByText(title, { exact: false }).first().waitFor();
    if (show !== 'agreement') {
      await further.locator('svg.recharts-surface').first().waitFor();
      await further.getByText('Show the numbers').first().click();
    }
    await expectFitForEveryone(page);
  });

  it('are downloaded as a picture of pairs, and split by a key of the items', async () => {
    await open(`/quality?run=${run.id}&question=genre&show=pairs`, 'Quality');
    const pairs = await take('Agreement of pairs of workers as SVG');
    // Ada and Bob agree on four films of five.
    expect(pairs.text).toMatch(/^<svg[\s\S]*0\.80/);
    expect((await take('Agreement of pairs of workers as CSV')).text).toMatch(
      /^worker,and,items,same,kappa,worker id,id of the other\r\n.+,5,4,/,
    );
    await page.getByLabel('Split by').first().click();
    await page.getByRole('option').first().click();
    await page.waitForURL(/by=/);
    await page.getByRole('heading', { name: /^By / }).waitFor();
    await expectFitForEveryone(page);
  });

  it('change with the options in the address', async () => {
    await page.getByLabel('Aggregation').first().click();
    await page.getByRole('option', { name: 'Majority' }).click();
    await page.waitForURL(/method=majority/);
    await page.getByText('The label most workers gave. All workers count the same.').waitFor();
    await page.reload();
    await page.getByText('15 answers to 5 items by 3 workers.').first().waitFor();
    expect(page.url()).toContain('method=majority');
  });

  it('come with the feedback of workers', async () => {
    await open('/opinions', 'Opinions');
    await page.getByText('No feedback yet').waitFor();
    await expectFitForEveryone(page);
  });

  it('are exported with a manifest', async () => {
    await open(`/export?run=${run.id}`, 'Export');
    await page.getByLabel('JSON Lines').check();
    const { name, text } = await take('Download');
    expect(name).toBe(`${run.id}.jsonl`);
    expect(text.trim().split('\n')).toHaveLength(15);
    exported = text;
    await page.getByText('The file is complete').waitFor();
    await page.getByText('15 rows.').waitFor();
    await expectFitForEveryone(page);
  });

  it('are exported again from the manifest, byte by byte, and as of an earlier time', async () => {
    const manifest = await take('Save the manifest');
    expect(manifest.name).toBe(`${run.id}.jsonl.manifest.json`);
    await page.getByLabel('Manifest of an earlier export').fill('{"rows": 15}');
    await page.getByText('This is not an export manifest.').waitFor();
    await page.getByLabel('Manifest of an earlier export').fill(manifest.text);
    const again = await take('Rebuild and verify');
    await page.getByText('Verified: identical to the earlier export.').waitFor();
    expect(again.text).toBe(exported);
    await page.getByRole('radiogroup', { name: 'Snapshot' }).getByText('Log position').click();
    await page.getByLabel('Everything up to this position of the log').fill('1');
    await expectFitForEveryone(page);
    await page.getByRole('button', { name: 'Download' }).click();
    await page.getByText(`There was no "${run.id}" yet at that log position.`).waitFor();
    await page.getByText('Date/time', { exact: true }).click();
    expect(await page.getByRole('button', { name: 'Download' }).isDisabled()).toBe(true);
    await page.getByLabel('Everything recorded by this time').fill('2050-01-01T00:00:00');
    const asOf = await take('Download');
    expect(asOf.text).toBe(again.text);
  });

  it('belong to users who are added and removed', async () => {
    await open('/users', 'Users');
    await page.getByLabel('Name', { exact: false }).first().fill('anna');
    await page.getByLabel('Temporary password').fill('a long enough password');
    await page.getByRole('button', { name: 'Add' }).click();
    const row = page.getByRole('row', { name: /^anna/ });
    await row.waitFor();
    await expectFitForEveryone(page);
    await row.getByRole('button', { name: 'Remove anna' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await row.waitFor({ state: 'detached' });
  });

  it('have no page at an unknown address', async () => {
    await open('/nowhere', 'Page not found');
    await expectFitForEveryone(page);
    expect((await fetch(new URL('/api/nowhere', daemon.url))).status).toBe(404);
  });
});
