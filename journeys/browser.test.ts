import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';

describe('a visitor of the journeys', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it.each([
    ['an error on the console', '<script>console.error("Broken.")</script>', 'Broken.'],
    ['an error that nobody catches', '<script>setTimeout(() => lost.thing)</script>', 'lost is not defined'],
    ['a request to another server', '<img src="http://192.0.2.1/pixel.gif">', '192.0.2.1'],
  ])('does not leave in silence after %s', async (_, html, fault) => {
    const { page, leave, faults } = await browser.visitor();
    await page.setContent(html, { waitUntil: 'commit' });
    await expect.poll(() => faults.join()).toContain(fault);
    await expect(leave()).rejects.toThrow(fault);
  });

  it('sees what is hard to read and what sticks out', async () => {
    const { page, leave } = await browser.visitor();
    const text = '<main style="background: white"><p style="color: #ccc">Faint</p>';
    await page.setContent(`<html lang="en"><title>Page</title>${text}<p style="width: 600px">Wide</p></main></html>`);
    await expect(expectFitForEveryone(page)).rejects.toThrow(/390, dark: color-contrast/);
    await expect(expectFitForEveryone(page)).rejects.toThrow(/390, light: \d+ pixels wider/);
    await leave();
  });
});
