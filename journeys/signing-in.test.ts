import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUser } from '../src/api/access.ts';
import { client } from '../src/api/client.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

describe('signing in to the app', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let page: Page;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon({ loginAlways: true }), openBrowser()]);
    const owner = client(daemon.url, { token: daemon.token });
    await owner.call(addUser, { body: { name: 'anna', role: 'reader', password: 'four words are enough' } });
    await owner.call(addUser, { body: { name: 'otto', role: 'owner', password: 'four words are enough' } });
    // A stream is cut off with the session it began in, and begins again in the new one.
    const mayFail = /(40[013]|ERR_INCOMPLETE_CHUNKED).*\/api\//;
    ({ page } = await browser.visitor({ mayFail }));
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const signIn = async (password: string, name = 'anna') => {
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password', { exact: false }).first().fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };

  const signOut = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  };

  it('comes before anything is shown', async () => {
    await page.goto(new URL('/statistics', daemon.url).href);
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

  it('leads to the screen that was opened', async () => {
    await signIn('four words are enough');
    await page.getByRole('heading', { level: 1, name: 'Statistics' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'anna' }).waitFor();
  });

  it('shows a reader no more than readers may see', async () => {
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByText('Only owners can see users').waitFor();
  });

  it('continues with a new password, which needs the present one', async () => {
    await page.getByRole('button', { name: 'Change…' }).click();
    const dialog = page.getByRole('dialog');
    const change = async (present: string, wanted: string) => {
      await dialog.getByLabel('Current password', { exact: true }).fill(present);
      await dialog.getByLabel('New password', { exact: true }).fill(wanted);
      await dialog.getByRole('button', { name: 'Change the password' }).click();
    };
    await change('a wrong password', 'five words are better still');
    await dialog.getByText('The current password is wrong, so nothing was changed.').waitFor();
    await expectFitForEveryone(page);
    await change('four words are enough', 'short');
    await dialog.getByText('A password needs at least 10 characters.').waitFor();
    await change('four words are enough', 'five words are better still');
    await page.getByText('Password changed.').waitFor();
    await page.reload();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText('Only owners can see users').waitFor();
  });

  it('works with a temporary password', async () => {
    await signOut('anna');
    await signIn('four words are enough', 'otto');
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('button', { name: 'Change the password of anna' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('New password', { exact: true }).fill('a word for each day');
    await dialog.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('anna has a new password. Share it only with them.').waitFor();
    await expectFitForEveryone(page);
    expect(await page.getByRole('button', { name: 'Change the password of otto' }).count()).toBe(0);
    await signOut('otto');
    await signIn('a word for each day');
    await page.getByRole('button', { name: 'anna' }).waitFor();
  });

  it('ends when one signs out', async () => {
    await signOut('anna');
    await page.goto(daemon.url);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});
