import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { acceptedAnswers, type ExampleRun, runExample } from './example-run.ts';

describe('the thirteenth example, a form in HTML', () => {
  let run: ExampleRun;
  let browser: TestBrowser;
  beforeAll(async () => {
    [run, browser] = await Promise.all([runExample('13-html-task'), openBrowser()]);
  }, 120_000);
  afterAll(() => run?.end());
  afterAll(() => browser?.close());

  it('has a preview, a question to begin with, and a button of its own that asks for a number once', async () => {
    const { page, leave } = await browser.visitor({ viewport: { width: 390, height: 844 } });
    await page.goto(`${run.worker_url}?preview`);
    await page.getByText('It says what is measured, and of what.').waitFor();
    await expectFitForEveryone(page);

    await page.goto(`${run.worker_url}?worker_id=ada`);
    const onboarding = page.getByRole('button', { name: 'Submit' });
    await page.getByLabel('Monday 40, Tuesday 42').check();
    await expectFitForEveryone(page);
    await onboarding.click();
    await page.getByText('The second one says what the chart is about').waitFor();
    await page.getByLabel('Cups of coffee').check();
    await onboarding.click();

    await page.getByRole('heading', { name: 'Diameters of the planets' }).waitFor();
    await page.getByText('142,984').waitFor();
    expect(await page.getByRole('button', { name: 'Submit' }).count()).toBe(0);
    const description = page.getByLabel('What does it show?');
    await description.fill('Jupiter and Saturn are by far the largest planets, and Mercury is the smallest.');
    await page.getByText('79 of 400 characters').waitFor();
    await page.getByLabel('To compare things').check();
    await page.getByLabel('Names beside the bars').check();
    const screenshot = { name: 'screen.png', mimeType: 'image/png', buffer: Buffer.from('a picture') };
    await page.getByLabel('A picture of your screen').setInputFiles(screenshot);
    const send = page.getByRole('button', { name: 'Send the description' });
    await send.click();
    await page.getByText('Your description has no number.').waitFor();
    await expectFitForEveryone(page);
    await description.fill('Jupiter (142,984 km) and Saturn are by far the largest planets; Mercury is the smallest.');
    await send.click();

    await page.getByRole('heading', { name: 'People in the world' }).waitFor();
    await leave();
    await settled(run.port);
    const [row, ...others] = await acceptedAnswers(run);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      status: 'accepted',
      data: { title: 'Diameters of the planets' },
      answer: {
        description: expect.stringContaining('142,984 km'),
        ...{ purpose: 'compare', unreadable: 'labels' },
        file1: { name: 'screen.png', size: 9 },
      },
    });
  }, 120_000);
});
