import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { command } from '../src/cli/for-tests.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';

const example = join(packageFolder, 'examples/08-python-host');

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('the eighth example, in which Python decides who may work', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    if (hasPython()) run = await launchWith(daemon.port, example);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const open = (page: Page, of: LaunchedRun, name: string) => page.goto(`${of.worker_url}?worker_id=${name}`);
  const show = (page: Page, text: string) => page.locator('main').getByText(text).waitFor();
  async function answer(page: Page): Promise<void> {
    await page.getByRole('radio', { name: 'partly' }).check();
    const submitted = page.waitForResponse((response) => response.url().includes('submit'));
    await page.getByRole('button', { name: 'Submit' }).click();
    expect((await submitted).ok()).toBe(true);
  }

  it('gives what their worker may have, and grants for each answer', async ({ skip }) => {
    if (!hasPython()) skip('this machine has no python3');
    const { page, leave } = await browser.visitor();
    await open(page, run, 'ada');
    await show(page, 'Tous les êtres humains naissent libres');
    await expectFitForEveryone(page);
    await answer(page);
    await show(page, 'Tout individu a droit à la vie');
    await settled(daemon.port);
    const { workers } = await json<{ workers: { id: string }[] }>(daemon.port, '/api/workers');
    await page.goto(`${daemon.url}workers/${workers[0]?.id}`);
    await page.getByText('judged-french').first().waitFor();
    await leave();
  });

  it('gives nothing to who may have none, until they are granted what they lack', async ({ skip }) => {
    if (!hasPython()) skip('this machine has no python3');
    const rare = await launchWith(daemon.port, example, { task_config: '{"rare": ["finnish", "french", "german"]}' });
    const { page, leave } = await browser.visitor();
    await open(page, rare, 'eve');
    await page.getByText('All tasks are taken at the moment').waitFor();
    const options = { dataFolder: join(daemon.folder, 'data') };
    expect((await command(['qualifications', 'create', 'speaks-finnish'], options)).code).toBe(0);
    expect((await command(['qualifications', 'grant', 'speaks-finnish', 'inhouse:eve'], options)).code).toBe(0);
    await page.reload();
    await show(page, 'Kaikki ihmiset syntyvät vapaina');
    await leave();
  });
});
