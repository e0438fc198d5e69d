import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { openConnection } from '../bench/crowd/connection.ts';
import { openWorker } from '../bench/crowd/worker.ts';
import { openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import type { LaunchedRun } from './films.ts';
import { type Part, postForm } from './forms.ts';
import { hostileAnswer, hostileTexts, mark } from './hostile.ts';
import { callerAt } from './reviewers.ts';
import { launchItems } from './submitting.ts';

type Detail = { worker: string; answer: Record<string, unknown>; files: { name: string }[] };

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const all = JSON.stringify(hostileTexts);

/** Looks at a page from inside: whether anything ran, or stands there that could. */
const look = `(() => {
  const couldRun = (element) =>
    element.getAttributeNames().some((attribute) => attribute.startsWith('on')) ||
    /^\\s*(javascript|data|vbscript):/i.test(element.getAttribute('href') ?? '') ||
    element.matches('iframe[srcdoc], object, embed, base, meta, script:not([src])') ||
    ['src', 'href'].some((name) => (element.getAttribute(name) ?? '').split('?')[0].includes('evil.example'));
  return {
    ran: globalThis.${mark} !== undefined,
    polluted: {}.polluted !== undefined,
    harmful: [...document.querySelectorAll('body *')].filter(couldRun).map(({ outerHTML }) => outerHTML.slice(0, 200)),
    excess: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    isBlank: document.body.innerText.trim() === '',
  };
})()`;

describe('an answer that attacks the app', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let reviewer: Visitor;
  let run: LaunchedRun;
  let unit: string;
  let other: string;
  let worker: string;
  let qualification: string;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    const item = { ...hostileTexts, keys: Object.fromEntries(Object.values(hostileTexts).map((text) => [text, 1])) };
    run = await launchItems(daemon, 'hostile', [item, { plain: 1 }], {
      units_per_assignment: 2,
      max_answer_bytes: 2_000_000,
    });
    await submitHarm('mallory <b>&"\'');
    await submitHarm("trudy'--");
    await settled(daemon.port);
    [unit, other] = [`${run.id}.0.0`, `${run.id}.0.1`];
    worker = (await detailOf(unit)).worker;
    await judge();
    await settled(daemon.port);
    // An address may name a run that does not exist, which the API refuses.
    const mayFail = /status of 404 .*\/api\/\w+\?/;
    reviewer = await browser.visitor({ viewport: { width: 390, height: 800 }, mayFail });
    await reviewer.page.context().addInitScript("localStorage.setItem('manyhands.reviewer', 'anna')");
    reviewer.page.on('dialog', (dialog) => {
      reviewer.faults.push(`A dialog opened: ${dialog.message()}`);
      void dialog.dismiss();
    });
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const detailOf = (id: string) => json<Detail>(daemon.port, `/api/units/${id}`);

  /** A worker hands in the whole corpus: answer, files with such names, and feedback. */
  async function submitHarm(name: string) {
    const mallory = openWorker(daemon.port, run.id, name);
    const work = await mallory.arrive();
    const host = `${run.id}.localhost:${daemon.port}`;
    const agent: Part = { name: 'USED_AGENT_ID', value: work!.agentId };
    const names = Object.values(hostileTexts).filter((text) => text.trim() !== '' && text.length < 400);
    const files = names.map((file, at): Part => ({ name: `field${at} <i>`, file, type: 'image/png', bytes: png }));
    const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="parent.${mark}=1"/>`);
    files.push({ name: 'svg', file: 'x.svg', type: 'image/svg+xml', bytes: svg });
    files.push({ name: 'false', file: 'false.png', type: 'image/png', bytes: svg });
    files.push({ name: 'cues', file: 'cues.vtt', type: 'text/vtt', bytes: Buffer.from(hostileTexts.vtt ?? '') });
    files.push({ name: 'no-cues', file: 'false.vtt', type: 'text/vtt', bytes: svg });
    const answer: Part = { name: 'final_string_data', value: hostileAnswer() };
    expect(await postForm(daemon.port, host, '/submit_task', [agent, answer, ...files])).toBe(200);
    const connection = openConnection(daemon.port, host);
    const beside = { USED_AGENT_ID: work!.agentId, metadata: { feedback: hostileTexts, opinion: all } };
    expect((await connection.ask('POST', '/submit_metadata', beside)).status).toBe(200);
    const error = { USED_AGENT_ID: work!.agentId, error_data: { stack: hostileTexts } };
    expect((await connection.ask('POST', '/log_error', error)).status).toBe(200);
    connection.close();
    mallory.close();
  }

  /** Reviewers write such things too: notes, messages, reasons, names. */
  async function judge() {
    const anna = callerAt(daemon.port, 'anna');
    const short = all.slice(0, 3900);
    const expectDone = async (asked: ReturnType<typeof anna.post>) => {
      const { status, body } = await asked;
      expect([status, status < 300 ? '' : body.message]).toEqual([202, '']);
      return body;
    };
    const name = `<img src=x onerror=${mark}=1>"'`;
    qualification = String(
      (await expectDone(anna.post('/api/qualifications', { name, description: short.slice(0, 490) }))).qualification,
    );
    await expectDone(anna.post(`/api/units/${unit}/accept`, { note: short, message: short, bonus_cents: 150 }));
    await expectDone(anna.post(`/api/units/${unit}/undo`, { note: short }));
    await expectDone(anna.post(`/api/units/${unit}/bonus`, { cents: 5, reason: short, another: true }));
    await expectDone(anna.post(`/api/workers/${worker}/block`, { reason: short }));
    await expectDone(anna.put(`/api/workers/${worker}/qualifications/${qualification}`, { value: 1, note: short }));
    await expectDone(anna.post(`/api/items/${run.id}.0/adjudicate`, { answer: hostileTexts, note: short }));
  }

  /** The page is whole: nothing ran, nothing stands in it that could run, nothing sticks out. */
  async function expectUnharmed(page: Page, where: string) {
    const found = await page.evaluate(look);
    expect([where, found]).toEqual([where, { ran: false, polluted: false, harmful: [], excess: 0, isBlank: false }]);
    expect([where, reviewer.faults]).toEqual([where, []]);
  }

  async function open(path: string, text: string | RegExp): Promise<Page> {
    const { page } = reviewer;
    await page.goto(`${daemon.url}${path}`);
    await page.getByRole('main').getByText(text).filter({ visible: true }).first().waitFor();
    return page;
  }

  it('does no harm as WebVTT, in tables of times', async () => {
    const page = await open(`units/${unit}`, 'WebVTT (');
    const cues = page.getByRole('region', { name: 'WebVTT 1', exact: true });
    await cues.getByRole('row', { name: /^00:00\.000 00:01\.000 .*<img src=x onerror=/ }).waitFor();
    await page.getByText('Not WebVTT, or too long to show here.').waitFor();
    await expectUnharmed(page, 'as WebVTT');
  });

  it('is kept as it was written', async () => {
    const { answer, files } = await detailOf(unit);
    for (const [key, text] of Object.entries(hostileTexts)) expect(answer[key]).toBe(text);
    expect(files.length).toBeGreaterThan(20);
  });

  it('does no harm on the page of its unit, as fields and as JSON', async () => {
    const page = await open(`units/${unit}`, 'History');
    await expectUnharmed(page, 'fields');
    for (const closed of await page.locator('details:not([open]) > summary').all()) await closed.click();
    const more = page.getByRole('button', { name: /^Show (all|\d|what)/ });
    for (let left = await more.count(); left > 0; left = await more.count()) await more.first().dispatchEvent('click');
    await expectUnharmed(page, 'all shown');
    for (const way of await page.getByText('JSON', { exact: true }).all()) await way.click();
    await page.getByRole('group', { name: 'JSON' }).first().waitFor();
    await expectUnharmed(page, 'JSON');
    for (const way of await page.getByText('Fields', { exact: true }).all()) await way.click();
  });

  it('is shown with its invisible characters', async () => {
    const page = await open(`units/${unit}`, 'History');
    for (const name of ['U+202E', 'U+200B', 'U+0007', 'U+E0041']) {
      await page.getByText(name, { exact: true }).first().waitFor();
    }
  });

  it('does no harm in the review, its dialogs and its files', async () => {
    const page = await open(`review?run=${run.id}&by=item&unit=${other}&group=${run.id}.0`, 'History');
    await page.getByRole('button', { name: "Pay, don't use…", exact: true }).waitFor();
    await expectUnharmed(page, 'review');
    for (const key of ['Shift+A', 'r', 'b', 'q', '?']) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      await expectUnharmed(page, `dialog ${key}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });

  it('does no harm through its files: pictures are shown, SVG and false pictures are not', async () => {
    const page = await open(`units/${unit}`, 'History');
    const opened = async (name: RegExp) => {
      await page.getByRole('button', { name }).first().click();
      await page.getByRole('dialog').getByRole('link', { name: 'Download' }).waitFor();
    };
    await opened(/^photo/);
    await page.waitForFunction("document.querySelector('[role=dialog] img')?.naturalWidth === 1");
    await expectUnharmed(page, 'picture');
    await page.keyboard.press('Escape');
    await opened(/^x\.svg$/);
    await page.getByText('No preview for this kind of file.').waitFor();
    await page.keyboard.press('Escape');
    // Chromium tells of the refused picture on its console.
    const before = reviewer.faults.length;
    await opened(/^false\.png$/);
    await page.getByText('The content does not match the file type, so there is no preview.').waitFor();
    expect(reviewer.faults.splice(before).filter((fault) => !/status of 415/.test(fault))).toEqual([]);
    await expectUnharmed(page, 'files');
  });

  it('does no harm side by side, nor in the form for the final answer', async () => {
    const page = await open(`items?run=${run.id}&show=all`, 'Final answer');
    await expectUnharmed(page, 'items');
    await page.keyboard.press('e');
    await page.getByRole('dialog').getByRole('button', { name: 'Use this answer' }).waitFor();
    await expectUnharmed(page, 'form');
    await page.getByRole('dialog').getByText('JSON', { exact: true }).click();
    await expectUnharmed(page, 'form as JSON');
  });

  it('does no harm in lists, on the pages of its worker and of a qualification', async () => {
    const screens: [string, string | RegExp][] = [
      [`units?run=${run.id}`, unit],
      ['workers', /onerror|__wasHere|ada|bob/],
      [`workers/${worker}`, 'History'],
      ['qualifications', /onerror/],
      [`qualifications/${qualification}`, '1 worker holds it'],
      ['opinions', /./],
      ['', /hostile/],
    ];
    for (const [path, text] of screens) await expectUnharmed(await open(path, text), path);
  });

  it('does no harm through an address', async () => {
    for (const [name, text] of Object.entries(hostileTexts)) {
      if (text.length > 400) continue;
      const wanted = encodeURIComponent(text);
      const page = await open(`units?search=${wanted}&status=${wanted}&sort=${wanted}`, 'Units');
      await page
        .getByText(/Nothing matches|\d units?( found)?$/)
        .first()
        .waitFor();
      await expectUnharmed(page, `search ${name}`);
    }
    const wanted = encodeURIComponent(hostileTexts.handler ?? '');
    for (const path of [`review?run=${wanted}`, `items?task=${wanted}`, `review?by=${wanted}&order=${wanted}`]) {
      await expectUnharmed(await open(path, /Review|Side by side/), path);
    }
  }, 180_000);
});
