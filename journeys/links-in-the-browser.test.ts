import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { addUser, removeUser } from '../src/api/access.ts';
import { client } from '../src/api/client.ts';
import { listWorkers } from '../src/api/workers.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';

const password = 'four words are enough';
const question = 'Is it a nice word?';

describe('links for workers', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  const runs: Record<string, { id: string; url: string }> = {};

  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    for (const identity of ['open', 'invited', 'account']) {
      const folder = join(daemon.folder, identity);
      mkdirSync(folder);
      writeFileSync(
        join(folder, 'items.jsonl'),
        ['one', 'two', 'three'].map((text) => `${JSON.stringify({ text })}\n`).join(''),
      );
      const config = {
        ...{ task_name: identity, task_title: `Words, ${identity}`, task_description: 'Look at a word.' },
        ...{ data: 'items.jsonl', units_per_assignment: 5, worker_identity: identity },
        questions: [{ key: 'nice', label: question, labels: ['yes', 'no'] }],
      };
      writeFileSync(join(folder, 'manyhands.yaml'), JSON.stringify(config));
      const { id, worker_url: url } = await launchWith(daemon.port, folder);
      runs[identity] = { id, url };
    }
    await app().call(addUser, { body: { name: 'Zoe', role: 'annotator', password } });
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const app = () => client(daemon.url);
  const urlOf = (identity: string) => runs[identity]?.url ?? '';
  const shown = (page: Page) => page.getByText(question).waitFor();
  const nameOn = (page: Page) => page.evaluate<string>('window.getWorkerName()');
  async function answer(page: Page) {
    await shown(page);
    await page.getByText('yes', { exact: true }).click();
    const sent = page.waitForResponse((reply) => reply.url().endsWith('/submit_task'));
    await page.getByRole('button', { name: 'Submit' }).click();
    expect((await sent).status()).toBe(200);
  }
  const leaveAll = (...visitors: Visitor[]) => Promise.all(visitors.map((visitor) => visitor.leave()));
  async function workersOf(identity: string) {
    await settled(daemon.port);
    const { workers } = await app().call(listWorkers, { query: { run: runs[identity]?.id } });
    return workers;
  }

  it('that are open make one worker of a browser, also in two tabs at once', async () => {
    const [ada, bob] = await Promise.all([browser.visitor(), browser.visitor()]);
    const tab = await ada.page.context().newPage();
    await Promise.all([ada.page, tab, bob.page].map((page) => page.goto(urlOf('open'))));
    await Promise.all([ada.page, tab, bob.page].map(shown));
    const names = await Promise.all([ada.page, tab, bob.page].map(nameOn));
    expect(names[0]).toMatch(/^guest-/);
    expect(names[1]).toBe(names[0]);
    expect(names[2]).not.toBe(names[0]);
    await answer(ada.page);
    expect(await workersOf('open')).toHaveLength(2);
    await leaveAll(ada, bob);
  });

  it('for an invited worker leave the address, and let nobody else work', async () => {
    const owner = await browser.visitor({ permissions: ['clipboard-read', 'clipboard-write'] });
    await owner.page.goto(`${daemon.url}runs/${runs.invited?.id}`);
    await owner.page.getByRole('link', { name: 'Invited workers' }).click();
    await owner.page.getByLabel('Names').fill('Ada Ä.\n\nbob\nbob\n');
    await owner.page.getByRole('button', { name: 'Invite', exact: true }).click();
    await owner.page.getByText('Left out: 1 blank line and 1 name that was there already.').waitFor();
    await owner.page.getByText('2 not come yet').waitFor();
    await expectFitForEveryone(owner.page);
    await owner.page.getByRole('button', { name: 'Copy link of Ada Ä.' }).click();
    await owner.page.getByRole('button', { name: 'Copied link of Ada Ä.' }).waitFor();
    const link = await owner.page.evaluate<string>('navigator.clipboard.readText()');
    const visitor = await browser.visitor({ mayFail: /403/ });
    const { page } = visitor;
    await page.goto(urlOf('invited'));
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
    await expectFitForEveryone(page);
    await page.goto(link);
    await shown(page);
    expect(page.url()).toBe(urlOf('invited'));
    expect(await nameOn(page)).toBe('Ada Ä.');
    await answer(page);
    await page.goto(`${urlOf('invited')}?worker_id=Bob`);
    await page.getByText('This link names another worker').waitFor();
    await owner.page.getByText(/^1 .*, 1 not come yet$/).waitFor();
    await owner.page.getByRole('button', { name: 'Withdraw the invitation of bob' }).click();
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
    await owner.page.getByText(/^1 .*, 1 withdrawn$/).waitFor();
    await leaveAll(visitor, owner);
  });

  it('need an account where the run asks for one, and what an annotator sees is their work alone', async () => {
    const visitor = await browser.visitor({ mayFail: /403/ });
    const { page } = visitor;
    let present = password;
    const signIn = async () => {
      await page.goto(urlOf('account'));
      await page.getByLabel('Name').fill('zoe');
      await page.getByLabel('Password', { exact: false }).first().fill(present);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await shown(page);
    };
    await signIn();
    expect(page.url()).toBe(urlOf('account'));
    expect(await nameOn(page)).toBe('Zoe');
    await answer(page);
    await page.goto(daemon.url);
    await page.getByRole('heading', { name: 'Your work' }).waitFor();
    expect(page.url()).toBe(`${daemon.url}work`);
    await page.getByText('Change your password').click();
    await expectFitForEveryone(page);
    await page.getByLabel('Current password').fill(present);
    await page.getByLabel('New password').fill(`${password} and more`);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Password changed.').waitFor();
    present = `${password} and more`;
    const refused = await page.evaluate(`fetch('/api/runs').then((reply) => reply.json())`);
    expect(refused).toMatchObject({ code: 'access/denied' });
    await page.getByRole('link', { name: 'Words, account' }).click();
    await shown(page);
    await page.getByText('yes', { exact: true }).click();
    const tab = await page.context().newPage();
    await tab.goto(`${daemon.url}work`);
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('You are not signed in any more.').waitFor();
    await signIn();
    // The draft is still there.
    const sent = page.waitForResponse((reply) => reply.url().endsWith('/submit_task'));
    await page.getByRole('button', { name: 'Submit' }).click();
    expect((await sent).status()).toBe(200);
    await app().call(removeUser, { params: { name: 'Zoe' } });
    await visitor.leave();
  });
});
