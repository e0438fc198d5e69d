import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { buildFirstPage, filmOn, type LaunchedRun, labelByKeyboard, launchFilms } from './films.ts';
import { type Caller, callerAt } from './reviewers.ts';
import { visit } from './visitor.ts';

type Message = { agent_id: string; item: number; decision: string; message: string; at: string };
const hostile = 'Please look again.\n<img src=x onerror="document.title = \'hacked\'"> \u202e';

describe('a message to a worker', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  let ada: Visitor;
  let anna: Caller;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    const page = await buildFirstPage(daemon.folder);
    // Even where answers are tiny, there is room to ask about all of one's work.
    run = await launchFilms(daemon, page, ['Jaws', 'Alien', 'Heat', 'Tron', 'Brazil'], { max_answer_bytes: '200' });
    anna = callerAt(daemon.port, 'anna');
    ada = await browser.visitor();
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const banner = (page: Page) => page.getByRole('status', { name: 'Messages about your work' });
  const linkOf = (name: string) => `${run.worker_url}?worker_id=${name}`;
  const ask = (body: unknown) =>
    visit(daemon.port, '/worker_messages', { method: 'POST', host: `${run.id}.localhost`, body });
  const unreadOn = (page: Page) => page.evaluate<Message[]>('manyhandsMessages.unread()');
  /** Opens the page, and waits until it has asked what there is to tell. */
  async function come(page: Page, name: string) {
    const asked = page.waitForResponse((response) => response.url().endsWith('/worker_messages'));
    await page.goto(linkOf(name));
    await asked;
    await filmOn(page);
  }

  it('is above the page when the worker comes back, with what was decided, and never with the note', async () => {
    const { page } = ada;
    await page.goto(linkOf('ada'));
    await labelByKeyboard(page, 1);
    await labelByKeyboard(page, 2);
    expect(await banner(page).count()).toBe(0);
    await anna.post(`/api/units/${run.id}.0.0/reject`, { note: 'sloppy', message: hostile });
    await anna.post(`/api/units/${run.id}.1.0/accept`, { note: 'lucky', message: 'Well done.' });
    await settled(daemon.port);
    await come(page, 'ada');
    await banner(page).getByText('Not accepted: Please look again.').waitFor();
    await banner(page).getByText('Accepted: Well done.').waitFor();
    expect(await page.locator('body').innerText()).not.toMatch(/sloppy|lucky/);
    await expectFitForEveryone(page);
  });

  it('is text and nothing else', async () => {
    const { page } = ada;
    expect(await banner(page).locator('img').count()).toBe(0);
    expect(await banner(page).innerText()).toContain('<img src=x');
    expect(await page.title()).not.toBe('hacked');
  });

  it('disappears once it is read, and the others stay', async () => {
    const { page } = ada;
    await page.getByRole('button', { name: /^Got it: Not accepted: Please/ }).press('Enter');
    await banner(page).getByText('Please look again.').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MANYHANDS-MESSAGES');
    await come(page, 'ada');
    await banner(page).getByText('Well done.').waitFor();
    expect(await banner(page).getByText('Please look again.').count()).toBe(0);
    await page.getByRole('button', { name: 'Got it: Accepted: Well done.' }).click();
    await banner(page).getByText('Well done.').waitFor({ state: 'detached' });
    await come(page, 'ada');
    expect(await banner(page).count()).toBe(0);
  });

  it('leaves keys to the page below', async () => {
    const { page } = ada;
    await anna.post(`/api/units/${run.id}.0.0/undo`);
    await anna.post(`/api/units/${run.id}.0.0/reject`, { note: 'no', message: 'Once more.' });
    await settled(daemon.port);
    await come(page, 'ada');
    await banner(page).getByText('Once more.').waitFor();
    await labelByKeyboard(page, 3);
  });

  it('is shown in the browser that did the work, not in another one with the same name that has not shown it, nor to another worker in the same one', async () => {
    const stranger = await browser.visitor();
    await stranger.page.goto(linkOf('ada'));
    await filmOn(stranger.page);
    expect(await unreadOn(stranger.page)).toEqual([]);
    await stranger.leave();
    await ada.page.goto(linkOf('bob'));
    await filmOn(ada.page);
    expect(await unreadOn(ada.page)).toEqual([]);
  });

  it('can be shown by a task page in its own way, or not at all', async () => {
    const { page } = ada;
    await page.addInitScript('manyhandsMessages = { show: (messages) => { window.heard = messages; } }');
    await come(page, 'ada');
    await page.waitForFunction('window.heard');
    const heard = await page.evaluate<Message[]>('heard');
    expect(heard).toMatchObject([{ item: 1, decision: 'rejected', message: 'Once more.' }]);
    expect(await banner(page).count()).toBe(0);
    await page.evaluate('for (const message of heard) manyhandsMessages.read(message)');
    expect(await unreadOn(page)).toEqual([]);

    await anna.post(`/api/units/${run.id}.1.0/undo`);
    await anna.post(`/api/units/${run.id}.1.0/accept`, { message: 'Really.' });
    await settled(daemon.port);
    await page.addInitScript('manyhandsMessages = { show: null }');
    await page.goto(linkOf('ada'));
    await filmOn(page);
    expect(await unreadOn(page)).toMatchObject([{ item: 2, message: 'Really.' }]);
    expect(await banner(page).count()).toBe(0);
  });

  it('needs the id of the agent, for a limited number of agents and of requests a minute', async () => {
    const agents = await ada.page.evaluate<string[]>("JSON.parse(localStorage.getItem('manyhands.agents.ada'))");
    expect(agents.length).toBeGreaterThan(1);
    expect((await ask({ agent_ids: ['nobody', '', '__proto__', `${run.id}.0.0`] })).json()).toEqual({ messages: [] });
    const unread = (await ask({ agent_ids: [...agents, ...agents] })).json<{ messages: Message[] }>().messages;
    expect(unread.map(({ item, decision }) => [item, decision])).toEqual([
      [1, 'rejected'],
      [2, 'accepted'],
    ]);
    expect(Object.keys(unread[0] ?? {}).sort()).toEqual(['agent_id', 'at', 'decision', 'item', 'message']);
    expect((await ask({ agent_ids: Array(200).fill('a') })).status).toBe(200);
    expect((await ask({ agent_ids: Array(201).fill('a') })).code).toBe('request/bad-shape');
    expect((await ask({})).code).toBe('request/bad-shape');
    expect((await ask({ agent_ids: ['x'.repeat(40_000)] })).code).toBe('request/too-large');
    const codes: (string | undefined)[] = [];
    for (let n = 0; n < 62; n++) codes.push((await ask({ agent_ids: agents })).code);
    // Should a new minute begin on the way, thirty more get a reply.
    expect(codes.filter((code) => code === undefined).length).toBeLessThanOrEqual(60);
    expect(codes.filter((code) => code !== undefined).every((code) => code === 'messages/too-often')).toBe(true);
    expect(codes).toContain('messages/too-often');
  });
});
