import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';

const example = join(packageFolder, 'examples/10-model-in-the-loop');

/** The strokes of digits, in shares of the paper. */
const strokes: Record<string, [number, number][][]> = {
  '1': [
    [
      [0.5, 0.15],
      [0.5, 0.85],
    ],
  ],
  '7': [
    [
      [0.25, 0.2],
      [0.75, 0.2],
      [0.45, 0.85],
    ],
  ],
};

describe('the tenth example, with a model in the loop', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    run = await launchWith(daemon.port, example);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  async function draw(page: Page, digit: string): Promise<void> {
    const box = (await page.getByRole('img', { name: 'Your drawing' }).boundingBox())!;
    for (const stroke of strokes[digit]!) {
      const [first, ...rest] = stroke.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height] as const);
      await page.mouse.move(...first!);
      await page.mouse.down();
      for (const point of rest) await page.mouse.move(...point, { steps: 12 });
      await page.mouse.up();
    }
  }

  it('reads what is drawn, says so when nothing is, and keeps the drawing with the answer', async () => {
    const { page, leave } = await browser.visitor();
    await page.goto(`${run.worker_url}?preview`);
    await page.getByRole('heading', { level: 1, name: 'Draw a digit' }).waitFor();
    await page.goto(run.worker_url);
    await page.getByRole('heading', { name: 'Draw the digit three (3)' }).waitFor();
    await expectFitForEveryone(page);
    // The paper takes the finger that would scroll, so it must leave place for what is below it.
    await page.setViewportSize({ width: 390, height: 420 });
    const bottom = `document.querySelector('button.main').getBoundingClientRect().bottom`;
    await expect.poll(() => page.evaluate(bottom)).toBeLessThan(420);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.getByText('There is nothing to read yet. Draw the digit first.').waitFor();
    await page.locator('button:focus', { hasText: 'Read it' }).waitFor();
    for (const digit of Object.keys(strokes)) {
      await draw(page, digit);
      await page.getByRole('button', { name: 'Read it' }).click();
      // It has the focus in place of the button, so that a screen reader reads it.
      await page.locator('p:focus', { hasText: `The computer reads ${digit}` }).waitFor();
      await expectFitForEveryone(page);
      if (digit === '7') break;
      await page.getByRole('button', { name: 'Draw again' }).click();
      await page.locator('h1:focus').waitFor();
      await page.getByRole('button', { name: 'Clear' }).click();
    }
    await page.getByRole('button', { name: 'Wrong' }).click();
    await page.getByRole('heading', { name: 'Draw the digit eight (8)' }).waitFor();
    await settled(daemon.port);
    const { answer, calls } = await json<{ answer: Record<string, unknown>; calls: object[] }>(
      daemon.port,
      `/api/units/${run.id}.0.0`,
    );
    expect(answer).toMatchObject({ guess: 7, isRight: false, attempts: 2 });
    expect((answer.pixels as number[]).length).toBe(784);
    expect(calls).toMatchObject([
      { name: 'classify', message: 'There is nothing to read yet. Draw the digit first.' },
      { result: { guess: 1 } },
      { result: { guess: 7 } },
    ]);
    await leave();
  }, 120_000);

  it('has weights that its own model reads', () => {
    const { hidden, output } = JSON.parse(readFileSync(join(example, 'weights.json'), 'utf8'));
    expect([hidden.biases.length, Buffer.from(hidden.weights, 'base64').length]).toEqual([48, 48 * 784]);
    expect(Buffer.from(output.weights, 'base64').length).toBe(480);
  });
});
