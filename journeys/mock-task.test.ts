import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, settled } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';

describe('a task without a page, to try out a study', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  it('shows its items, and submits empty answers', async () => {
    const folder = writeTask(
      join(daemon.folder, 'task'),
      'trial',
      [{ text: 'A first one' }, { text: 'A second one' }],
      {
        blueprint: 'mock',
        page: undefined,
      },
    );
    const run = await launchWith(daemon.port, folder);
    const { page, leave } = await browser.visitor();
    await page.goto(`${run.worker_url}?worker_id=ada`);
    await page.getByText('A first one').waitFor();
    await expectFitForEveryone(page);
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('A second one').waitFor();
    await leave();
    await settled(daemon.port);
    const rows: unknown[] = [];
    for await (const row of lines(daemon.port, 'GET', `/api/export?of=${run.id}`)) rows.push(row);
    expect(rows).toMatchObject([{ data: { text: 'A first one' }, answer: {} }]);
  }, 60_000);
});
