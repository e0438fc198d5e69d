import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, lines, settled } from '../bench/api.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';

const config = {
  task_name: 'cafes',
  task_title: 'How do people write about cafés?',
  task_description: 'Read one review and say how it sounds.',
  task_reward: 0.25,
  data: 'items.csv',
  units_per_assignment: 2,
  instructions: 'instructions.md',
  consent: 'Your answers are stored **without your name**.',
  contact: 'lab@example.org',
  opinion: ['Were the questions clear?'],
  completion_code: 'CAFE-77',
  languages: 'languages',
  questions: [{ key: 'tone', label: 'How does it sound?', labels: ['positive', 'negative'] }],
};
const files = {
  'manyhands.yaml': JSON.stringify(config),
  'items.csv': 'text\nThe cake was lovely.\nCold coffee.\nIt was fine.\n',
  'instructions.md': '# What to do\n\nRead the review, then choose.\n',
  'languages/cy.json': JSON.stringify({ submit: 'Cyflwyno', agree: 'Cytuno' }),
};

describe('the frame around the page of a worker', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let address: string;
  let run: string;
  let ada: Page;

  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    const folder = join(daemon.folder, 'cafes');
    mkdirSync(join(folder, 'languages'), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    ({ worker_url: address, id: run } = await launchWith(daemon.port, folder));
    ada = (await browser.visitor()).page;
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const open = async (page: Page, worker: string, agree = 'I agree') => {
    await page.goto(`${address}?worker_id=${worker}`);
    await button(page, agree).click();
  };
  const menu = async (page: Page, name: string) => {
    await page.getByText('Menu', { exact: true }).click();
    await button(page, name).click();
  };
  const itemOn = async (page: Page) => (await page.locator('.item').innerText()).trim();
  const counts = async () => {
    await settled(daemon.port);
    return json<Record<string, number>>(daemon.port, `/api/runs/${run}`);
  };

  it('asks for consent before the page gets a unit, and once', async () => {
    await ada.goto(`${address}?worker_id=ada`);
    await ada.getByRole('dialog', { name: 'Before you begin' }).getByText('without your name').waitFor();
    await expectFitForEveryone(ada);
    expect(await counts()).toMatchObject({ open: 6, assigned: 0 });
    await button(ada, 'I agree').click();
    expect(await itemOn(ada)).toBe('The cake was lovely.');
    // A page that is loaded before it has heard of the receipt sends it again.
    await expect.poll(() => ada.evaluate<string>('Object.values(localStorage).join()')).toContain('"isRecorded":true');
    await ada.reload();
    expect(await itemOn(ada)).toBe('The cake was lovely.');
    await settled(daemon.port);
    const consents: unknown[] = [];
    for await (const { data } of lines(daemon.port, 'GET', '/api/events?filter=facts.*.agent.metadata-submitted'))
      consents.push((data as { metadata: unknown }).metadata);
    expect(consents).toEqual([{ consent: { given_at: expect.any(String), text: expect.any(String) } }]);
  });

  it('has the title, the pay, the time, how many are left, and the instructions', async () => {
    await ada.getByRole('heading', { level: 1, name: config.task_title }).waitFor();
    for (const text of ['0.25 USD per task', '30 min left', 'up to 2 more']) await ada.getByText(text).waitFor();
    await button(ada, 'Instructions').click();
    await ada.getByRole('dialog').getByText('Read the review, then choose.').waitFor();
    await expectFitForEveryone(ada);
    await ada.keyboard.press('Escape');
    await ada.getByRole('dialog').waitFor({ state: 'detached' });
    await ada.getByText('Menu', { exact: true }).click();
    expect(await ada.getByRole('link', { name: 'lab@example.org' }).getAttribute('href')).toBe(
      'mailto:lab@example.org',
    );
    await ada.keyboard.press('Escape');
    await expectFitForEveryone(ada);
  });

  it('shows the same unit in a second tab, and says that it is open twice', async () => {
    const second = await ada.context().newPage();
    await second.goto(`${address}?worker_id=ada`);
    expect(await itemOn(second)).toBe('The cake was lovely.');
    await ada.getByText('open in another tab').waitFor();
    expect(await counts()).toMatchObject({ assigned: 1 });
    await second.close();
    await ada.getByText('open in another tab').waitFor({ state: 'detached' });
  });

  it('takes a report of a problem', async () => {
    await menu(ada, 'Report a problem');
    const dialog = ada.getByRole('dialog');
    // At once: the field has the focus.
    await dialog.getByLabel('What is wrong?').waitFor();
    await ada.keyboard.type('The picture is missing.');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText('Thank you!').waitFor();
    await button(ada, 'Close').click();
    await settled(daemon.port);
    const { opinions } = await json<{ opinions: unknown[] }>(daemon.port, `/api/opinions?run=${run}&kind=feedback`);
    expect(opinions).toMatchObject([{ texts: [{ question: 'What is wrong?', text: 'The picture is missing.' }] }]);
  });

  it('lets a worker leave a unit, which then goes to somebody else, and not to them again', async () => {
    await menu(ada, 'Leave this task');
    // Enter at once does no harm.
    await ada.locator('button:focus', { hasText: 'Go back' }).waitFor();
    await ada.getByRole('dialog').getByRole('button', { name: 'Leave this task' }).click();
    await ada.getByText('You have left this task').waitFor();
    expect(await counts()).toMatchObject({ open: 6, assigned: 0 });
    await ada.reload();
    expect(await itemOn(ada)).toBe('Cold coffee.');
    const { page: bob } = await browser.visitor();
    await open(bob, 'bob');
    expect(await itemOn(bob)).toBe('The cake was lovely.');
  });

  it('ends with the reason, the code, and the questions about the task', async () => {
    for (const item of ['Cold coffee.', 'It was fine.']) {
      await ada.getByText(item).waitFor();
      await ada.getByRole('radio', { name: 'positive' }).check();
      await button(ada, 'Submit').click();
    }
    await ada.getByRole('heading', { name: 'All done' }).waitFor();
    await ada.getByText('CAFE-77').waitFor();
    await expectFitForEveryone(ada);
    await ada.getByLabel('Were the questions clear?').fill('Yes.');
    await button(ada, 'Send').click();
    await ada.getByText('Thank you! The people').waitFor();
    await settled(daemon.port);
    const { opinions } = await json<{ opinions: unknown[] }>(daemon.port, `/api/opinions?run=${run}&kind=opinion`);
    expect(opinions).toMatchObject([{ texts: [{ question: 'Were the questions clear?', text: 'Yes.' }] }]);
  });

  it('does not tell the code to somebody who has done nothing', async () => {
    // A browser asks for an icon beside a script that it opens.
    const { page } = await browser.visitor({ mayFail: /favicon/ });
    const textOf = async (path: string) => (await (await page.goto(`${address}${path}`))?.text()) ?? '';
    expect(await textOf('wrap_crowd_source.js')).toContain('without your name');
    for (const path of ['', 'wrap_crowd_source.js', 'task_config.json'])
      expect(await textOf(path)).not.toContain('CAFE-77');
  });

  it('speaks the language of the browser, also from right to left, and one that the task adds', async () => {
    const { page: arabic } = await browser.visitor({ locale: 'ar' });
    await open(arabic, 'cleo', 'أوافق');
    await button(arabic, 'إرسال').waitFor();
    expect(await arabic.evaluate('document.documentElement.dir')).toBe('rtl');
    await expectFitForEveryone(arabic);
    const { page: welsh } = await browser.visitor({ locale: 'cy' });
    await open(welsh, 'dai', 'Cytuno');
    await button(welsh, 'Cyflwyno').waitFor();
  });

  it('asks for a name at /welcome, which gives out nothing', async () => {
    const { assigned } = await counts();
    const { page } = await browser.visitor();
    await page.goto(`${address}welcome`);
    await expectFitForEveryone(page);
    expect(await counts()).toMatchObject({ assigned });
    await page.getByLabel('Your name or id').fill('Eve Lovelace');
    await button(page, 'Begin').click();
    await button(page, 'I agree').waitFor();
    expect(new URL(page.url()).searchParams.get('worker_id')).toBe('Eve Lovelace');
  });
});
