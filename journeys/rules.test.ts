import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

describe('rules of a run', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: string;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    const items = Array.from({ length: 9 }, (_, n) => ({ n }));
    const rules = [
      { if: 'fast_answers >= 1', faster_than_seconds: 3600, do: 'flag', reason: 'Answers came too fast to be read.' },
      { if: 'submitted >= 2', do: 'exclude' },
    ];
    const task = writeTask(join(daemon.folder, 'films'), 'films', items, { units_per_assignment: 1, rules });
    run = (await launch(daemon.port, task)).id;
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  it('flag and exclude a worker, who works again once a person takes it back with one click', async () => {
    const worker = openWorker(daemon.port, run, 'ada');
    for (let n = 0; n < 2; n++) await worker.submit((await worker.arrive()) as Work, { n });
    expect(await worker.arrive()).toBeUndefined();

    const { page, leave } = await browser.visitor();
    await page.goto(`${daemon.url}/runs/${run}`);
    const rules = page.getByRole('region', { name: 'Rules' });
    await rules.getByText('if submitted >= 2: exclude · applied 1 time').waitFor();
    await page.getByText('Excluded by a rule').waitFor();
    await expectFitForEveryone(page);
    await rules.getByRole('link', { name: /^w/ }).first().click();
    await page.getByRole('button', { name: /^Undo “Excluded” of \w+$/ }).click();
    await page.getByText(/^Taken back: “Excluded”/).waitFor();
    await page.getByText(/Taken back by /).waitFor();
    await expectFitForEveryone(page);
    expect(await worker.arrive()).toBeDefined();
    worker.close();

    await page.goto(`${daemon.url}/workers`);
    await page.getByText('Flagged', { exact: true }).last().waitFor();
    const { applied } = await json<{ applied: unknown[] }>(daemon.port, `/api/rules?run=${run}&standing=true`);
    expect(applied).toMatchObject([{ action: 'flag' }]);
    await leave();
  });
});
