import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, lines, settled } from '../bench/api.ts';
import { chromiumFlags } from '../bench/chromium-flags.ts';
import { ensureChromium } from '../scripts/chromium.mjs';
import { packageFolder } from '../src/adapters/package.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';
import { steadyPort } from './ports.ts';
import { spawnDaemon } from './spawned-daemon.ts';

const common = { task_description: 'Read one review.', data: 'items.csv', draft_interval_in_seconds: 1 };
const question = { key: 'what', label: 'What does it praise?', type: 'text' };
const form = `<p>\${text}</p><label>What does it praise? <input name="what"></label>
<label>Sweet <input type="checkbox" name="kind" value="sweet"></label>
<label>Cold <input type="checkbox" name="kind" value="cold" checked></label>
<label>Password <input type="password" name="secret"></label><label>Photo <input type="file" name="photo"></label>
<div id="more"></div><script>document.getElementById('more').innerHTML = '<label>And why? <textarea name="why"></textarea></label>';</script>`;

describe('a worker who is typing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const opened: BrowserContext[] = [];
  /** A new one for each browser, as on another device: then only the server has what was typed. */
  const profileOf = (browser: number) => join(folder, `profile-${browser}`);
  let port: number;
  let spawned: ChildProcess | undefined;
  let daemon: TestDaemon | undefined;
  const runs: Record<string, LaunchedRun> = {};

  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
    port = await steadyPort();
    ({ process: spawned } = await spawnDaemon(folder, port));
    const training = { onboarding_qualification: 'trained', onboarding_data: [{ text: 'Nice tea.' }] };
    runs.questions = await launch('questions', { questions: [question] });
    runs.form = await launch('form', { task_source: 'form.html', ...training });
  });
  afterAll(async () => {
    spawned?.kill('SIGKILL');
    await daemon?.stop();
    for (const context of opened) await context.close().catch(() => undefined);
    // Processes of a browser that was killed may still write.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  async function launch(name: string, config: object) {
    const task = join(folder, name);
    mkdirSync(task);
    writeFileSync(
      join(task, 'manyhands.yaml'),
      JSON.stringify({ task_name: name, task_title: name, ...common, ...config }),
    );
    writeFileSync(join(task, 'items.csv'), 'text\nThe cake was lovely.\n');
    writeFileSync(join(task, 'form.html'), form);
    return launchWith(port, task);
  }
  async function openBrowser(): Promise<BrowserContext> {
    const executablePath = await ensureChromium();
    if (!executablePath) throw new Error('There is no Chromium here.');
    const context = await chromium.launchPersistentContext(profileOf(opened.length), {
      executablePath,
      args: chromiumFlags,
    });
    context.setDefaultTimeout(30_000);
    opened.push(context);
    return context;
  }
  /** Kills the browser that was opened last, as a crash does. */
  async function killBrowser() {
    const closed = opened.at(-1)?.waitForEvent('close');
    const lock = join(profileOf(opened.length - 1), 'SingletonLock');
    process.kill(Number(readlinkSync(lock).split('-').at(-1)), 'SIGKILL');
    await closed;
  }
  async function openPage(context: BrowserContext, run: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${runs[run]?.worker_url}?worker_id=ada`);
    return page;
  }
  const field = (page: Page) => page.getByRole('textbox', { name: 'What does it praise?' });
  const why = (page: Page) => page.getByRole('textbox', { name: 'And why?' });
  const isSweet = (page: Page) => page.getByLabel('Sweet').isChecked();
  const isCold = (page: Page) => page.getByLabel('Cold').isChecked();
  /** Waits until the server has what was entered last. */
  async function saved(page: Page, enter: () => Promise<unknown>) {
    const arrived = page.waitForResponse((reply) => reply.url().includes('/save_draft') && reply.ok());
    await enter();
    await arrived;
  }
  async function answers(run: string): Promise<unknown[]> {
    await settled(port);
    const found: unknown[] = [];
    for await (const { answer } of lines(port, 'GET', `/api/export?of=${runs[run]?.id}`)) found.push(answer);
    return found;
  }

  it('finds the text again when the browser was killed', async () => {
    const page = await openPage(await openBrowser(), 'questions');
    await saved(page, () => field(page).fill('The cake'));
    await killBrowser();
    const again = await openPage(await openBrowser(), 'questions');
    await field(again).waitFor();
    expect(await field(again).inputValue()).toBe('The cake');
  });

  it('finds what was entered in a form in HTML, in the training and in the unit, but neither password nor file', async () => {
    for (const step of ['training', 'unit']) {
      const page = await openPage(opened.at(-1)!, 'form');
      await page.getByText(step === 'training' ? 'Nice tea.' : 'The cake was lovely.').waitFor();
      await page.getByLabel('Password').fill('four words are enough');
      await page.getByLabel('Photo').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('a') });
      await page.getByLabel('Sweet').check();
      await page.getByLabel('Cold').uncheck();
      await why(page).fill(`For the ${step}`);
      await saved(page, () => field(page).fill(`The ${step}`));
      await killBrowser();
      const again = await openPage(await openBrowser(), 'form');
      await field(again).waitFor();
      await expect.poll(() => why(again).inputValue()).toBe(`For the ${step}`);
      expect(await field(again).inputValue()).toBe(`The ${step}`);
      expect([await isSweet(again), await isCold(again)]).toEqual([true, false]);
      expect(await again.getByLabel('Password').inputValue()).toBe('');
      await again.getByRole('button', { name: 'Submit' }).click();
      if (step === 'training') await again.getByText('The cake was lovely.').waitFor();
      // Nothing of the training is entered into the unit.
      if (step === 'training') expect([await field(again).inputValue(), await isCold(again)]).toEqual(['', true]);
    }
    await expect.poll(() => answers('form')).toEqual([expect.objectContaining({ what: 'The unit', kind: 'sweet' })]);
  });

  it('is told that the server was killed, goes on, and hands in the answer once it is back, in one of two tabs', async () => {
    const context = opened.at(-1)!;
    const page = await openPage(context, 'questions');
    const second = await openPage(context, 'questions');
    await page.getByText('open in another tab').waitFor();
    spawned?.kill('SIGKILL');
    await once(spawned!, 'exit');
    await field(page).fill('The cake, and the tea');
    await page.getByText('The server cannot be reached at the moment. What you enter is kept here').waitFor();
    await expect.poll(() => field(second).inputValue()).toBe('The cake, and the tea');
    await field(page).fill('The cake, the tea and the view');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Your answer is kept here, but the server cannot be reached.').waitFor();
    daemon = await openTestDaemon({ port }, folder);
    await page.getByText('All done').waitFor();
    // The other tab hears of it at once, and can hand in nothing else.
    await second.getByText('You have already submitted an answer to this one').waitFor();
    expect(await second.getByRole('button', { name: 'Submit' }).count()).toBe(0);
    expect(await answers('questions')).toEqual([{ what: 'The cake, the tea and the view' }]);
    expect(await json(port, '/api/verify')).toMatchObject({ ok: true });
    const left = await page.evaluate(`Object.keys(localStorage).filter((key) => /draft|active/.test(key))`);
    expect(left).toEqual([]);
  });
});
