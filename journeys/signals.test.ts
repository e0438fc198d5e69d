import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, settled } from '../bench/api.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';
import { lookElsewhere, saysSignals } from './signalling.ts';

const config = {
  task_name: 'cafes',
  task_title: 'What do people write about cafés?',
  task_description: 'Read one review and say why it was written.',
  data: 'items.csv',
  signals: true,
};
type Row = { unit: string; answer: { why: string }; signals: Record<string, number> };

describe('signals', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  async function launch(name: string, keys: object, files: Record<string, string> = {}) {
    const folder = join(daemon.folder, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'manyhands.yaml'), JSON.stringify({ ...config, task_name: name, ...keys }));
    writeFileSync(join(folder, 'items.csv'), 'text\nThe cake was lovely.\n');
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    return launchWith(daemon.port, folder);
  }
  async function exported(run: string): Promise<Row | undefined> {
    await settled(daemon.port);
    for await (const row of lines(daemon.port, 'GET', `/api/export?of=${run}`)) return row as Row;
    return undefined;
  }

  let run: LaunchedRun;
  let row: Row | undefined;

  it('are counted on the page of questions, which tells its worker, and exported', async () => {
    run = await launch('cafes', { questions: [{ key: 'why', type: 'text' }] });
    const { page } = await browser.visitor();
    await page.goto(`${run.worker_url}?worker_id=ada`);
    await page.getByText('The cake was lovely.').waitFor();
    await page.getByText(saysSignals).waitFor();
    await expectFitForEveryone(page);
    const field = page.getByRole('textbox');
    await field.pressSequentially('Cake! ');
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+C');
    await page.keyboard.press('End');
    await page.keyboard.press('Control+V');
    await page.keyboard.press('Control+V');
    await page.reload();
    await page.getByText('The cake was lovely.').waitFor();
    await page.getByText(saysSignals).waitFor();
    await lookElsewhere(page, 1500);
    await field.press('End');
    await field.pressSequentially('Hm');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Thank you').first().waitFor();
    row = await exported(run.id);
    expect(row?.answer).toEqual({ why: 'Cake! Cake! Cake! Hm' });
    expect(row?.signals).toMatchObject({ pastes: 2, pasted_characters: 12, copies: 1, times_away: 1, keys_typed: 8 });
    expect(row?.signals.seconds_away).toBeGreaterThanOrEqual(1);
  });

  it('are found, and shown beside the answer as evidence', async () => {
    const reviewer = await browser.visitor();
    await reviewer.page.goto(`http://localhost:${daemon.port}/units?pasted=yes`);
    await reviewer.page.getByRole('link', { name: row?.unit }).click();
    const counted = /pasted 2× \(12 characters\) · copied 1× · left the page 1× for \d+ seconds? · typed 8 keys in/;
    await reviewer.page.getByText(counted).waitFor();
    await reviewer.page.getByText('This is evidence, not a verdict').waitFor();
    await expectFitForEveryone(reviewer.page);
    await reviewer.page.goto(`http://localhost:${daemon.port}/review?run=${run.id}`);
    await reviewer.page.getByText(counted).waitFor();
  });

  it('are counted on a page without a frame, which tells its worker itself, as much as the run asks for', async () => {
    const form = '<h1>Why?</h1><label>Why <input name="why"></label>';
    const forms = await launch('forms', { task_source: 'form.html', signals: ['typing'] }, { 'form.html': form });
    const { page } = await browser.visitor();
    await page.goto(`${forms.worker_url}?worker_id=bob`);
    await page.getByText('This page counts how many keys you press. It never records').waitFor();
    await expectFitForEveryone(page);
    await page.getByRole('textbox').pressSequentially('Cake');
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+C');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Thank you').first().waitFor();
    expect((await exported(forms.id))?.signals).toEqual({ keys_typed: 4, seconds_typing: expect.any(Number) });
  });
});
