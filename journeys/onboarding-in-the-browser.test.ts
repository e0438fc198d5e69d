import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';

const example = join(packageFolder, 'examples/05-onboarding');
const trainingPage = (page: number) => `Training, page ${page} of 3`;

describe('the fifth example, with an onboarding', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  let ada: Page;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    run = await launchWith(daemon.port, example);
    ada = (await browser.visitor()).page;
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const open = (page: Page, worker: string) => page.goto(`${run.worker_url}?worker_id=${worker}`);
  const heading = (page: Page, name: string) => page.locator('main').getByRole('heading', { name, exact: true });
  const explanation = (page: Page) => page.locator('main').getByRole('alert');
  async function answer(page: Page, feeling: 'good' | 'bad'): Promise<void> {
    await page.getByRole('radio', { name: feeling }).check();
    await page.getByRole('button', { name: 'Submit' }).click();
  }

  it('shows the first page of the training, without a unit and without the right answer', async () => {
    await open(ada, 'ada');
    await heading(ada, trainingPage(1)).waitFor();
    await ada.getByText('sincere', { exact: true }).waitFor();
    await ada.getByText('A short training before your first task').waitFor();
    expect(await ada.content()).not.toContain('is praised');
    await expectFitForEveryone(ada);
    await settled(daemon.port);
    expect(await json(daemon.port, `/api/runs/${run.id}`)).toMatchObject({ assigned: 0 });
  });

  it('explains a wrong answer, keeps it for a correction, and moves the focus to the top', async () => {
    await answer(ada, 'bad');
    await explanation(ada).getByText('Whoever is called sincere is praised').waitFor();
    await expect.poll(() => ada.locator(':focus').innerText()).toBe(trainingPage(1));
    expect(await ada.getByRole('radio', { name: 'bad' }).isChecked()).toBe(true);
    await expectFitForEveryone(ada);
  });

  it('says the same after a reload, and goes on in one tab for all', async () => {
    await ada.reload();
    await explanation(ada).getByText('Whoever is called sincere is praised').waitFor();
    const second = await ada.context().newPage();
    await open(second, 'ada');
    await heading(second, trainingPage(1)).waitFor();
    await answer(ada, 'good');
    await heading(ada, trainingPage(2)).waitFor();
    expect(await ada.getByRole('radio', { checked: true }).count()).toBe(0);
    // What the other tab still shows is answered already: its answer counts for no other page.
    await answer(second, 'bad');
    await heading(second, trainingPage(2)).waitFor();
    expect(await explanation(second).count()).toBe(0);
    await second.close();
  });

  it('gives a unit to whoever passes, without a reload', async () => {
    await answer(ada, 'bad');
    await heading(ada, trainingPage(3)).waitFor();
    // The keys work once the page has its focus.
    const chosen = async () => {
      await ada.keyboard.press('1');
      return ada.getByRole('radio', { checked: true }).count();
    };
    await expect.poll(chosen).toBe(1);
    await ada.keyboard.press('Enter');
    await ada.getByText('You have passed the training.').waitFor();
    await ada.getByText('admits', { exact: true }).waitFor();
    await expectFitForEveryone(ada);
    await answer(ada, 'bad');
    await ada.getByText('alive', { exact: true }).waitFor();
    await settled(daemon.port);
    expect(await json(daemon.port, `/api/runs/${run.id}`)).toMatchObject({ assigned: 1, completed: 1 });
  });

  it('keeps the answer while the server cannot be reached, and has nothing for whoever fails', async () => {
    const { page, leave } = await browser.visitor({ mayFail: /ERR_INTERNET_DISCONNECTED/ });
    await open(page, 'bob');
    await heading(page, trainingPage(1)).waitFor();
    await page.context().setOffline(true);
    await answer(page, 'bad');
    await page.getByText('Your answer is kept here').waitFor();
    await page.context().setOffline(false);
    await explanation(page).waitFor();
    const judged = page.waitForResponse((response) => response.url().endsWith('/submit_onboarding'));
    await answer(page, 'bad');
    await (await judged).finished();
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await heading(page, 'The training is over').waitFor();
    await expectFitForEveryone(page);
    await page.reload();
    await page.getByText('You are not qualified for this study').waitFor();
    await leave();
  });

  it('is listed in the app, each page with what was answered and expected', async () => {
    const { page, leave } = await browser.visitor();
    await page.goto(`${daemon.url}/runs/${run.id}`);
    const part = page.getByRole('region', { name: 'Onboarding', exact: true });
    await part.getByRole('cell', { name: 'Passed' }).waitFor();
    await part.getByLabel('Status').selectOption({ label: 'Failed (1)' });
    await part.getByRole('cell', { name: 'Passed' }).waitFor({ state: 'detached' });
    await part.getByRole('cell', { name: '3 (2 allowed)' }).waitFor();
    await part.getByRole('button', { name: /^Pages of/ }).click();
    await part.getByText('Whoever is called sincere is praised').first().waitFor();
    await part
      .getByText(/^[\d.]+ s active$/)
      .first()
      .waitFor();
    await expectFitForEveryone(page);
    await page.getByRole('region', { name: 'Settings' }).getByText('3 pages, 2 mistakes allowed').waitFor();
    await part.getByRole('link', { name: 'bob' }).click();
    const onboardings = page.getByRole('region', { name: 'Onboardings' });
    await onboardings.getByRole('link', { name: run.id }).waitFor();
    await expectFitForEveryone(page);
    await leave();
  });
});
