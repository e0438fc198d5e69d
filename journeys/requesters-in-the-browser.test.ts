import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFakeClock } from '../src/adapters/providers/fakes/clock.ts';
import { openFaults } from '../src/adapters/providers/fakes/faults.ts';
import { type FakeProlific, openFakeProlific } from '../src/adapters/providers/prolific/fake/fake-prolific.ts';
import { seeded } from '../src/projections/statistics/seeded.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

describe('requesters in the browser', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let page: Page;
  let prolific: FakeProlific;
  const clock = openFakeClock();
  beforeAll(async () => {
    const faults = openFaults(seeded(1));
    const opened = openFakeProlific({ clock, faults, random: seeded(1), balanceCents: 12_345, port: 0 });
    [daemon, browser, prolific] = await Promise.all([openTestDaemon(), openBrowser(), opened]);
    // The wrong key is refused.
    ({ page } = await browser.visitor({ mayFail: /status of 422/ }));
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());
  afterAll(() => prolific?.close());
  afterAll(() => clock.close());

  it('are registered, checked and removed', async () => {
    await page.goto(new URL('/requesters', daemon.url).href);
    await page.getByLabel('api_key').fill('wrong');
    await page.getByLabel('url').fill(`${prolific.url}/api/v1/`);
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByText(/Prolific does not know this key/).waitFor();
    await expectFitForEveryone(page);
    await page.getByLabel('api_key').fill(prolific.token);
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByRole('heading', { name: 'prolific', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText(/It can spend 123\.45 GBP/).waitFor();
    expect(await page.content()).not.toContain(prolific.token);
    await expectFitForEveryone(page);
    await page.getByRole('button', { name: 'Remove…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('prolific is removed, with its key.').waitFor();
    await page.getByRole('heading', { name: 'prolific', exact: true }).waitFor({ state: 'detached' });
  });
});
