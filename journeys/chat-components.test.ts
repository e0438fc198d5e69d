import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lines } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';

type Fact = { type: string; data: Record<string, unknown> };

const form = [
  { question: 'How was it?', type: 'choices', choices: ['Dull', 'Good', 'Donaudampfschifffahrtsgesellschaftskapitän'] },
  { question: 'Why', type: 'text' },
];
const code = `import { defineTask } from 'manyhands/task';
const form = ${JSON.stringify(form)};
export default defineTask({
  async conversation(room) {
    const [seller, buyer] = room.members;
    await room.say('Talk about ' + room.item.text + '.');
    await room.say('It is worth 8 to you.', { to: seller });
    const offer = await room.ask(seller);
    const reply = await room.ask(buyer);
    const answered = await room.ask(seller, 'Please fill in the form.', { form });
    return { said: [offer, reply].map((one) => one && one.text), responses: answered && answered.data.form_responses };
  },
});
`;
const pages = join(packageFolder, 'journeys/chat-pages');
const telephone = { viewport: { width: 390, height: 844 } };
/** One word wider than a telephone, and HTML that would do something. */
const hostile = `<img src=x onerror="document.title='broken'"> ${'Price'.repeat(60)}`;

describe('the components of chats', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  async function launchChat(name: string, makePage: (to: string) => unknown, more = {}): Promise<LaunchedRun> {
    const settings = { code: 'task.mjs', agents_per_conversation: 2, roles: ['seller', 'buyer'], ...more };
    const patient = { waiting_time_limit_in_seconds: 600, turn_time_limit_in_seconds: 600 };
    const folder = join(daemon.folder, name);
    const task = writeTask(folder, name, [{ text: 'a chair' }], { blueprint: 'live', ...patient, ...settings });
    writeFileSync(join(task, 'task.mjs'), code);
    await makePage(join(task, 'page'));
    return launchWith(daemon.port, task);
  }
  const plainPage = (to: string) => cpSync(join(pages, 'without-react'), to, { recursive: true });
  async function arrive({ worker_url }: LaunchedRun, name: string, options = {}): Promise<Visitor> {
    const visitor = await browser.visitor(options);
    await visitor.page.goto(`${worker_url}?worker_id=${name}`);
    return visitor;
  }
  async function factsOf({ id }: LaunchedRun, kind: string): Promise<Record<string, unknown>[]> {
    const found: Fact[] = [];
    for await (const fact of lines(daemon.port, 'GET', `/api/events?filter=facts.${id}.${kind}`))
      found.push(fact as Fact);
    return found.map(({ data }) => data);
  }
  const field = (page: Page) => page.getByLabel('Your message');
  const log = (page: Page) => page.getByRole('log');
  const focused = (page: Page) => page.locator(':focus');

  it('wait, talk, fill in a form and hand in on a page without React, on a telephone with the keyboard alone', async () => {
    const run = await launchChat('without-react', plainPage, { ask_if_present_in_seconds: 300, after_waiting: 'pay' });
    const ada = await arrive(run, 'ada', telephone);
    const keys = ada.page.keyboard;
    await ada.page.getByRole('heading', { name: 'Waiting for somebody' }).waitFor();
    await ada.page.getByText(/You wait \d+:\d\d at most\. If nobody comes until then, you are paid/).waitFor();
    await expectPleasant(ada.page);

    const bob = await arrive(run, 'bob');
    await ada.page.getByRole('alert').getByText('Are you still there?').waitFor();
    await expectPleasant(ada.page);
    await expect.poll(() => focused(ada.page).innerText()).toBe('I am here');
    await keys.press('Enter');
    await ada.page.getByText('Thank you. Waiting until the others say so, too.').waitFor();
    await bob.page.getByRole('button', { name: 'I am here' }).click();

    await log(ada.page).getByText('It is worth 8 to you.').waitFor();
    await ada.page.getByText('It is your turn.').waitFor();
    expect(await log(bob.page).getByText('It is worth 8 to you.').count()).toBe(0);
    await field(bob.page).fill(hostile);
    expect(await bob.page.getByRole('button', { name: 'Send' }).isEnabled()).toBe(false);
    await keys.type('Ten?');
    await keys.press('Shift+Enter');
    await keys.type('Or nine.');
    await ada.page.reload();
    await ada.page.getByText('It is your turn.').waitFor();
    expect(await field(ada.page).inputValue()).toBe('Ten?\nOr nine.');
    await keys.press('Enter');
    await log(bob.page).getByText('Ten?').waitFor();
    await bob.page.getByRole('button', { name: 'Send' }).click();
    await log(ada.page).getByText('PricePrice').waitFor();
    for (const { page } of [ada, bob]) {
      expect([await page.title(), await log(page).locator('img').count()]).toEqual(['Agree on a price', 0]);
    }

    const dull = ada.page.getByRole('radio', { name: 'Dull' });
    await dull.waitFor();
    await expectPleasant(ada.page);
    await expectPleasant(bob.page);
    await tabTo(ada.page, 'Dull');
    await keys.press('ArrowDown');
    await keys.press('Tab');
    await keys.type('Short.');
    await keys.press('Tab');
    await keys.press('Enter');

    for (const { page } of [ada, bob]) {
      await page.getByText('That was all. Please hand it in.').waitFor();
      await expectPleasant(page);
    }
    await tabTo(ada.page, 'Yes');
    await keys.press('Space');
    await keys.press('Tab');
    await keys.press('Tab');
    await keys.press('Enter');
    await bob.page.getByRole('button', { name: 'Done' }).click();
    await bob.page.getByText('Please answer this.').waitFor();
    await bob.page.getByRole('radio', { name: 'No' }).check();
    await bob.page.getByRole('button', { name: 'Done' }).click();

    await expect.poll(() => factsOf(run, 'unit.submitted')).toHaveLength(2);
    const fair = (response: string) =>
      expect.objectContaining({
        form_responses: [
          { question: 'Was the other fair to you?', response },
          { question: 'Anything else?', response: '' },
        ],
      });
    const answers = (await factsOf(run, 'unit.submitted')).map(({ answer }) => answer);
    expect(answers).toEqual(expect.arrayContaining([fair('Yes'), fair('No')]));
    const responses = [
      { question: 'How was it?', response: 'Good' },
      { question: 'Why', response: 'Short.' },
    ];
    expect(await factsOf(run, 'conversation.ended')).toMatchObject([
      { reason: 'done', data: { said: ['Ten?\nOr nine.', hostile], responses } },
    ]);
    await Promise.all([ada.leave(), bob.leave()]);
  }, 180_000);

  it('keep the field and the last message in view when the keyboard of a telephone opens', async () => {
    const run = await launchChat('telephone', plainPage, {});
    const [ada, bob] = [await arrive(run, 'ada', telephone), await arrive(run, 'bob')];
    const { page } = ada;
    await page.getByText('It is your turn.').waitFor();
    await field(page).fill(Array.from({ length: 40 }, (_, line) => `Line ${line + 1}`).join('\n'));
    await page.getByRole('button', { name: 'Send' }).click();
    await log(page).getByText('Line 40').waitFor();
    // As a browser does it that makes the page shorter for its keyboard.
    await page.setViewportSize({ width: 390, height: 420 });
    await expect.poll(() => page.evaluate(lastIsInView)).toBe(true);
    await expect.poll(() => page.evaluate(fieldIsInView)).toBe(true);
    await field(bob.page).fill('I would give you eight for it.');
    await bob.page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Please fill in the form.').waitFor();
    await expect.poll(() => page.evaluate(lastIsInView)).toBe(true);
    await tabTo(page, 'Dull');
    await page.setViewportSize(telephone.viewport);
    await page.getByRole('radio', { name: 'Good' }).check();
    await page.getByLabel('Why').fill('Short.');
    await page.getByRole('button', { name: 'Send the answers' }).click();
    await page.getByText('That was all.').waitFor();
    await Promise.all([ada.leave(), bob.leave()]);
  }, 180_000);

  it('are the same in a page with React', async () => {
    const run = await launchChat('with-react', async (outDir) => {
      vi.stubEnv('NODE_ENV', 'production');
      const chat = join(packageFolder, 'dist/hooks/chat');
      await build({
        ...{ root: join(pages, 'with-react'), configFile: false, logLevel: 'silent', plugins: [react()] },
        resolve: {
          alias: { 'manyhands/chat/chat.css': join(chat, 'chat.css'), 'manyhands/chat': join(chat, 'index.js') },
        },
        build: { outDir, emptyOutDir: true, target: 'es2022' },
      });
      vi.unstubAllEnvs();
    });
    const [ada, bob] = [await arrive(run, 'ada', telephone), await arrive(run, 'bob')];
    await ada.page.getByText('It is your turn.').waitFor();
    await expectPleasant(ada.page);
    for (const { page } of [ada, bob]) {
      await page.getByText('It is your turn.').waitFor();
      await field(page).fill('Ten?');
      await field(page).press('Enter');
    }
    await ada.page.getByRole('radio', { name: 'Good' }).check();
    await ada.page.getByLabel('Why').fill('Short.');
    await ada.page.getByRole('button', { name: 'Send the answers' }).click();
    for (const { page } of [ada, bob]) await page.getByRole('button', { name: 'Done' }).click();
    await expect.poll(() => factsOf(run, 'unit.submitted')).toHaveLength(2);
    await Promise.all([ada.leave(), bob.leave()]);
  }, 180_000);
});

/** Fit for everyone, and for fingers: what is touched has 44 pixels at least. */
async function expectPleasant(page: Page): Promise<void> {
  const before = page.viewportSize();
  await expectFitForEveryone(page);
  await expect.poll(() => page.evaluate(tooSmall)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(tooWide)).toEqual([]);
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  if (before) await page.setViewportSize(before);
}

/** The texts of what is there to be touched and has less than 44 pixels in one direction. */
const tooSmall = `[...document.querySelectorAll('.mh-chat :is(button, textarea, label:has(input))')]
  .filter((one) => one.checkVisibility())
  .filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 44)
  .map((one) => one.textContent)`;

/** The classes of what scrolls sideways by itself on a telephone, which the width of the page does not show. */
const tooWide = `[...document.querySelectorAll('.mh-chat, .mh-chat *')]
  .filter((one) => one.checkVisibility() && !one.matches('.mh-chat-unseen') && one.scrollWidth > one.clientWidth + 1)
  .filter((one) => getComputedStyle(one).display !== 'inline')
  .map((one) => one.className || one.tagName)`;

/** Goes on with Tab until what has this name is focused. */
async function tabTo(page: Page, name: string): Promise<void> {
  const target = page.getByLabel(name, { exact: true });
  for (let tabs = 0; tabs < 30; tabs++) {
    if (await target.and(page.locator(':focus')).count()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}.`);
}

/** Whether the last message ends in the window, above what can be done there. */
const lastIsInView = `(() => {
  const { bottom } = [...document.querySelectorAll('.mh-chat-message')].at(-1).getBoundingClientRect();
  const { top } = document.querySelector('.mh-chat-response').getBoundingClientRect();
  return bottom <= top && top < innerHeight;
})()`;

/** Whether the whole field is in the window. */
const fieldIsInView = `(() => {
  const { top, bottom } = document.querySelector('.mh-chat-composer textarea').getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
})()`;
