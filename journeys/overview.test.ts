import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../bench/api.ts';
import { openWorker, type Work, type Worker } from '../bench/crowd/worker.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { buildFirstPage, filmOn, type LaunchedRun, launchFilms } from './films.ts';
import { steadyPort } from './ports.ts';

describe('the overview', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  let page: Page;
  let ada: Worker;
  let faults: string[];
  beforeAll(async () => {
    const settings = { port: await steadyPort(), grafanaUrl: 'https://grafana.example.org/lab/' };
    [daemon, browser] = await Promise.all([openTestDaemon(settings), openBrowser()]);
    const whileItIsAway = /ERR_(CONNECTION|INCOMPLETE_CHUNKED|EMPTY_RESPONSE).*\/api\//;
    ({ page, faults } = await browser.visitor({ mayFail: whileItIsAway }));
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());
  afterAll(() => ada?.close());

  const card = () => page.getByRole('article', { name: 'Which kind of film is it?' });
  const shows = (text: string | RegExp) => card().getByText(text, { exact: true }).waitFor();
  const isDone = () => card().getByRole('progressbar').getAttribute('aria-valuenow');
  const press = (name: RegExp) => card().getByRole('button', { name }).click();
  const dialog = () => page.getByRole('dialog');

  it('says what to do before the first launch', async () => {
    await page.goto(daemon.url);
    await page.getByText('No runs yet').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await page.title()).toBe('Overview · Manyhands');
    await expectFitForEveryone(page);
  });

  it('shows a run as soon as it is launched, and its progress as it comes, without a reload', async () => {
    await page.evaluate('window.isTheSamePage = true');
    const built = await buildFirstPage(daemon.folder);
    run = await launchFilms(daemon, built, ['Alpha', 'Beta', 'Gamma', 'Delta']);
    await shows('Running');
    await shows('0 of 4');
    await shows('4 open');
    ada = openWorker(daemon.port, run.id, 'ada');
    const work = (await ada.arrive()) as Work;
    await shows('1 in progress');
    await shows('3 open');
    await ada.submit(work, { genre: 'Drama' });
    await shows('1 of 4');
    await shows('1 to review');
    expect(await isDone()).toBe('25');
    for await (const _ of ask(daemon.port, 'POST', `/api/units/${run.id}.0.0/accept`, {}));
    await shows('1 accepted');
    expect(await page.evaluate('window.isTheSamePage')).toBe(true);
  });

  it('is fit for everyone', async () => {
    await ada.arrive();
    await shows('1 in progress');
    await expectFitForEveryone(page);
  });

  it('leads to the page for workers', async () => {
    const opened = page.context().waitForEvent('page');
    await card().getByRole('link', { name: 'Worker page' }).click();
    const workerPage = await opened;
    expect(await filmOn(workerPage)).toBe('Gamma');
    expect(workerPage.url()).toBe(run.worker_url);
    await workerPage.close();
    await shows('2 in progress');
  });

  it('leads to the dashboard in Grafana, from a run to that of the run', async () => {
    const dashboard = () => page.getByRole('link', { name: 'Dashboard' }).getAttribute('href');
    expect(await dashboard()).toBe('https://grafana.example.org/lab/d/manyhands');
    await card().getByRole('heading').getByRole('link').click();
    await page.waitForURL(`**/runs/${run.id}`);
    await expect.poll(dashboard).toBe(`https://grafana.example.org/lab/d/manyhands?var-run=${run.id}`);
    await page.goBack();
    await shows('2 in progress');
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

  it('pauses a run and resumes it', async () => {
    const bob = openWorker(daemon.port, run.id, 'bob');
    await press(/^Pause/);
    await card().locator('.status', { hasText: 'Paused' }).waitFor();
    expect(await bob.arrive()).toBeUndefined();
    await press(/^Resume/);
    await shows('Running');
    expect(await bob.arrive()).toBeDefined();
    bob.close();
  });

  it('collects more answers per item', async () => {
    await press(/^Extend/);
    await dialog().getByText('4 more units.').waitFor();
    await expectFitForEveryone(page);
    await dialog().getByLabel('Answers per item').fill('3');
    await dialog().getByText('8 more units.').waitFor();
    await dialog().getByRole('button', { name: 'Extend' }).click();
    await dialog().waitFor({ state: 'detached' });
    await shows('1 of 12');
  });

  it('changes settings of a run on its page, and lists the changes', async () => {
    await card().getByRole('heading').getByRole('link').click();
    await page.waitForURL(`**/runs/${run.id}`);
    const settings = page.getByRole('region', { name: 'Settings', exact: true });
    await settings.getByRole('button', { name: 'Change…' }).click();
    await dialog().getByLabel('Time for one unit').fill('300');
    await dialog().getByLabel('Reason').fill('The pilot took five minutes.');
    await expectFitForEveryone(page);
    await dialog().getByRole('button', { name: 'Change', exact: true }).click();
    await dialog().waitFor({ state: 'detached' });
    await settings.getByText('assignment_duration_in_seconds: 600 → 300').waitFor();
    await settings.getByText('The pilot took five minutes.').waitFor();
    await expectFitForEveryone(page);
    await page.goBack();
    await shows('1 of 12');
  });

  it('says when it has lost the server, reconnects by itself after a restart, and goes on', async () => {
    await daemon.stop();
    await page.getByText('Not connected. Trying again…').waitFor();
    await shows('1 of 12');
    await expectFitForEveryone(page);
    daemon = await openTestDaemon({ port: daemon.port }, daemon.folder);
    await page.getByText('Live', { exact: true }).waitFor();
    const cleo = openWorker(daemon.port, run.id, 'cleo');
    await cleo.submit((await cleo.arrive()) as Work, { genre: 'Comedy' });
    cleo.close();
    await shows('2 of 12');
    expect(await page.evaluate('window.isTheSamePage')).toBe(true);
    expect(faults).toEqual([]);
  });

  it('stops a run, but only after a confirmation', async () => {
    await press(/^Stop/);
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog().waitFor({ state: 'detached' });
    await shows('Running');
    await press(/^Stop/);
    await dialog().getByRole('button', { name: 'Stop run' }).click();
    await shows('Stopped');
    await dialog().waitFor({ state: 'detached' });
    expect(await card().getByRole('button').allTextContents()).toEqual(['Launch again…', 'Hide']);
  });

  it('hides a run that is over, and shows it again', async () => {
    await press(/^Hide/);
    await card().waitFor({ state: 'detached' });
    await expectFitForEveryone(page);
    await page.getByRole('button', { name: 'Show 1 hidden run' }).click();
    await press(/^Show/);
    await card().getByRole('button', { name: /^Hide/ }).waitFor();
  });
});
