import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../bench/api.ts';
import { openWorker, type Work, type Worker } from '../bench/crowd/worker.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { buildFirstPage, filmOn, type LaunchedRun, launchFilms } from './films.ts';
import { openTestHouse, type TestHouse } from './house.ts';
import { steadyPort } from './ports.ts';

describe('the start page', () => {
  let house: TestHouse;
  let browser: TestBrowser;
  let run: LaunchedRun;
  let page: Page;
  let ada: Worker;
  let faults: string[];
  beforeAll(async () => {
    [house, browser] = await Promise.all([openTestHouse({ port: await steadyPort() }), openBrowser()]);
    const whileItIsAway = /ERR_(CONNECTION|INCOMPLETE_CHUNKED|EMPTY_RESPONSE).*api\/live/;
    ({ page, faults } = await browser.visitor({ mayFail: whileItIsAway }));
  });
  afterAll(() => house?.end());
  afterAll(() => browser?.close());
  afterAll(() => ada?.close());

  const card = () => page.getByRole('article', { name: 'Which kind of film is it?' });
  const shows = (text: string | RegExp) => card().getByText(text).waitFor();
  const isDone = () => card().getByRole('progressbar').getAttribute('aria-valuenow');

  it('says what to do where nothing runs yet', async () => {
    await page.goto(house.url);
    await page.getByText('No runs yet').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await expectFitForEveryone(page);
  });

  it('shows a run as soon as it is launched, and its progress as it comes, without a reload', async () => {
    await page.evaluate('window.isTheSamePage = true');
    const built = await buildFirstPage(house.folder);
    run = await launchFilms(house, built, ['Alpha', 'Beta', 'Gamma', 'Delta']);
    await shows('Open for work');
    await shows('0 of 4 done · 4 open');
    ada = openWorker(house.port, run.id, 'ada');
    const work = (await ada.arrive()) as Work;
    await shows('0 of 4 done · 1 in work · 3 open');
    await ada.submit(work, { genre: 'Drama' });
    await shows('1 of 4 done · 3 open');
    expect(await isDone()).toBe('25');
    for await (const _ of ask(house.port, 'POST', `/api/units/${run.id}.0.0/accept`, {}));
    await shows('Reviewed: 1 accepted');
    expect(await page.evaluate('window.isTheSamePage')).toBe(true);
  });

  it('is fit for everyone', async () => {
    await ada.arrive();
    await shows(/1 in work/);
    await expectFitForEveryone(page);
  });

  it('leads to the page for workers', async () => {
    const opened = page.context().waitForEvent('page');
    await card().getByRole('link', { name: 'Worker page' }).click();
    const workerPage = await opened;
    expect(await filmOn(workerPage)).toBe('Gamma');
    expect(workerPage.url()).toBe(run.worker_url);
    await workerPage.close();
    await shows('1 of 4 done · 2 in work · 1 open');
  });

  it.each([
    ['JSON Lines', 'jsonl', '"title":"Alpha"'],
    ['CSV', 'csv', 'Alpha'],
  ])('gives the answers as %s', async (name, format, content) => {
    const downloading = page.waitForEvent('download');
    await card().getByRole('link', { name }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe(`${run.id}.${format}`);
    expect(readFileSync(await download.path(), 'utf8')).toContain(content);
  });

  it('says when it has lost the house, finds it again by itself after a restart, and goes on', async () => {
    await house.stop();
    await page.getByText('Not connected. Trying again…').waitFor();
    await shows('1 of 4 done · 2 in work · 1 open');
    await expectFitForEveryone(page);
    house = await openTestHouse({ port: house.port }, house.folder);
    await page.getByText('Live', { exact: true }).waitFor();
    const bob = openWorker(house.port, run.id, 'bob');
    await bob.submit((await bob.arrive()) as Work, { genre: 'Comedy' });
    bob.close();
    await shows('2 of 4 done · 2 in work');
    expect(await page.evaluate('window.isTheSamePage')).toBe(true);
    expect(faults).toEqual([]);
  });
});
