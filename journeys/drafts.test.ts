import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, lines, settled } from '../bench/api.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';
import { steadyPort } from './ports.ts';
import { visit } from './visitor.ts';

const config = {
  task_name: 'cafes',
  task_title: 'What do people write about cafés?',
  task_description: 'Read one review and say what it praises.',
  data: 'items.csv',
  draft_interval_in_seconds: 1,
  max_answer_bytes: 1000,
  questions: [{ key: 'what', label: 'What does it praise?', type: 'text' }],
};

describe('what a worker has typed', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  let ada: Page;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon({ port: await steadyPort() }), openBrowser()]);
    const folder = join(daemon.folder, 'cafes');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'manyhands.yaml'), JSON.stringify(config));
    writeFileSync(join(folder, 'items.csv'), 'text\nThe cake was lovely.\nCold coffee.\n');
    run = await launchWith(daemon.port, folder);
    ada = await open('ada');
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  async function open(worker: string) {
    const { page } = await browser.visitor({ mayFail: /ERR_(CONNECTION|EMPTY_RESPONSE|SOCKET)|40[49]|413/ });
    await page.goto(`${run.worker_url}?worker_id=${worker}`);
    return page;
  }
  const field = (page: Page) => page.getByRole('textbox', { name: 'What does it praise?' });
  async function type(page: Page, text: string) {
    const saved = page.waitForResponse((reply) => reply.url().includes('/save_draft') && reply.ok());
    await field(page).fill(text);
    await saved;
  }
  const save = (agent: string, draft: unknown, client_timestamp?: number) =>
    visit(daemon.port, '/save_draft', {
      ...{ method: 'POST', host: new URL(run.worker_url).host },
      body: { USED_AGENT_ID: agent, draft, client_timestamp },
    });

  it('is there on another device, also after a restart, and for nobody else', async () => {
    await type(ada, 'The ca');
    daemon = await daemon.reopen();
    const elsewhere = await open('ada');
    await field(elsewhere).waitFor();
    expect(await field(elsewhere).inputValue()).toBe('The ca');
    await type(elsewhere, 'The cake');
    await ada.reload();
    await field(ada).waitFor();
    expect(await field(ada).inputValue()).toBe('The cake');
    await expectFitForEveryone(ada);
    const bob = await open('bob');
    await field(bob).waitFor();
    expect(await field(bob).inputValue()).toBe('');
  });

  it('is taken over by a second tab', async () => {
    const second = await ada.context().newPage();
    await second.goto(`${run.worker_url}?worker_id=ada`);
    await field(second).fill('The cake, again');
    await ada.waitForFunction(() => document.querySelector('textarea')?.value === 'The cake, again');
    await ada.getByText('open in another tab').waitFor();
    await second.close();
  });

  it('is not kept where another device has a newer draft: the page says so, and a reload shows the newer one', async () => {
    const agent = await ada.evaluate(() => window.manyhandsWork.agentId);
    const minute = 60;
    expect((await save(agent, { what: 'The cake!' }, Date.now() / 1000 + minute)).status).toBe(200);
    await field(ada).fill('The cak');
    await ada.getByText('newer was entered').first().waitFor();
    await expectFitForEveryone(ada);
    await ada.reload();
    await field(ada).waitFor();
    expect(await field(ada).inputValue()).toBe('The cake!');
  });

  it('is refused when it is too large, and once the answer is submitted, which a second tab says at once', async () => {
    const agent = await ada.evaluate(() => window.manyhandsWork.agentId);
    expect((await save(agent, 'x'.repeat(2000))).code).toBe('agent/answer-too-large');
    expect((await save('agent-of-nobody', 'x')).code).toBe('agent/unknown');
    const second = await ada.context().newPage();
    await second.goto(`${run.worker_url}?worker_id=ada`);
    await field(second).waitFor();
    await ada.getByRole('button', { name: 'Submit' }).click();
    // At once, before anybody does anything there.
    await second.getByText('already submitted').waitFor();
    await expectFitForEveryone(second);
    await second.getByRole('button', { name: 'Next' }).waitFor();
    await second.close();
    expect((await save(agent, 'x')).code).toBe('agent/already-submitted');
    await settled(daemon.port);
    const answers: unknown[] = [];
    for await (const { answer } of lines(daemon.port, 'GET', `/api/export?of=${run.id}`)) answers.push(answer);
    expect(answers).toEqual([{ what: 'The cake!' }]);
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });
});

declare const window: { manyhandsWork: { agentId: string } };
declare const document: { querySelector(selector: string): { value: string } | null };
