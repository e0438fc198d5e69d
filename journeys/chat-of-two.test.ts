import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { acceptedAnswers, type ExampleRun, runExample } from './example-run.ts';

type Fact = { type: string; data: Record<string, unknown> };
const telephone = { viewport: { width: 390, height: 844 } };

/** Whether the end of what was said is in view, and all that can be done below it. */
const isAllInView = `(() => {
  const log = document.querySelector('[role="log"]');
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 2;
  const send = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Send');
  return isAtEnd && log.clientHeight > 20 && send.getBoundingClientRect().bottom <= innerHeight;
})()`;

/** What has the focus: what it is to a screen reader, or its name. */
const focused = (page: Page) =>
  page.evaluate<string | null>(`(() => {
    const { activeElement } = document;
    if (activeElement === document.body) return 'the body';
    return activeElement.role || activeElement.ariaLabel || activeElement.id || activeElement.textContent;
  })()`);
const expectFocus = (page: Page, what: string) => expect.poll(() => focused(page)).toBe(what);

describe('the eleventh example, a negotiation of two people', () => {
  let run: ExampleRun;
  let browser: TestBrowser;
  beforeAll(async () => {
    [run, browser] = await Promise.all([
      runExample('11-chat-two-people', { words: ['dropout_wait_in_seconds=5'] }),
      openBrowser(),
    ]);
  }, 180_000);
  afterAll(() => run?.end());
  afterAll(() => browser?.close());

  async function arrive(name: string, options = {}): Promise<Visitor> {
    const visitor = await browser.visitor(options);
    await visitor.page.goto(`${run.worker_url}?worker_id=${name}`);
    return visitor;
  }
  /** Both say that they are there, and it begins. */
  async function begin(...pages: Page[]) {
    for (const page of pages) {
      await page.getByRole('alert').getByText('Are you still there?').waitFor();
      await expectFocus(page, 'I am here');
      await page.keyboard.press('Enter');
      if (page === pages.at(-1)) continue;
      await page.getByRole('status').getByText('Waiting until the other says so, too.').waitFor();
      await expectFocus(page, 'Waiting for somebody');
      // Somebody has come, so nothing is said about a wait for nobody.
      await page.getByText(/^0:\d\d left$/).waitFor();
    }
    for (const page of pages) await page.getByRole('log').getByText('agree on who gets what').waitFor();
    for (const page of pages) await page.locator('#text:focus').waitFor();
  }
  async function say(page: Page, text: string) {
    await page.getByLabel('Your message').fill(text);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
  }
  const facts = async () =>
    (await run.manyhands('events'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Fact);

  it('waits for two, tells each their own values, takes offers by turns, and ends with a form', async () => {
    const ada = await arrive('ada', telephone);
    await ada.page.getByRole('heading', { name: 'Waiting for somebody' }).waitFor();
    await ada.page.getByText(/^[12]:\d\d left\. If nobody comes until then, you are paid/).waitFor();
    await expectFitForEveryone(ada.page);
    const bob = await arrive('bob');
    await ada.page.getByRole('heading', { name: 'Somebody is there' }).waitFor();
    await expectFitForEveryone(ada.page);
    await begin(ada.page, bob.page);

    const [mine, theirs] = [ada.page, bob.page].map((page) => page.getByLabel('What the things are worth to you'));
    expect(await mine!.innerText()).toContain('1 × coffee machine 6 points');
    expect(await theirs!.innerText()).toContain('1 × coffee machine 8 points');
    // Who prepares an offer goes on with it when their turn comes.
    await bob.page.getByRole('button', { name: 'Make an offer' }).click();
    await bob.page.getByRole('button', { name: 'One pan more' }).click();
    await say(ada.page, 'I would like the plates and the coffee machine.');
    await bob.page.getByText('I would like the plates').waitFor();
    await expectFocus(ada.page, 'text');
    await bob.page.getByRole('status').getByText('It is your turn.').waitFor();
    expect(await focused(bob.page)).toBe('One pan more');
    await ada.page.getByRole('status').getByText('It is Robin’s turn.').waitFor();
    for (const _ of [1, 2]) await bob.page.getByRole('button', { name: 'One plate less' }).click();
    await bob.page.getByText('You would get 20 points').waitFor();
    // At its limit a button does nothing more, and keeps the focus.
    await expectFocus(bob.page, 'One plate less');
    await bob.page.keyboard.press('Enter');
    await bob.page.getByLabel('plate for you').getByText('0 of 4').waitFor();
    expect(await focused(bob.page)).toBe('One plate less');
    expect(await bob.page.getByRole('button', { name: 'One plate less' }).isDisabled()).toBe(true);
    await expectFitForEveryone(bob.page);
    await say(bob.page, 'Take the plates, and leave me the rest.');
    await ada.page.getByText('Offer: you get 4 × plate (8 points).').waitFor();
    await ada.page.getByText(/^[23]:\d\d left for your turn/).waitFor();
    await expectFitForEveryone(ada.page);
    await expect.poll(() => ada.page.evaluate(isAllInView)).toBe(true);
    // The note about another tab stands above the page, and the keyboard of a telephone takes half of it.
    const tab = await ada.page.context().newPage();
    await tab.goto(ada.page.url());
    await ada.page.getByText('This task is open in another tab').waitFor();
    await ada.page.setViewportSize({ width: 390, height: 420 });
    await expect.poll(() => ada.page.evaluate('innerHeight')).toBe(420);
    await expect.poll(() => ada.page.evaluate(isAllInView)).toBe(true);
    await tab.close();
    await ada.page.setViewportSize(telephone.viewport);
    expect(await ada.page.getByRole('main').count()).toBe(1);
    await ada.page.reload();
    await ada.page.getByRole('button', { name: 'Make an offer' }).click();
    for (const thing of ['pan', 'pan', 'plate', 'plate'])
      await ada.page.getByRole('button', { name: thing === 'pan' ? 'One pan less' : 'One plate more' }).click();
    await ada.page.getByText('You would get 14 points').waitFor();
    await ada.page.setViewportSize({ width: 390, height: 420 });
    await expect.poll(() => ada.page.evaluate(isAllInView)).toBe(true);
    await ada.page.setViewportSize(telephone.viewport);
    await say(ada.page, 'Then you get all three pans.');
    await bob.page.getByRole('button', { name: 'Accept: 3 × pan for you (12 points)' }).click();
    for (const { page } of [ada, bob]) await page.getByText('You both agree.').waitFor();
    await expectFitForEveryone(bob.page);
    for (const { page } of [ada, bob]) {
      await page.getByRole('status').getByText('Please answer.').waitFor();
      await expectFocus(page, 'log');
    }

    for (const { page } of [ada, bob]) {
      const [content, fair] = [page.getByRole('group').nth(0), page.getByRole('group').nth(1)];
      await content.getByLabel('Rather').check();
      await fair.getByLabel('Very', { exact: true }).check();
      await page.getByLabel('What did you try to get').fill('What is worth the most.');
      await page.getByRole('button', { name: 'Send the answers' }).click();
      if (page === bob.page) continue;
      await page.getByRole('status').getByText('It ends when Robin has answered, too.').waitFor();
      expect(await page.getByRole('textbox').count()).toBe(0);
      expect(await page.getByText('turn').count()).toBe(0);
      await expectFocus(page, 'log');
      await expectFitForEveryone(page);
    }
    for (const { page } of [ada, bob]) {
      await page.getByText('That was all. Please hand it in.').waitFor();
      // What the other thinks of them is for the requester.
      expect(await page.getByText('What is worth the most.').count()).toBe(1);
      await expectFitForEveryone(page);
      await page.getByRole('button', { name: 'Hand in' }).click();
      // Each worker negotiates once.
      await page.getByRole('status').getByText('Thank you. Your part is saved, and you can close this page').waitFor();
    }
    await settled(run.port);
    const rows = await acceptedAnswers(run);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      status: 'accepted',
      answer: {
        form_responses: [{ response: 'Rather' }, { response: 'Very' }, { response: 'What is worth the most.' }],
      },
    });
    const ended = (await facts()).find(({ type }) => type === 'conversation.ended');
    expect(ended?.data).toMatchObject({
      reason: 'done',
      data: {
        ...{ agreed: true, turns: 4, points: { mover: 14, stayer: 12 } },
        shares: { mover: { 'coffee machine': 1, pan: 0, plate: 4 }, stayer: { pan: 3 } },
      },
    });
    await Promise.all([ada.leave(), bob.leave()]);
  }, 180_000);

  it('pays whoever waits for nobody, and says so', async () => {
    const short = await runExample('11-chat-two-people', { words: ['waiting_time_limit_in_seconds=4'] });
    try {
      const eve = await browser.visitor(telephone);
      await eve.page.goto(`${short.worker_url}?worker_id=eve`);
      await eve.page.getByRole('heading', { name: 'Nobody came in time' }).waitFor();
      expect(await eve.page.getByRole('button').count()).toBe(0);
      await expectFitForEveryone(eve.page);
      await eve.leave();
      await settled(short.port);
      const [row] = await acceptedAnswers(short);
      expect(row).toMatchObject({ status: 'accepted', answer: { ended: 'not-filled' } });
    } finally {
      await short.end();
    }
  }, 120_000);

  it('ends when one is lost, and whoever stayed hands in', async () => {
    const [cyd, dan] = [await arrive('cyd', telephone), await arrive('dan', telephone)];
    await begin(cyd.page, dan.page);
    await say(cyd.page, 'Hello?');
    await dan.page.getByText('Hello?').waitFor();
    await dan.leave();
    await cyd.page.getByRole('log').getByText('Robin is away at the moment.').waitFor();
    await cyd.page.getByText('The other has left.').waitFor();
    await expectFitForEveryone(cyd.page);
    await cyd.page.getByRole('button', { name: 'Hand in' }).click();
    await cyd.page.getByText('Thank you. Your part is saved').waitFor();
    await cyd.leave();
    await settled(run.port);
    const ended = (await facts()).filter(({ type }) => type === 'conversation.ended');
    expect(ended.at(-1)?.data).toMatchObject({ reason: 'too-few' });
  }, 120_000);
});
