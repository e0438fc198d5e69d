import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { packageFolder } from '../src/config.ts';

/** When a screen was of use and when it was whole, in ms from asking for its address. */
export type Visit = { useful: number; whole: number };

/** A browser that looks at screens with a watch in its hand. */
export type Screens = {
  /** Goes to an address with nothing cached; of use it is once something that `wanted` selects is painted, whole when nothing is still loading. */
  visit(url: string, wanted: string): Promise<Visit>;
  close(): Promise<void>;
};

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];

/** Runs in the page from its beginning, and looks at each frame: what is there as one begins was painted by the one before. */
const watch = (wanted: string) => `(() => {
  const seen = (globalThis.seenAt = {});
  const look = () => {
    const main = document.querySelector('main');
    if (main?.querySelector('h1')) {
      if (main.querySelector(${JSON.stringify(wanted)})) seen.useful ??= performance.now();
      const isBusy = main.querySelector('[aria-busy="true"], .mantine-Skeleton-root');
      if (seen.useful && !isBusy) seen.whole ??= performance.now();
    }
    if (!seen.whole) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

/** Opens a Chromium, if there is one. */
export async function openScreens(): Promise<Screens | undefined> {
  // The bench runs from its build, and the script lies beside the sources.
  const script = pathToFileURL(join(packageFolder, 'scripts/chromium.mjs')).href;
  const { ensureChromium } = (await import(script)) as { ensureChromium(): Promise<string | undefined> };
  const executablePath = await ensureChromium();
  if (!executablePath) return undefined;
  const browser = await chromium.launch({ executablePath, args: flags });
  return { visit: (url, wanted) => visit(browser, url, wanted), close: () => browser.close() };
}

async function visit(browser: Browser, url: string, wanted: string): Promise<Visit> {
  // What this watch asks the page is code of its own, which the house's policy rightly forbids.
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
  const page = await context.newPage();
  try {
    await page.addInitScript(watch(wanted));
    await page.goto(url, { waitUntil: 'commit' });
    // Asked rarely, since asking is work for the same processor.
    const isWhole = 'globalThis.seenAt?.whole !== undefined';
    await page.waitForFunction(isWhole, undefined, { polling: 250 });
    return await page.evaluate<Visit>('globalThis.seenAt');
  } finally {
    await context.close();
  }
}
