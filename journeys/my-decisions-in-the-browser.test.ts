import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { client } from '../src/api/client.ts';
import { getUnit } from '../src/api/units.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems, submitAnswers } from './submitting.ts';

const items = Array.from({ length: 5 }, (_, n) => ({ film: `Film ${n}` }));

describe('the decisions of a reviewer, in the browser', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let page: Page;
  let run: string;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    ({ page } = await browser.visitor());
    ({ id: run } = await launchItems(daemon, 'films', items, {}));
    await submitAnswers(daemon, run, 'Ada', ['Drama', 'Comedy', 'Horror', 'Drama', 'Action']);
    await settled(daemon.port);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const statusOf = async (place: number) =>
    (await client(daemon.url).call(getUnit, { params: { unit: `${run}.${place}.0` }, query: {} })).status;
  const statuses = () => Promise.all([0, 1, 2, 3, 4].map(statusOf));
  const rows = () => page.getByRole('main').getByRole('row');

  it('are made one by one and together, and listed with what was decided on', async () => {
    await page.goto(new URL(`/units?run=${run}`, daemon.url).href);
    for (const place of [0, 1, 2])
      await page.getByRole('checkbox', { name: new RegExp(`${run}\\.${place}\\.0`) }).check();
    await page.getByRole('button', { name: /^Accept/ }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Accept/ })
      .click();
    await expect.poll(statuses).toEqual(['accepted', 'accepted', 'accepted', 'completed', 'completed']);
    await page.goto(new URL(`/units/${run}.3.0`, daemon.url).href);
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByRole('dialog').getByLabel('Reason (reviewers only)').fill('Careless.');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Reject/ })
      .click();
    await expect.poll(() => statusOf(3)).toBe('rejected');
    await page.goto(new URL(`/review?run=${run}`, daemon.url).href);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'My decisions' }).waitFor();
    await expectFitForEveryone(page);
    await page.getByRole('menuitem', { name: 'My decisions' }).click();
    await page.getByText('Careless.').waitFor();
    expect(await rows().count()).toBe(3);
    await page.getByText('3 answers').waitFor();
    await page.getByText('Ada', { exact: true }).first().waitFor();
    await expectFitForEveryone(page);
  });

  it('are undone: the last one with u, after a reload the one on many whole', async () => {
    await page.keyboard.press('u');
    await expect.poll(() => statusOf(3)).toBe('completed');
    await page.reload();
    await page.getByRole('button', { name: /^Undo: Accept 3 answers/ }).click();
    await expect.poll(statuses).toEqual(Array(5).fill('completed'));
    await page.getByText('No decisions').waitFor();
    await page.getByRole('radio', { name: 'All, also undone' }).check({ force: true });
    await page
      .getByText(/^undone by/)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: /^Undo:/ }).count()).toBe(0);
    await expectFitForEveryone(page);
  });
});
