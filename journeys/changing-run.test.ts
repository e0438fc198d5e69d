import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { command } from '../src/cli/for-tests.ts';
import { openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';
import { callerAt } from './reviewers.ts';
import { visit } from './visitor.ts';

const config = {
  ...{ task_name: 'reviews', task_title: 'How does it sound?', task_description: 'Read it.' },
  ...{ data: 'items.csv', task_reward: 0.5, currency: 'EUR' },
  show: ['text'],
  questions: [{ key: 'tone', label: 'How does it sound?', labels: ['positive', 'negative'] }],
};
type Costs = { id: string; status: string; pay_cents: number; spent_cents: number; committed_cents: number };

describe('a run whose pay and items change while it is open', () => {
  let daemon: TestDaemon;
  let away: TestDaemon;
  let browser: TestBrowser;
  let run: string;
  let address: string;
  let ada: Page;
  let file: string;

  beforeAll(async () => {
    [daemon, away, browser] = await Promise.all([openTestDaemon(), openTestDaemon(), openBrowser()]);
    const folder = join(daemon.folder, 'reviews');
    mkdirSync(folder);
    writeFileSync(join(folder, 'manyhands.yaml'), JSON.stringify(config));
    writeFileSync(join(folder, 'items.csv'), 'text\nThe cake was lovely.\nCold coffee.\n');
    ({ id: run, worker_url: address } = await launchWith(daemon.port, folder));
    file = join(daemon.folder, 'more.csv');
    writeFileSync(file, 'text\nCold coffee.\nIt was fine.\n');
    ada = (await browser.visitor()).page;
  });
  afterAll(() => daemon?.end());
  afterAll(() => away?.end());
  afterAll(() => browser?.close());

  const dataOf = (of: TestDaemon) => join(of.folder, 'data');
  const manyhands = (...words: string[]) => command(words, { dataFolder: dataOf(daemon) });
  async function costs(of = daemon): Promise<Omit<Costs, 'id'> | undefined> {
    const { log } = await json<{ log: { sequence: number } }>(of.port, '/health');
    const { runs } = await json<{ runs: Costs[] }>(of.port, `/api/overview?after=${log.sequence}`);
    const found = runs.find(({ id }) => id === run);
    const { status, pay_cents, spent_cents, committed_cents } = found as Costs;
    return { status, pay_cents, spent_cents, committed_cents };
  }
  async function paid(of = daemon): Promise<[string, number][]> {
    await settled(of.port);
    const { text } = await visit(of.port, `/api/export?of=${run}&format=jsonl`);
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .map(({ unit, pay_cents }) => [unit, pay_cents]);
  }
  async function work(name: string): Promise<void> {
    const worker = openWorker(daemon.port, run, name);
    await worker.submit((await worker.arrive()) as Work, { tone: 'positive' });
    worker.close();
  }
  const figures = (page: Page) => page.locator('.figures').innerText();
  const see = async (page: Page, name: string) => {
    await page.goto(`${address}?worker_id=${name}`);
    await page.getByRole('button', { name: 'Submit' }).waitFor();
    return figures(page);
  };

  it('keeps the pay that a worker saw, and gives later units the new one', async () => {
    expect(await see(ada, 'ada')).toContain('0.50 EUR');
    const changed = await manyhands('set', run, 'task_reward=0.8', '--reason', 'Too few came.');
    expect(changed).toMatchObject({ code: 0, out: 'task_reward: 0.5 → 0.8\n' });
    await ada.reload();
    await ada.getByRole('button', { name: 'Submit' }).waitFor();
    expect(await figures(ada)).toContain('0.50 EUR');
    const bob = (await browser.visitor()).page;
    expect(await see(bob, 'bob')).toContain('0.80 EUR');
    await bob.getByText('negative').click();
    await bob.getByRole('button', { name: 'Submit' }).click();
    await expect.poll(() => costs()).toMatchObject({ committed_cents: 80 });
    await ada.getByText('positive').click();
    await ada.getByRole('button', { name: 'Submit' }).click();
    await expect.poll(() => costs()).toMatchObject({ status: 'completed', pay_cents: 80, committed_cents: 130 });
    await callerAt(daemon.port, 'anna').post(`/api/units/${run}.0.0/accept`);
    expect(await costs()).toMatchObject({ spent_cents: 50, committed_cents: 130 });
  });

  it('continues with items that are added, checked first, and once', async () => {
    const dry = await manyhands('add-data', run, file, '--dry-run');
    expect(dry).toMatchObject({ code: 0, out: 'Nothing was added yet; 2 items with 2 units would be.\n' });
    expect(dry.err).toContain('The run had 1 of the 2 items already.');
    const misspelt = join(daemon.folder, 'wrong.csv');
    writeFileSync(misspelt, 'txet\nNice.\n');
    const refused = await manyhands('add-data', run, misspelt);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('did you mean "txet"')]);
    const added = await manyhands('add-data', run, file, '--only-new', '--reason', 'More came.');
    expect(added).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Added 1 item with 1 unit\.\nRun .* 1 of 3 units/),
    });
    const again = await manyhands('add-data', run, file, '--only-new');
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('was added to the run before') });
    await work('cleo');
    const listed = (await manyhands('config', run)).out;
    expect(listed).toMatch(/task_reward: 0.5 → 0.8 \(Too few came\.\)\n.*1 item added \(More came\.\)/);
  });

  it('is the same after a restart, after its rows are built again, and elsewhere', async () => {
    const expected = { status: 'completed', pay_cents: 80, spent_cents: 50, committed_cents: 210 };
    const pays = [
      [`${run}.1.0`, 80],
      [`${run}.0.0`, 50],
      [`${run}.2.0`, 80],
    ];
    expect(await costs()).toEqual(expected);
    expect(await paid()).toEqual(pays);
    daemon = await daemon.reopen();
    expect(await costs()).toEqual(expected);
    expect(await paid()).toEqual(pays);
    expect((await manyhands('rebuild')).code).toBe(0);
    expect(await costs()).toEqual(expected);
    expect(await paid()).toEqual(pays);
    const archive = join(daemon.folder, 'reviews.tar.gz');
    expect((await manyhands('archive', archive, '--run', run)).code).toBe(0);
    expect((await command(['import', archive], { dataFolder: dataOf(away) })).code).toBe(0);
    await settled(away.port);
    expect(await costs(away)).toEqual(expected);
    expect(await paid(away)).toEqual(pays);
    const elsewhere = await command(['add-data', run, file], { dataFolder: dataOf(away) });
    expect([elsewhere.code, elsewhere.err]).toEqual([1, expect.stringContaining('was imported')]);
  });
});
