import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFakeClock } from '../src/adapters/providers/fakes/clock.ts';
import { openFaults } from '../src/adapters/providers/fakes/faults.ts';
import { type FakeProlific, openFakeProlific } from '../src/adapters/providers/prolific/fake/fake-prolific.ts';
import { client } from '../src/api/client.ts';
import { registerRequester } from '../src/api/requesters.ts';
import { seeded } from '../src/projections/statistics/seeded.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems } from './submitting.ts';

const durations = { publishingMs: 50, processingMs: 50, bulkApproveMs: 50, bonusMs: 50 };

describe('offers in the browser', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let page: Page;
  let prolific: FakeProlific;
  const clock = openFakeClock();
  beforeAll(async () => {
    const random = seeded(1);
    const opened = openFakeProlific({ clock, faults: openFaults(random), random, durations, port: 0 });
    [daemon, browser, prolific] = await Promise.all([openTestDaemon(), openBrowser(), opened]);
    // What is wrong with the options is refused.
    ({ page } = await browser.visitor({ mayFail: /status of 4\d\d/ }));
    const offers = [{ provider: 'prolific', requester: 'lab', options: { app_url: prolific.url } }];
    const settings = { offers, task_reward: 1, currency: 'GBP' };
    const { id } = await launchItems(daemon, 'cafes', [{ n: 1 }, { n: 2 }, { n: 3 }], settings);
    await page.goto(new URL(`/runs/${id}`, daemon.url).href);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());
  afterAll(() => prolific?.close());
  afterAll(() => clock.close());

  const card = () => page.getByRole('region', { name: 'Offers' });
  const dialog = () => page.getByRole('dialog');

  it('lead to the requesters where none is registered', async () => {
    await card().getByRole('button', { name: 'Offer to workers…' }).click();
    await dialog().getByRole('link', { name: 'Requesters' }).waitFor();
    await expectFitForEveryone(page);
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog().waitFor({ state: 'detached' });
    const credentials = { api_key: prolific.token, url: `${prolific.url}/api/v1/` };
    const body = { provider: 'prolific', name: 'lab', credentials };
    await client(daemon.url).call(registerRequester, { body });
    await page.reload();
  });

  it('are made once their price is typed', async () => {
    await card().getByRole('button', { name: 'Offer to workers…' }).click();
    await dialog().getByLabel('Places').fill('2');
    await dialog().getByLabel('Options').fill(`app_url=${prolific.url}\nsize=7`);
    await expectFitForEveryone(page);
    await dialog().getByRole('button', { name: /^Next/ }).click();
    await dialog().getByRole('alert').getByText(/size/).waitFor();
    await dialog().getByLabel('Options').fill(`app_url=${prolific.url}`);
    await dialog().getByRole('button', { name: /^Next/ }).click();
    await dialog().getByText('2.80 GBP in all.').waitFor();
    await dialog()
      .getByText(/simulated on this machine/)
      .waitFor();
    await expectFitForEveryone(page);
    await page.getByLabel('Type 2.80 to confirm').fill('2.80');
    await dialog().getByRole('button', { name: 'Offer', exact: true }).click();
    await page.getByText('2 places offered at Prolific. Workers see it in a moment.').waitFor();
    await card().getByText('Published', { exact: true }).waitFor();
    await card().getByText('2 open').waitFor();
    expect([...prolific.world.studies.values()].map(({ status }) => status)).toEqual(['ACTIVE']);
    await expectFitForEveryone(page);
  });

  it('get more places, are paid, and are withdrawn', async () => {
    await card()
      .getByRole('button', { name: /^More places/ })
      .click();
    await dialog().getByText('1 more place, about 1.40 GBP more with fees.').waitFor();
    await expectFitForEveryone(page);
    await dialog().getByRole('button', { name: 'Add places' }).click();
    await card().getByText('3 open').waitFor();
    await card().getByRole('button', { name: 'Pay now' }).click();
    await card().getByText('No payment is made or due.').waitFor();
    await card()
      .getByRole('button', { name: /^Withdraw/ })
      .click();
    await expectFitForEveryone(page);
    await dialog().getByRole('button', { name: 'Withdraw' }).click();
    await card().getByText('Withdrawn', { exact: true }).waitFor();
    await card().getByText('3 not taken').waitFor();
    await expectFitForEveryone(page);
  });

  it('stay within a budget, which is set and removed', async () => {
    await page.goto(new URL('/requesters', daemon.url).href);
    const budgets = page.getByRole('region', { name: 'Budgets' });
    await budgets.getByRole('button', { name: 'Set a budget…' }).click();
    await dialog().getByLabel('Name').fill('lab');
    await dialog().getByLabel('Amount').fill('10,50');
    await dialog().getByLabel('Currency').fill('gbp');
    await expectFitForEveryone(page);
    await dialog().getByRole('button', { name: 'Set', exact: true }).click();
    await budgets.getByText(/ of 10\.50 GBP committed/).waitFor();
    await expectFitForEveryone(page);
    await budgets.getByRole('button', { name: 'Remove the budget of requester lab in GBP' }).click();
    await budgets.getByText('There are no budgets.').waitFor();
  });
});
