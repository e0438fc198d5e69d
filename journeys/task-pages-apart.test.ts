import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, type RunRow } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import { openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';

// What a page could try from its own script. Each gives what it got hold of, or why it got nothing.
const script = `
const outcome = (attempt) => attempt.then((got) => 'got ' + got, (error) => 'failed: ' + error);
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const post = (url, body, headers) => outcome(fetch(url, { method: 'POST', body, headers }).then((it) => it.text()));
const postBlindly = (url, body) => fetch(url, { method: 'POST', body, mode: 'no-cors' }).then(({ type }) => type);
const read = (url) => outcome(fetch(url).then((response) => response.text()));
const readBlindly = (url) =>
  outcome(fetch(url, { mode: 'no-cors' }).then((response) => response.text())).then((got) => got.trim());

/** Sends a form into a frame, as a page could without any script. */
async function sendForm(url, enctype) {
  const frame = document.createElement('iframe');
  frame.name = 'target-' + document.forms.length;
  document.body.append(frame);
  const form = document.body.appendChild(document.createElement('form'));
  Object.assign(form, { method: 'POST', action: url, enctype, target: frame.name });
  form.append(Object.assign(document.createElement('input'), { name: 'note', value: 'x' }));
  const loaded = new Promise((resolve) => (frame.onload = resolve));
  form.submit();
  await loaded;
}

/** Opens a page in a frame and tries to look into it. */
async function lookInto(url) {
  const frame = Object.assign(document.createElement('iframe'), { src: url });
  const loaded = new Promise((resolve) => (frame.onload = resolve));
  document.body.append(frame);
  await loaded;
  try {
    return frame.contentDocument ? 'got ' + frame.contentDocument.body.innerHTML : 'failed: no document';
  } catch (error) {
    return 'failed: ' + error;
  }
}

/** Loads what should be data as a script or a style, which would need no permission. */
const loadAs = (tag, attributes) =>
  new Promise((resolve) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.onload = () => resolve('got it as ' + tag);
    element.onerror = () => resolve('failed');
    document.head.append(element);
  });

const openSocket = (url) =>
  new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.onopen = () => resolve('got a socket');
    socket.onerror = () => resolve('failed');
  });

const followRuns = (url) =>
  new Promise((resolve) => {
    const source = new EventSource(url);
    source.addEventListener('overview', ({ data }) => resolve('got ' + data));
    source.onerror = () => (source.close(), resolve('failed'));
  });
`;

describe('a task page', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let page: Page;
  let own: LaunchedRun;
  let other: LaunchedRun;
  let head = 0;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    const folder = writeTask(join(daemon.folder, 'nosy'), 'nosy', [{ n: 1 }, { n: 2 }]);
    const html =
      '<!doctype html><title>Nosy</title><script src="wrap_crowd_source.js"></script><body><script src="nosy.js"></script>';
    writeFileSync(join(folder, 'page/index.html'), html);
    writeFileSync(join(folder, 'page/nosy.js'), script);
    own = await launchWith(daemon.port, folder);
    other = await launchWith(daemon.port, writeTask(join(daemon.folder, 'other'), 'other', [{ secret: 1 }, { n: 2 }]));
    // A browser tells on its console of everything that it forbids.
    ({ page } = await browser.visitor({ mayFail: /^/ }));
    await page.goto(own.worker_url);
    head = await logHead();
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const logHead = async () => (await json<{ log: { sequence: number } }>(daemon.port, '/health')).log.sequence;
  const attempt = (code: string) => page.evaluate<string>(code);
  const doors = () => [daemon.url, `http://127.0.0.1:${daemon.port}/`];

  async function expectNothingHappened() {
    expect(await logHead()).toBe(head);
    const { runs } = await json<{ runs: RunRow[] }>(daemon.port, '/api/runs');
    expect(runs.map(({ status }) => status)).toEqual(['launched', 'launched']);
  }

  it('can do all this at its own origin, so the attempts below are real ones', async () => {
    expect(await attempt("read('/task_config.json')")).toContain('got {"task_title":"nosy"');
    expect(await attempt("postBlindly('/is_alive')")).toBe('basic');
    expect(await attempt("lookInto('/')")).toContain('got <script');
    expect(await attempt("loadAs('script', { src: '/nosy.js' })").catch(String)).toContain('got it as script');
    expect(await attempt(`openSocket('ws://${own.id}.localhost:${daemon.port}/')`)).toBe('got a socket');
  });

  it('cannot send commands to the app, with JSON or without, under any of its names', async () => {
    for (const door of doors()) {
      for (const path of [`api/runs/${own.id}/stop`, `api/units/${other.id}.0.0/expire`, 'api/rebuild']) {
        const url = `${door}${path}`;
        expect(await attempt(`post('${url}', '{}', { 'content-type': 'application/json' })`)).toContain('failed');
        expect(await attempt(`post('${url}', 'x')`)).toContain('failed');
        for (const body of ["''", "'{}'", 'new Blob([])', 'new FormData()', 'new URLSearchParams()']) {
          expect(await attempt(`postBlindly('${url}', ${body})`)).toBe('opaque');
        }
        await attempt(`navigator.sendBeacon('${url}', '{}') && later(50)`);
        for (const enctype of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']) {
          await attempt(`sendForm('${url}', '${enctype}')`);
        }
      }
    }
    await expectNothingHappened();
  });

  it('cannot read the app', async () => {
    for (const door of doors()) {
      for (const path of ['api/runs', 'api/events', `api/export?of=${other.id}`, 'health']) {
        expect(await attempt(`read('${door}${path}')`)).toContain('failed');
        expect(await attempt(`readBlindly('${door}${path}')`)).toBe('got');
        expect(await attempt(`loadAs('script', { src: '${door}${path}' })`)).toBe('failed');
        expect(await attempt(`loadAs('link', { rel: 'stylesheet', href: '${door}${path}' })`)).toBe('failed');
      }
      expect(await attempt(`followRuns('${door}api/live')`)).toBe('failed');
    }
  });

  it('cannot frame the start page, nor read it', async () => {
    for (const door of doors()) expect(await attempt(`lookInto('${door}')`)).toContain('failed');
    expect(page.frames().filter((frame) => doors().includes(frame.url()))).toEqual([]);
  });

  it('cannot show, read or use another run’s page', async () => {
    expect(await attempt(`lookInto('${other.worker_url}')`)).toContain('failed');
    expect(page.frames().filter((frame) => frame.url().startsWith(other.worker_url))).toEqual([]);
    expect(await attempt(`read('${other.worker_url}task_config.json')`)).toContain('failed');
    const arrival = { provider_data: { worker_name: 'nosy', agent_registration_id: 'nosy' } };
    const body = JSON.stringify(JSON.stringify(arrival));
    const url = `${other.worker_url}request_agent`;
    expect(await attempt(`post('${url}', ${body}, { 'content-type': 'application/json' })`)).toContain('failed');
    for (const sent of [body, `new Blob([${body}])`, 'new FormData()', 'new URLSearchParams()']) {
      expect(await attempt(`postBlindly('${url}', ${sent})`)).toBe('opaque');
    }
    await expectNothingHappened();
  });

  it('cannot open a socket to another run or to the app', async () => {
    for (const host of [`${other.id}.localhost`, 'localhost', '127.0.0.1']) {
      expect(await attempt(`openSocket('ws://${host}:${daemon.port}/')`)).toBe('failed');
    }
  });

  it('shares nothing with another run’s page in the same browser', async () => {
    await attempt("localStorage.setItem('guest', 'me'), document.cookie = 'guest=me; domain=localhost', ''");
    const otherPage = await page.context().newPage();
    await otherPage.goto(other.worker_url);
    expect(await otherPage.evaluate("localStorage.getItem('guest')")).toBeNull();
    expect(await otherPage.evaluate('document.cookie')).toBe('');
    await otherPage.close();
    await expectNothingHappened();
  });
});
