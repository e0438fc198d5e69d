import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { openWorker } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';
import { postForm } from './forms.ts';
import { visit } from './visitor.ts';

// As bundles for Mephisto's review app are: it takes what the parent says as JSON, tells its height, and asks for files.
const bundle = `
const app = document.getElementById('app');
addEventListener('message', (event) => {
  if (typeof event.data !== 'string') return;
  const { inputs, outputs } = JSON.parse(event.data).REVIEW_DATA;
  app.innerHTML = '<h1></h1><p></p><button>Photo</button>';
  app.querySelector('h1').textContent = inputs.title;
  app.querySelector('p').textContent = outputs.genre;
  app.querySelector('button').onclick = () =>
    window.top.postMessage(
      JSON.stringify({ IN_REVIEW_FILE_DATA: { fieldname: 'photo', filename: outputs.files[0].filename } }),
      '*',
    );
  window.top.postMessage(JSON.stringify({ IFRAME_DATA: { height: 333 } }), '*');
});
`;

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/MediaBox[0 0 99 99]/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF',
);

type Detail = { review_url: string | null; files: { hash: string; name: string }[] };

describe("a task's own view of its answers", () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let anna: Visitor;
  let run: LaunchedRun;
  let unit: string;
  let files: Detail['files'];
  let folder: string;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    folder = join(daemon.folder, 'films');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'review.js'), bundle);
    const settings = { task_source_review: 'review.js' };
    run = await launchWith(daemon.port, writeTask(folder, 'films', [{ title: 'Alien' }], settings));
    unit = `${run.id}.0.0`;
    const ada = openWorker(daemon.port, run.id, 'ada');
    const work = await ada.arrive();
    await postForm(daemon.port, `${run.id}.localhost:${daemon.port}`, '/submit_task', [
      { name: 'USED_AGENT_ID', value: work!.agentId },
      { name: 'final_string_data', value: '{"genre":"Horror <b>film</b>"}' },
      { name: 'photo', file: 'photo.png', type: 'image/png', bytes: png },
      { name: 'paper', file: 'paper.pdf', type: 'application/pdf', bytes: pdf },
    ]);
    ada.close();
    await settled(daemon.port);
    ({ files } = await json<Detail>(daemon.port, `/api/units/${unit}`));
    anna = await browser.visitor({
      mayFail: /localhost:\d+\/\) *$|CORS|ERR_FAILED|cross-origin|Unsafe attempt to initiate navigation/,
    });
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const frameOf = async (): Promise<Frame> =>
    (await (await anna.page.locator('iframe').elementHandle())!.contentFrame())!;
  const heightOf = async () => (await anna.page.locator('iframe').boundingBox())?.height;
  const notify = async (message: unknown) =>
    (await frameOf()).evaluate(`parent.postMessage(${JSON.stringify(JSON.stringify(message))}, '*')`);

  it('is shown in a frame of the run’s own origin, with item and answer, as high as it says', async () => {
    const { page } = anna;
    await page.goto(`${daemon.url}units/${unit}`);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Alien' }).waitFor();
    await frame.getByText('Horror <b>film</b>').waitFor();
    await expect.poll(heightOf).toBe(333);
    expect((await frameOf()).url()).toBe(`${run.worker_url}review/`);
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('allow-scripts allow-same-origin');
  });

  it('opens a file of the answer in the app’s dialog', async () => {
    const { page } = anna;
    await page.frameLocator('iframe').getByRole('button', { name: 'Photo' }).click();
    await page.getByRole('dialog').getByRole('img', { name: 'photo.png' }).waitFor();
    await page.waitForFunction("document.querySelector('[role=dialog] img')?.naturalWidth === 1");
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('gets the bytes of a file on request', async () => {
    const got = await (await frameOf()).evaluate(`new Promise((resolve) => {
      addEventListener('message', ({ data, origin }) => {
        if (data.REVIEW_FILE) resolve({ origin, type: data.REVIEW_FILE.blob.type, size: data.REVIEW_FILE.blob.size });
      });
      parent.postMessage(JSON.stringify({ REVIEW_FILE_WANTED: { fieldname: 'paper' } }), '*');
    })`);
    expect(got).toEqual({ origin: new URL(daemon.url).origin, type: 'application/pdf', size: pdf.length });
  });

  it('is never higher than the limit, and ignores messages of others and malformed ones', async () => {
    await notify({ IFRAME_DATA: { height: 1e9 } });
    await expect.poll(heightOf).toBe(5000);
    await anna.page.evaluate(`postMessage('{"IFRAME_DATA":{"height":50}}', '*')`);
    await notify({ IFRAME_DATA: { height: 'all' } });
    await notify({ IFRAME_DATA: { height: -5 } });
    await (await frameOf()).evaluate("parent.postMessage({ IFRAME_DATA: { height: 60 } }, '*')");
    await notify({ IFRAME_DATA: { height: 200 } });
    await expect.poll(heightOf).toBe(200);
  });

  it('reaches neither the app’s page nor its API, and cannot navigate it', async () => {
    const frame = await frameOf();
    const attempt = (code: string) =>
      frame.evaluate<string>(
        `(async () => { try { return 'got ' + (await ${code}) } catch (error) { return 'failed' } })()`,
      );
    expect(await attempt('parent.document.title')).toBe('failed');
    expect(await attempt(`fetch('${daemon.url}api/units')`)).toBe('failed');
    expect(await attempt(`fetch('${daemon.url}api/files/${files[0]?.hash}')`)).toBe('failed');
    expect(await attempt(`(top.location = 'about:blank')`)).toBe('failed');
    expect(anna.page.url()).toBe(`${daemon.url}units/${unit}`);
  });

  it('can be framed by the app alone', async () => {
    const { headers } = await visit(daemon.port, '/review/', { host: `${run.id}.localhost:${daemon.port}` });
    expect(headers['content-security-policy']).toBe(
      `frame-ancestors http://localhost:${daemon.port} http://127.0.0.1:${daemon.port}`,
    );
    const { headers: old } = await visit(daemon.port, '/review.html', { host: `${run.id}.localhost:${daemon.port}` });
    expect(old.location).toBe('/review/');
  });

  it('is the one of the launch, also if the task folder changes', async () => {
    writeFileSync(join(folder, 'review.js'), 'changed');
    const { text } = await visit(daemon.port, '/review/bundle.js', { host: `${run.id}.localhost:${daemon.port}` });
    expect(text).toBe(bundle);
    expect(readFileSync(join(folder, 'review.js'), 'utf8')).toBe('changed');
  });

  it('shows a PDF in the dialog', async () => {
    const { page } = anna;
    await page.getByRole('button', { name: 'paper.pdf' }).click();
    const viewer = page.getByRole('dialog').locator('iframe');
    await viewer.waitFor();
    await expect
      .poll(async () => (await (await viewer.elementHandle())?.contentFrame())?.url())
      .toContain('/api/files/');
    await page.keyboard.press('Escape');
  });
});

describe('a file of an answer', () => {
  let daemon: TestDaemon;
  let run: LaunchedRun;
  let hashes: Record<string, string>;
  const webm = Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), Buffer.alloc(996, 7)]);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  beforeAll(async () => {
    daemon = await openTestDaemon();
    run = await launchWith(daemon.port, writeTask(join(daemon.folder, 'task'), 'task', [{ n: 1 }]));
    const ada = openWorker(daemon.port, run.id, 'ada');
    const work = await ada.arrive();
    await postForm(daemon.port, `${run.id}.localhost:${daemon.port}`, '/submit_task', [
      { name: 'USED_AGENT_ID', value: work!.agentId },
      { name: 'final_string_data', value: '{}' },
      { name: 'clip', file: 'clip 1.webm', type: 'video/webm', bytes: webm },
      { name: 'drawing', file: 'drawing.png', type: 'image/png', bytes: svg },
    ]);
    ada.close();
    await settled(daemon.port);
    const detail = await json<Detail>(daemon.port, `/api/units/${run.id}.0.0`);
    hashes = Object.fromEntries(detail.files.map(({ name, hash }) => [name, hash]));
  });
  afterAll(() => daemon?.end());

  const get = (path: string, range?: string) => visit(daemon.port, path, { headers: { range } });

  it('is a download, unless it is to be shown', async () => {
    const { status, headers } = await get(`/api/files/${hashes['clip 1.webm']}`);
    expect([status, headers['content-type'], headers['content-disposition']]).toEqual([
      200,
      'application/octet-stream',
      'attachment',
    ]);
    expect(headers['content-security-policy']).toContain('sandbox');
  });

  it('is shown with its type in a sandbox, and in the parts that a player asks for', async () => {
    const path = `/api/files/${hashes['clip 1.webm']}?show=1&type=video/webm`;
    const whole = await get(path);
    expect(whole.headers).toMatchObject({
      'content-type': 'video/webm',
      'content-disposition': 'inline',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
    });
    const part = await get(path, 'bytes=4-9');
    expect([part.status, part.headers['content-range'], part.text]).toEqual([206, 'bytes 4-9/1000', '\x07'.repeat(6)]);
    expect((await get(path, 'bytes=1000-')).status).toBe(416);
  });

  it('is not shown if its bytes are of another kind, or its kind may hold scripts', async () => {
    const path = `/api/files/${hashes['drawing.png']}?show=1`;
    expect(await get(`${path}&type=image/png`)).toMatchObject({ status: 415, code: 'file/not-shown' });
    expect(await get(path)).toMatchObject({ status: 415, code: 'file/not-shown' });
    for (const type of ['image/svg%2Bxml', 'text/html', 'application/xml', '__proto__']) {
      expect((await get(`${path}&type=${type}`)).status).toBe(400);
    }
  });

  it('is found by its unit and its name, or its field', async () => {
    const unit = `/api/units/${run.id}.0.0/static`;
    expect((await get(`${unit}/clip%201.webm`)).headers['content-length']).toBe('1000');
    expect((await get(`${unit}/fieldname/drawing`)).text).toBe(svg.toString());
    expect(await get(`${unit}/other.png`)).toMatchObject({ status: 404, code: 'file/unknown' });
    expect(await get(`${unit}/fieldname/other`)).toMatchObject({ status: 404, code: 'file/unknown' });
    expect(await get(`/api/units/nothing.0.0/static/x`)).toMatchObject({ status: 404, code: 'unit/unknown' });
  });
});
