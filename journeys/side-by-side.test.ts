import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { acceptedAnswers, type ExampleRun, runExample } from './example-run.ts';

type Quality = { answers: number; strengths: { option: string; strength: number }[] };
type Position = { whole: { picture: { left: number; right: number; ties: number } } };

describe('the fourteenth example, two answers side by side', () => {
  let run: ExampleRun;
  let browser: TestBrowser;
  beforeAll(async () => {
    [run, browser] = await Promise.all([runExample('14-side-by-side'), openBrowser()]);
  }, 120_000);
  afterAll(() => run?.end());
  afterAll(() => browser?.close());

  /** Chooses the shorter answer of each question; gives what was chosen, by question. */
  async function work(page: Page, questions: number): Promise<Map<string, string>> {
    const chosen = new Map<string, string>();
    for (let n = 0; n < questions; n++) {
      const question = await page.locator('#question').innerText();
      const [left, right] = [await page.locator('#left').innerText(), await page.locator('#right').innerText()];
      const isLeft = left.length < right.length;
      chosen.set(question, isLeft ? left : right);
      await page.keyboard.press(isLeft ? '1' : '2');
      await page.locator(`[value=${isLeft ? 'left' : 'right'}]:checked:focus`).waitFor();
      await page.getByLabel('It answers the question').check();
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.locator('#question').filter({ hasNotText: question }).filter({ hasText: '?' }).waitFor();
    }
    return chosen;
  }

  it('hides who answered, takes a choice with its reason, and has figures of both responders', async () => {
    const { page, leave } = await browser.visitor({ viewport: { width: 390, height: 844 } });
    const received: string[] = [];
    page.on('response', (reply) => {
      if (reply.url().endsWith('/request_agent')) void reply.text().then((text) => received.push(text));
    });
    await page.goto(`${run.worker_url}?preview`);
    await page.getByText('You read a question about the night sky').waitFor();
    expect(await page.getByRole('heading', { level: 1 }).allInnerTexts()).toEqual(['Which of two answers is better?']);
    await page.goto(`${run.worker_url}?worker_id=ada`);
    await page.getByText('Answer A').waitFor();
    await expectFitForEveryone(page);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    const chosen = await work(page, 8);
    await page.getByLabel('Both are equally good').check();
    expect(await page.getByText('Why?').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.locator('#question').filter({ hasText: '?' }).waitFor();
    expect(received.length).toBeGreaterThan(8);
    expect(received.join('')).not.toMatch(/bm25|overlap/);
    await leave();

    const bob = await browser.visitor();
    await bob.page.goto(`${run.worker_url}?worker_id=bob`);
    await bob.page.getByText('Answer A').waitFor();
    expect(await work(bob.page, 8)).toEqual(chosen);
    await bob.leave();

    await settled(run.port);
    const rows = await acceptedAnswers(run);
    expect(rows).toHaveLength(17);
    expect(rows[0]).toMatchObject({ status: 'accepted', answer: { why: 'It answers the question', comment: '' } });
    const sides = new Set(rows.map(({ data }) => data.left));
    expect([...sides].sort()).toEqual(['bm25', 'overlap']);
    const quality = JSON.parse(await run.manyhands('quality', run.id, '--json')) as Quality;
    expect(quality.answers).toBe(17);
    const wins = (option: string) => rows.filter(({ data, answer }) => data[String(answer.better)] === option).length;
    expect(wins('bm25') + wins('overlap')).toBe(16);
    const strengthOf = (name: string) => quality.strengths.find(({ option }) => option === name)!.strength;
    expect(Math.sign(strengthOf('bm25') - strengthOf('overlap'))).toBe(Math.sign(wins('bm25') - wins('overlap')));
    const { whole } = JSON.parse(await run.manyhands('quality', run.id, '--show', 'position', '--json')) as Position;
    const chose = (side: string) => rows.filter(({ answer }) => answer.better === side).length;
    expect(whole.picture).toMatchObject({ left: chose('left'), right: chose('right'), ties: 1 });
    expect(await run.manyhands('quality', run.id)).toMatch(/bm25/);
  }, 180_000);
});
