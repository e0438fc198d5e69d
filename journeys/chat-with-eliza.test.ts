import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { elizaReply } from '../examples/12-chat-with-a-model/eliza.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { acceptedAnswers, type ExampleRun, runExample } from './example-run.ts';

/** Whether the end of what was said is in view once the page has been painted again. */
const isAtEnd = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const { scrollHeight, scrollTop, clientHeight } = document.querySelector('[role="log"]');
  resolve(scrollHeight - scrollTop - clientHeight < 2);
})))`;

describe('the twelfth example, a chat with a program', () => {
  let run: ExampleRun;
  let browser: TestBrowser;
  beforeAll(async () => {
    [run, browser] = await Promise.all([runExample('12-chat-with-a-model'), openBrowser()]);
  }, 120_000);
  afterAll(() => run?.end());
  afterAll(() => browser?.close());

  const log = (page: Page) => page.getByRole('log');
  /** Says something when it is the worker's turn, and waits for the reply. */
  async function say(page: Page, text: string, reply: string) {
    await page.getByLabel('Your message').fill(text);
    await page.locator('#composer button:enabled').waitFor();
    await page.keyboard.press('Enter');
    await log(page).getByText(reply).waitFor();
  }

  it('replies by its rules, goes on after a reload, and ends with a form that is handed in', async () => {
    const { page, leave } = await browser.visitor({ viewport: { width: 390, height: 844 } });
    await page.goto(`${run.worker_url}?preview`);
    await page.getByText('You talk with a program for six turns').waitFor();
    await page.goto(`${run.worker_url}?worker_id=ada`);
    await page.getByRole('heading', { name: 'Your last week' }).waitFor();
    await log(page).getByText('Hello. How was your last week?').waitFor();
    await page.getByText(/^(9:\d\d|10:00) left$/).waitFor();
    await expectFitForEveryone(page);
    await say(page, 'I went to my sister on Sunday.', 'Tell me more about your sister.');
    await say(page, 'I think that she does not like me.', 'Are you sure that she does not like you?');
    await say(page, 'Blue skies.', 'Earlier you spoke of your sister. Has that to do with this?');
    await page.locator('#composer button:enabled').waitFor();
    // As a browser does it that makes the page shorter for its keyboard.
    await page.setViewportSize({ width: 390, height: 420 });
    await expect.poll(() => page.evaluate('innerHeight')).toBe(420);
    expect(await page.evaluate(isAtEnd)).toBe(true);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await log(page).getByText('Earlier you spoke of your sister.').waitFor();
    expect(await log(page).getByRole('listitem').count()).toBe(7);
    await expectFitForEveryone(page);
    await say(page, "I can't say sorry", 'What keeps you from it?');
    await say(page, 'Are you a robot?', 'I am a program, and a simple one. Does it matter to you whom you talk to?');
    await say(page, 'yes', 'I see. Go on.');
    await page.getByText('Did it understand what you meant?').waitFor();
    await expectFitForEveryone(page);
    await page.getByLabel('Now and then').check();
    await page.getByLabel('Perhaps').check();
    await page.getByLabel('Which of its replies was the oddest?').fill('The one about the sky.');
    await page.getByRole('button', { name: 'Send the answers' }).click();
    const handIn = page.getByRole('button', { name: 'Hand in' });
    await handIn.waitFor();
    await expectFitForEveryone(page);
    await handIn.click();
    await page.getByRole('heading', { name: 'A decision' }).waitFor();
    await leave();

    await settled(run.port);
    const [row] = await acceptedAnswers(run);
    expect(row).toMatchObject({
      status: 'accepted',
      data: { topic: 'Your last week' },
      answer: {
        form_responses: [
          { question: 'Did it understand what you meant?', response: 'Now and then' },
          { response: 'Perhaps' },
          { response: 'The one about the sky.' },
        ],
      },
    });
  }, 120_000);

  it.each([
    ['I think of my sister.', 'What else comes to mind when you think of your sister?'],
    ['I often thought about leaving.', 'What else comes to mind when you think of leaving?'],
    ['I think that I am late.', 'Are you sure that you are late?'],
  ])('replies to "%s" with a whole sentence', (said, reply) => expect(elizaReply([said])).toBe(reply));
});
