import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReceiver } from '../src/adapters/webhooks/for-tests.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems, submitAnswers } from './submitting.ts';

describe('pay and webhooks in the browser', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let page: Page;
  let run: string;
  let receiver: Awaited<ReturnType<typeof openReceiver>>;
  beforeAll(async () => {
    [daemon, browser, receiver] = await Promise.all([openTestDaemon(), openBrowser(), openReceiver()]);
    ({ page } = await browser.visitor());
    const items = [{ n: 1 }, { n: 2 }];
    ({ id: run } = await launchItems(daemon, 'films', items, { task_reward: 1.5, currency: 'EUR' }));
    await submitAnswers(daemon, run, 'Ada', ['a']);
    await submitAnswers(daemon, run, 'Bob', ['b']);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());
  afterAll(() => receiver?.close());

  const accept = (unit: string, body: object) =>
    fetch(new URL(`/api/units/${unit}/accept`, daemon.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('adds a webhook, tries it, and shows what it was told', async () => {
    await page.goto(new URL('/webhooks', daemon.url).href);
    await page.getByLabel('Address').fill(receiver.url);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText(/^whsec_/).waitFor();
    await page.getByRole('button', { name: 'Test' }).click();
    await page.getByText('The receiver took it.').waitFor();
    await accept(`${run}.0.0`, { bonus_cents: 50 });
    await page.getByText(/2 delivered; at position .* 0 behind/).waitFor();
    expect(receiver.received.map(({ type }) => type)).toEqual(['webhook.test', 'unit.accepted', 'unit.bonus-granted']);
    await expectFitForEveryone(page);
  });

  it('shows what is due by name, records it as paid once, and empties the list', async () => {
    await accept(`${run}.1.0`, {});
    await page.getByRole('link', { name: 'Pay', exact: true }).click();
    await page.getByText('2.00 EUR').waitFor();
    await page.getByText('Ada', { exact: true }).waitFor();
    await expectFitForEveryone(page);
    await page.getByRole('button', { name: 'Paid: 2.00 EUR to Ada' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Record as paid' }).click();
    await page.getByText('1 answer and 1 bonus recorded as paid.').waitFor();
    await page.getByText('2.00 EUR').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'All paid…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Record as paid' }).click();
    await page.getByText('Nothing is due', { exact: true }).waitFor();
    await page.getByText('Paid', { exact: true }).click();
    await page.getByText('1.50 EUR').waitFor();
    await expectFitForEveryone(page);
  });

  it('takes a mistaken payment back, with the reason, and it is due again', async () => {
    await page
      .getByRole('button', { name: /^Not paid/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog', { name: 'Not paid after all?' });
    await dialog.getByLabel(/^Reason/).fill('The transfer came back.');
    await expectFitForEveryone(page);
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await page
      .getByText(/taken back/)
      .first()
      .waitFor();
    await page.getByText('Due', { exact: true }).click();
    await page.getByRole('button', { name: 'All paid…' }).waitFor();
  });
});
