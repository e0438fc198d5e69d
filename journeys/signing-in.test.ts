import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPerson } from '../src/api/access.ts';
import { client } from '../src/api/client.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestHouse, type TestHouse } from './house.ts';

describe('signing in to the app', () => {
  let house: TestHouse;
  let browser: TestBrowser;
  let page: Page;
  beforeAll(async () => {
    [house, browser] = await Promise.all([openTestHouse({ loginAlways: true }), openBrowser()]);
    const owner = client(house.url, { token: house.token });
    await owner.call(addPerson, { body: { name: 'anna', role: 'reader', password: 'four words are enough' } });
    ({ page } = await browser.visitor({ mayFail: /401.*\/api\// }));
  });
  afterAll(() => house?.end());
  afterAll(() => browser?.close());

  const signIn = async (password: string) => {
    await page.getByLabel('Name').fill('anna');
    await page.getByLabel('Password', { exact: false }).first().fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };

  it('is asked for before anything is shown', async () => {
    await page.goto(new URL('/statistics', house.url).href);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    await expectFitForEveryone(page);
  });

  it('says what is wrong with a wrong password', async () => {
    await signIn('a wrong password');
    await page.getByText('The name or the password is wrong. Check both and try again.').waitFor();
    await expectFitForEveryone(page);
  });

  it('leads to the screen that was asked for', async () => {
    await signIn('four words are enough');
    await page.getByRole('heading', { level: 1, name: 'Statistics' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'anna' }).waitFor();
  });

  it('shows a reader no more than readers may see', async () => {
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByText('Only owners see who may come in').waitFor();
  });

  it('ends when one signs out', async () => {
    await page.getByRole('button', { name: 'anna' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(house.url);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});
