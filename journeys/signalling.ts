import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { lines, settled } from '../bench/api.ts';
import type { TestBrowser } from './browser.ts';
import type { TestDaemon } from './daemon.ts';

/** What pages with all signals tell their workers. */
export const saysSignals =
  /^This page counts how often and how much you paste, .* It never records what you type, paste or copy\.$/;

const secret = 'Quetzal';
/** Taking it away again is a key as well. */
const keysTyped = secret.length + 1;

/** Looks at another page for a while, as somebody does who asks elsewhere; Playwright pretends otherwise that each page has the focus. */
export async function lookElsewhere(page: Page, ms: number) {
  const debug = await page.context().newCDPSession(page);
  await debug.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  const other = await page.context().newPage();
  await other.bringToFront();
  await page.waitForFunction(() => !document.hasFocus());
  await other.waitForTimeout(ms);
  await other.close();
  await page.bringToFront();
  await debug.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  await page.waitForFunction(() => document.hasFocus());
}

/** Types, copies and pastes a word, looks elsewhere, and takes the word away again; returns all that the page has sent since. */
export async function leaveSignals(page: Page, field: Locator): Promise<string[]> {
  const sent: string[] = [];
  page.on('request', (request) =>
    sent.push([request.url(), JSON.stringify(request.headers()), request.postData() ?? ''].join(' ')),
  );
  await field.pressSequentially(secret);
  for (const keys of ['Control+A', 'Control+C', 'End', 'Control+V']) await page.keyboard.press(keys);
  expect(await field.inputValue()).toBe(secret + secret);
  await lookElsewhere(page, 1100);
  await field.fill('');
  return sent;
}

type Seen = { daemon: TestDaemon; browser: TestBrowser; run: string; sent: readonly string[] };

/** Expects what `leaveSignals` did beside the run's only answer, in review and in the export, and none of the content in what was sent. */
export async function expectSignals({ daemon, browser, run, sent }: Seen): Promise<void> {
  const rows: Record<string, unknown>[] = [];
  await settled(daemon.port);
  for await (const row of lines(daemon.port, 'GET', `/api/export?of=${run}`)) rows.push(row);
  const counts = { pastes: 1, pasted_characters: secret.length, copies: 1, times_away: 1, keys_typed: keysTyped };
  expect(rows).toMatchObject([{ signals: counts }]);
  const reviewer = await browser.visitor();
  await reviewer.page.goto(`${daemon.url}/review?run=${run}`);
  await reviewer.page
    .getByText(/pasted 1× \(7 characters\) · copied 1× · left the page 1× for \d+ seconds? · typed 8 keys in/)
    .waitFor();
  await reviewer.leave();
  expect(sent.filter((request) => request.includes('/submit_task'))).toHaveLength(1);
  expect(sent.filter((request) => request.includes(secret))).toEqual([]);
}

declare const document: { hasFocus(): boolean };
