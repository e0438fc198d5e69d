import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectFitForEveryone, openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

const csv = 'text,truth\n"Lovely cake, friendly people.",good\nThe coffee was cold.,bad\n';

describe('a study without a terminal', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let rita: Visitor;
  let page: Page;
  let workerUrl: string;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    // A name that is taken and a rule are refused on purpose, and a picture is shown before it is there.
    rita = await browser.visitor({ mayFail: /status of 40[09]|status of 404 .*circle\.svg/ });
    page = rita.page;
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const preview = () => page.frameLocator('iframe[title="The worker page with the first item"]');
  const pressed = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();

  it('begins on the empty start page, which leads to a new task', async () => {
    await page.goto(daemon.url);
    for (const step of ['1. Answer as a worker', '2. Review the answers', '3. Make your own'])
      await page.getByText(step).waitFor();
    await page.getByRole('button', { name: 'Launch the example' }).waitFor();
    await expectFitForEveryone(page);
    await page.getByRole('link', { name: 'New task' }).click();
    await page.getByText('Choose a file with items to see the page of workers.').waitFor();
    await expectFitForEveryone(page);
  });

  it('shows the page of workers as soon as a file is dropped, and whatever is changed', async () => {
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(csv)}], 'reviews.csv', { type: 'text/csv' }));
      return transfer;
    })()`);
    const zone = page.getByText(/^Or drop it here/);
    await zone.dispatchEvent('dragover', { dataTransfer: dropped });
    await zone.dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByText('reviews.csv has 2 items and 2 columns.').waitFor();
    await preview().getByText('Lovely cake, friendly people.').waitFor();

    await page.getByLabel('Column with right answers (gold)').selectOption('truth');
    await page.getByLabel('Labels').fill('good, bad');
    await page.getByLabel('Title').fill('Is the café good?');
    await page.getByLabel('Answers per item').fill('1');
    await page.getByLabel('Pay per unit').fill('0.25');
    await preview().getByRole('heading', { name: 'Is the café good?' }).waitFor();
    await preview().getByText('bad', { exact: true }).waitFor();
    expect(await preview().getByText('truth').count()).toBe(0);
    await page.getByText('2 items, 2 answers. At most 0.50 USD, without bonuses and fees.').waitFor();
    await expectFitForEveryone(page);
  });

  it('takes rules, and says below them what is wrong', async () => {
    await page.getByLabel('Rules').fill('{if: returned >= 3, do: flag}\n{if: pasted >= 1, do: flag}');
    await page.getByText('Rule 2: "if" has no known measure').waitFor();
    await expectFitForEveryone(page);
    await page.getByLabel('Rules').fill('{if: returned >= 3, do: flag}');
    await preview().getByRole('heading', { name: 'Is the café good?' }).waitFor();
  });

  it('is launched with a press of a button, which gives the link for workers', async () => {
    await pressed('Launch');
    const link = page.getByLabel('Link for workers');
    await link.waitFor();
    workerUrl = await link.inputValue();
    expect(new URL(workerUrl).hostname).toMatch(/^is-the-cafe-good-\w{5}\.localhost$/);
    await expectFitForEveryone(page);
  });

  it('is answered by a worker, and the answer is in the review at once', async () => {
    const ada = await browser.visitor();
    await ada.page.goto(`${workerUrl}?worker_id=ada`);
    await ada.page.getByText('Lovely cake, friendly people.').waitFor();
    await ada.page.keyboard.press('1');
    await ada.page.keyboard.press('Enter');
    await ada.page.getByText('The coffee was cold.').waitFor();
    await ada.leave();
    await page.getByRole('main').getByRole('link', { name: 'Review' }).click();
    await page.getByText('Lovely cake, friendly people.').first().waitFor();
    await page
      .getByRole('button', { name: /^Accept/ })
      .first()
      .waitFor();
  });

  it('is kept, to be launched again, renamed and copied', async () => {
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Tasks' }).click();
    const card = page.getByRole('article', { name: 'Is the café good?' });
    await card.getByText(join(daemon.folder, 'data/tasks/is-the-cafe-good')).waitFor();
    await expectFitForEveryone(page);
    await card.getByRole('button', { name: /^Duplicate/ }).click();
    await page.getByLabel('Title').fill('Is the bar good?');
    await expectFitForEveryone(page);
    await pressed('Duplicate');
    await page.getByRole('article', { name: 'Is the bar good?' }).getByText('No runs yet').waitFor();
    await page.getByRole('button', { name: /^Rename… Is the bar/ }).click();
    await page.getByLabel('Title').fill('Is the tea good?');
    await pressed('Rename');
    await page.getByRole('button', { name: /^Launch… Is the tea/ }).click();
    expect(await page.getByLabel('Rules').inputValue()).toBe('{if: returned >= 3, do: flag}');
    await page.getByLabel('Rules').fill('{if: returned >= 3, do: fla}');
    await pressed('Launch');
    await page.getByText('Rule 1: "do" must be one of').waitFor();
    await page.getByLabel('Rules').fill('{if: returned >= 4, do: flag}');
    await expectFitForEveryone(page);
    await pressed('Launch');
    expect(await page.getByLabel('Link for workers').inputValue()).toContain('//is-the-cafe-good-2-');
    await expectFitForEveryone(page);
  });

  it('may be about pictures, which are dropped beside the items that name them', async () => {
    const folder = join(daemon.folder, 'pictures');
    mkdirSync(folder);
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>';
    writeFileSync(join(folder, 'circle.svg'), drawing);
    writeFileSync(join(folder, 'shapes.jsonl'), '{"picture":"shapes/circle.svg"}\n');
    await page.goto(`${daemon.url}tasks/new`);
    await page.getByLabel('Choose a file').setInputFiles(join(folder, 'shapes.jsonl'));
    await page.getByLabel('What the items are').selectOption('Pictures');
    await page.getByText('1 file still missing: shapes/circle.svg.').waitFor();
    await page.getByLabel('Add files').setInputFiles(join(folder, 'circle.svg'));
    await page.getByText('1 of 1 file added.').waitFor();
    const picture = preview().getByRole('img');
    await expect
      .poll(() => picture.evaluate((one) => (one as unknown as { naturalWidth: number }).naturalWidth))
      .toBeGreaterThan(0);
    await page.getByLabel('Name').fill('is-the-cafe-good');
    await pressed('Save');
    await page.getByText('A task called "is-the-cafe-good" exists already.').waitFor();
    await page.getByLabel('Name').fill('shapes');
    await pressed('Save');
    await page.getByText(/^Its folder is/).waitFor();
  });
});
