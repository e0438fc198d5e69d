import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch, settled } from '../bench/api.ts';
import { openWorker } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { postForm } from './forms.ts';
import { submitAnswers } from './submitting.ts';

const note = Buffer.from('The sky was grey.');
const cues = 'WEBVTT\n\nJump (Track 1)\n00:00:01.000 --> 00:00:02.500\nheight: high\n';
const opinion = {
  webvtt: cues,
  worker_opinion: { questions: [{ question: 'Was it fun?', text: 'Mostly, <b>yes</b>.' }] },
};

describe('workers and qualifications in the browser', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let page: Page;
  let run: string;
  let worker: string;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    run = (await launch(daemon.port, writeTask(join(daemon.folder, 'colours'), 'colours', [{ n: 1 }, { n: 2 }]))).id;
    const [agent = ''] = await submitAnswers(daemon, run, 'ada', [{ colour: 'blue' }]);
    await postForm(daemon.port, `${run}.localhost:${daemon.port}`, '/submit_metadata', [
      { name: 'USED_AGENT_ID', value: agent },
      { name: 'metadata', value: JSON.stringify(opinion) },
      { name: 'attachment', file: 'note.txt', type: 'text/plain', bytes: note },
      { name: 'marks', file: 'marks.vtt', type: 'text/vtt', bytes: Buffer.from(cues.replace('high', 'low')) },
    ]);
    await settled(daemon.port);
    worker = (await json<{ workers: { id: string }[] }>(daemon.port, '/api/workers')).workers[0]?.id ?? '';
    ({ page } = await browser.visitor());
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  const press = (name: string | RegExp) => page.getByRole('button', { name }).click();

  it('are linked from the list of runs', async () => {
    await page.goto(daemon.url);
    await page.getByRole('article').getByRole('heading').getByRole('link').click();
    const more = page.getByRole('navigation', { name: 'More about this run' });
    for (const name of ['Review', 'Side by side', 'Units', 'Quality', 'Statistics', 'Export', 'Opinions']) {
      await more.getByRole('link', { name, exact: true }).click();
      await heading(name);
      expect(new URL(page.url()).searchParams.get('run')).toBe(run);
      await page.getByRole('link', { name: 'Run page' }).click();
      await more.waitFor();
    }
    const screens = page.getByRole('navigation', { name: 'Screens' });
    await screens.getByRole('link', { name: 'Units' }).click();
    await page.getByRole('link', { name: 'ada' }).click();
    await heading('ada');
    await screens.getByRole('link', { name: 'Quality' }).click();
    await heading('Quality');
    expect(new URL(page.url()).searchParams.get('run')).toBe(run);
  });

  it('give opinions, shown by question, with their files', async () => {
    await page.goto(`${daemon.url}opinions?run=${run}`);
    const feedback = page.getByRole('main').getByRole('listitem');
    await feedback.getByText('Was it fun?').waitFor();
    await feedback.getByText('Mostly, <b>yes</b>.').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      feedback.getByRole('link', { name: 'note.txt' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('note.txt');
    await expectFitForEveryone(page);
  });

  it('mark stretches of time, which are shown as a table', async () => {
    await page.goto(`${daemon.url}units/${run}.0.0`);
    for (const [name, height] of Object.entries({ 'WebVTT 1': 'high', 'WebVTT 2': 'low' })) {
      const row = page.getByRole('region', { name }).getByRole('row', { name: /^00:00:01\.000 00:00:02\.500/ });
      expect(await row.innerText()).toContain(`height: ${height}`);
      expect(await row.innerText()).toContain('Jump (Track 1)');
    }
    await expectFitForEveryone(page);
  });

  it('are qualified on their own page, again and again, and all values are shown', async () => {
    await page.goto(`${daemon.url}qualifications`);
    await press('Create a qualification');
    await page.getByRole('dialog').getByLabel('Name').fill('careful');
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await page.getByRole('link', { name: 'careful' }).waitFor();
    await page.goto(`${daemon.url}workers/${worker}`);
    await page.getByRole('combobox', { name: 'Grant a qualification' }).click();
    await page.getByRole('option', { name: 'careful' }).click();
    await page.getByLabel('Value of careful').fill('10');
    await page.getByLabel('Explanation').fill('Ten good ones.');
    await expectFitForEveryone(page);
    await press(/^Grant$/);
    await page.getByText('Granted.').waitFor();
    await page.getByLabel('Value of careful').fill('0');
    await press(/^Change/);
    await page.getByText('Value changed.').waitFor();
    await page.goto(`${daemon.url}qualifications`);
    await page.getByRole('link', { name: 'careful' }).click();
    await page.getByRole('row', { name: /^ada 0 .*10 \(.*: Ten good ones\./ }).waitFor();
  });

  it('get another value on the page of a qualification, with the reason in both histories', async () => {
    await press('Change what ada holds');
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Change', exact: true }).isDisabled()).toBe(true);
    await dialog.getByLabel('Value', { exact: true }).fill('4');
    await dialog.getByLabel('Explanation').fill('Four of five.');
    await expectFitForEveryone(page);
    await dialog.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByRole('row', { name: /^ada 4 .*Four of five\. 0 \(/ }).waitFor();
    await expectFitForEveryone(page);
    await page.getByRole('link', { name: 'ada' }).click();
    await heading('ada');
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('Four of five.').waitFor();
    await history.getByText('Ten good ones.').waitFor();
    await page.goBack();
  });

  it('have qualifications that are renamed, and retired', async () => {
    await press('Edit…');
    await page.getByRole('dialog').getByLabel('Name').fill('very careful');
    await page.getByRole('dialog').getByLabel('Description').fill('Twenty good answers.');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('main').getByText('Twenty good answers.').waitFor();
    await press('Retire…');
    await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click();
    await page.getByText(/Retired: it can no longer be granted/).waitFor();
    await page.goto(`${daemon.url}qualifications`);
    await page.getByRole('row', { name: /^very careful 1 .*Retired/ }).waitFor();
  });

  it('get no more work once they are blocked on their page, without a unit, until they are unblocked', async () => {
    const ada = openWorker(daemon.port, run, 'ada');
    await page.goto(`${daemon.url}workers/${worker}`);
    await press('Block…');
    await page.getByRole('dialog').getByLabel('Reason (reviewers only)').fill('Sleeps.');
    await page.getByRole('dialog').getByRole('button', { name: 'Block', exact: true }).click();
    await page.getByText('Worker blocked. Work in progress can still be submitted.').waitFor();
    expect(await ada.arrive('while blocked')).toBeUndefined();
    await press('Unblock…');
    await page.getByRole('dialog').getByRole('button', { name: 'Unblock', exact: true }).click();
    await page.getByText('Worker unblocked.').waitFor();
    expect(await ada.arrive('unblocked')).toBeDefined();
    ada.close();
  });
});
