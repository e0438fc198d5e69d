import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { chromiumFlags } from '../bench/chromium-flags.ts';
import { ensureChromium } from '../scripts/chromium.mjs';

/** How long a page may take to show what is waited for, in ms; generous, since other journeys run beside this one. */
const timeoutMs = 30_000;

/** Chromium does not always close at once on a busy machine, and ends with this process in any case. */
const patience = () => new Promise((resolve) => setTimeout(resolve, 30_000).unref());

/** Someone with a browser profile of their own. */
export type Visitor = {
  page: Page;
  /** Everything that went wrong on their pages so far: errors on the console, and requests to other servers. */
  faults: string[];
  /** Closes their pages; fails if anything went wrong there. */
  leave(): Promise<void>;
};

export type TestBrowser = {
  /** A newcomer; console errors that fit `mayFail` are none of their faults. */
  visitor(options?: BrowserContextOptions & { mayFail?: RegExp }): Promise<Visitor>;
  /** Closes the pages of all who are still there; fails if anything went wrong on one of them. */
  close(): Promise<void>;
};

let running: Promise<Browser> | undefined;

/** The Chromium of this process, which all its journeys share: starting one takes longer than many of them. It ends with the process. */
async function chromiumOfThisProcess(): Promise<Browser> {
  if (running && !(await running).isConnected()) running = undefined;
  running ??= launchChromium();
  return running;
}

async function launchChromium(): Promise<Browser> {
  const executablePath = await ensureChromium();
  if (!executablePath) throw new Error('There is no Chromium here.');
  // Specs in the same process say that they are interrupted, which would end it.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  return chromium.launch({ executablePath, args: chromiumFlags, ...signals });
}

/** A real Chromium, in which each visitor has an empty profile. */
export async function openBrowser(): Promise<TestBrowser> {
  const browser = await chromiumOfThisProcess();
  const present = new Set<Visitor>();

  async function visitor({ mayFail, ...options }: Parameters<TestBrowser['visitor']>[0] = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    context.setDefaultTimeout(timeoutMs);
    const faults: string[] = [];
    context.on('page', (page) => watch(page, faults, mayFail));
    const leave = async () => {
      present.delete(one);
      await Promise.race([context.close(), patience()]);
      failWith(faults);
    };
    const one = { page: await context.newPage(), faults, leave };
    present.add(one);
    return one;
  }

  async function close() {
    const faults: string[] = [];
    for (const one of present) await one.leave().catch((error) => faults.push(String(error)));
    failWith(faults);
  }

  return { visitor, close };
}

function watch(page: Page, faults: string[], mayFail?: RegExp): void {
  const note = (fault: string) => {
    if (!mayFail?.test(fault)) faults.push(fault);
  };
  page.on('pageerror', (error) => note(`An error that nobody caught: ${error.stack || error}`));
  page.on('console', (message) => {
    if (message.type() === 'error') note(`${message.text()} (${message.location().url})`);
  });
  const isForeign = (url: string) =>
    /^(https?|wss?):/.test(url) && !/^([a-z0-9-]+\.)?localhost$/.test(new URL(url).hostname);
  for (const source of ['request', 'websocket'] as const) {
    page.on(source as 'request', (wanted) => {
      if (isForeign(wanted.url())) note(`A request to another server: ${wanted.url()}`);
    });
  }
}

function failWith(faults: string[]): void {
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

type Axe = { run(options: object): Promise<{ violations: Violation[] }> };
type Violation = { id: string; impact: string; help: string; nodes: { target: string[] }[] };

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Each width and each scheme with every rule; the other two pairs with the one rule that depends on both. */
const contrast = { runOnly: ['color-contrast'] };
const looks = [
  { width: 390, scheme: 'light', rules: {} },
  { width: 390, scheme: 'dark', rules: contrast },
  { width: 1280, scheme: 'light', rules: contrast },
  { width: 1280, scheme: 'dark', rules: {} },
] as const;

/** The page is fit for everyone, on a telephone and on a screen, by day and by night, and nothing of it sticks out. */
export async function expectFitForEveryone(page: Page): Promise<void> {
  const before = page.viewportSize();
  const found: string[] = [];
  for (const { width, scheme, rules } of looks) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const where = `at ${width}, ${scheme}`;
    for (const { id, help, nodes } of await graveFaults(page, rules)) {
      found.push(`${where}: ${id}, ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    }
    const excess = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    if (Number(excess) > 0) found.push(`${where}: ${excess} pixels wider than the screen`);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
  failWith(found);
}

async function graveFaults(page: Page, rules: object): Promise<Violation[]> {
  // Put in by the debugger, which no content security policy stops.
  await page.evaluate(`window.axe || (() => { ${axeSource} })()`);
  const violations = await page.evaluate(
    async (options) => {
      const { axe } = globalThis as unknown as { axe: Axe };
      return (await axe.run(options)).violations;
    },
    { resultTypes: ['violations'], ...rules },
  );
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}
