import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../src/adapters/package.ts';
import { client } from '../src/api/client.ts';
import { overview } from '../src/api/runs.ts';
import { command } from '../src/cli/for-tests.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';

const example = join(packageFolder, 'examples/07-allow-list');

describe('the seventh example, with an allow list', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let pilot: LaunchedRun;
  let live: LaunchedRun;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    pilot = await launchWith(daemon.port, example, { find_new_workers: 'true' });
    live = await launchWith(daemon.port, example);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const open = (page: Page, run: LaunchedRun, name: string) => page.goto(`${run.worker_url}?worker_id=${name}`);

  async function answer(page: Page): Promise<void> {
    await page.getByRole('textbox').fill('Four guests and one bellboy have a long night.');
    await page.getByRole('radio', { name: 'Comedy' }).check();
    // A page that is left before its answer has arrived still holds the unit.
    const submitted = page.waitForResponse((response) => response.url().includes('submit'));
    await page.getByRole('button', { name: 'Submit' }).click();
    expect((await submitted).ok()).toBe(true);
  }

  it('has a pilot for everybody who is not on the list, and a live batch for nobody yet', async () => {
    const { page, leave } = await browser.visitor();
    await open(page, pilot, 'ada');
    await answer(page);
    await open(page, live, 'ada');
    await page.getByText('not qualified').first().waitFor();
    await expectFitForEveryone(page);
    await leave();
  });

  it('gives the live batch to those who were chosen, and nothing more of the pilot', async () => {
    const options = { dataFolder: join(daemon.folder, 'data') };
    // Ada may hold a unit of the pilot, which she could finish; cara has none.
    for (const who of ['ada', 'cara'])
      expect((await command(['qualifications', 'grant', 'film-guessers', `inhouse:${who}`], options)).code).toBe(0);
    const { page, leave } = await browser.visitor();
    await open(page, live, 'ada');
    await answer(page);
    await leave();
    const { page: other, leave: leaveOther } = await browser.visitor();
    await open(other, pilot, 'cara');
    await other.getByText('not qualified').first().waitFor();
    await open(other, live, 'bob');
    await other.getByText('not qualified').first().waitFor();
    await leaveOther();
    const { runs } = await client(daemon.url).call(overview, {});
    const refused = (run: LaunchedRun) => runs.find(({ id }) => id === run.id)?.refused;
    expect(refused(live)).toEqual([{ reason: 'Must have film-guessers', workers: 1 }]);
    expect(refused(pilot)).toEqual([{ reason: 'Must not have film-guessers', workers: 1 }]);
  });
});
