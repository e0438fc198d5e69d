import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { packageFolder } from '../src/config.ts';

/** A browser that looks at screens with a watch in its hand. */
export type Screens = {
  /** Time in ms from asking for an address, with nothing cached, until its content is there and nothing on it is still loading. */
  firstUsefulPaint(url: string): Promise<number>;
  close(): Promise<void>;
};

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];

/** Runs in the page: its heading is there, and nothing in its main part waits for anything. */
const isThere = `(() => {
  const main = document.querySelector('main');
  return main?.querySelector('h1') && !main.querySelector('[aria-busy="true"], .mantine-Skeleton-root');
})()`;

/** Opens a Chromium, if there is one. */
export async function openScreens(): Promise<Screens | undefined> {
  // The bench runs from its build, and the script lies beside the sources.
  const script = pathToFileURL(join(packageFolder, 'scripts/chromium.mjs')).href;
  const { ensureChromium } = (await import(script)) as { ensureChromium(): Promise<string | undefined> };
  const executablePath = await ensureChromium();
  if (!executablePath) return undefined;
  const browser = await chromium.launch({ executablePath, args: flags });
  return {
    async firstUsefulPaint(url) {
      // What this watch asks the page is code of its own, which the house's policy rightly forbids.
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
      const page = await context.newPage();
      try {
        await page.goto(url, { waitUntil: 'commit' });
        await page.waitForFunction(isThere);
        return await page.evaluate<number>('performance.now()');
      } finally {
        await context.close();
      }
    },
    close: () => browser.close(),
  };
}
