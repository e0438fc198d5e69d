import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, settled } from '../bench/api.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';

const config = {
  task_name: 'cafes',
  task_title: 'How do people write about cafés?',
  task_description: 'Read one review and say how it sounds.',
  data: 'items.csv',
  questions: [{ key: 'tone', label: 'How does it sound?', labels: ['positive', 'negative'] }],
};

describe('active time', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    const folder = join(daemon.folder, 'cafes');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'manyhands.yaml'), JSON.stringify(config));
    writeFileSync(join(folder, 'items.csv'), 'text\nThe cake was lovely.\n');
    run = await launchWith(daemon.port, folder);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  it('is recorded, shown and exported, also after a reload', async () => {
    const { page } = await browser.visitor();
    await page.goto(`${run.worker_url}?worker_id=ada`);
    await page.getByText('The cake was lovely.').waitFor();
    const found = await page.waitForFunction(() =>
      window.localStorage.getItem(`manyhands.active.${window.manyhandsWork.agentId}`),
    );
    const { ms } = JSON.parse(String(await found.jsonValue()));
    await page.reload();
    await page.getByText('positive').click();
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Thank you').first().waitFor();
    await settled(daemon.port);
    const rows: Record<string, unknown>[] = [];
    for await (const row of lines(daemon.port, 'GET', `/api/export?of=${run.id}`)) rows.push(row);
    const [row] = rows;
    const active = row?.active_seconds;
    expect(active).toBeGreaterThanOrEqual(Math.floor(ms / 100) / 10);
    expect(active).toBeLessThanOrEqual(Number(row?.seconds));
    const reviewer = await browser.visitor();
    await reviewer.page.goto(`http://localhost:${daemon.port}/units/${row?.unit}`);
    await reviewer.page.getByText(/in .* s \(.* s active\)/).waitFor();
    await expectFitForEveryone(reviewer.page);
  });
});

declare const window: { manyhandsWork: { agentId: string }; localStorage: { getItem(key: string): string | null } };
