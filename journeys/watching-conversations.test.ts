import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask, json, launch } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import { type ApiError, client } from '../src/api/client.ts';
import { endConversation, getConversation, listConversations, sayInConversation } from '../src/api/conversations.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LivePage, openLivePage } from './live-page.ts';
import { type Details, workerPackets } from './worker-packets.ts';

const code = `import { defineTask } from 'manyhands/task';
export default defineTask({
  async conversation(room) {
    const [seller] = room.members;
    await room.say('Your lowest price is eight.', { to: seller });
    for await (const message of room) {
      if (message.by === 'requester') await room.say('The requester said: ' + message.text);
    }
  },
});
`;

type Data = Record<string, unknown> & { task_data?: Record<string, unknown> };
const updatesOf = ({ packets }: LivePage) =>
  packets.filter(({ packet_type }) => packet_type === 'client_bound_live_update').map(({ data }) => data as Data);
const textsOf = (page: LivePage) => updatesOf(page).flatMap(({ id, text }) => (text ? [[id, text]] : []));
const heard = (page: LivePage, text: string) =>
  vi.waitFor(() => expect(textsOf(page).map(([, said]) => said)).toContain(text), { timeout: 20_000 });

describe('a requester', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: string;
  let anna: Page;
  let id: string;
  const pages = workerPackets(() => daemon);
  const people: { details: Details; page: LivePage }[] = [];
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    const task = writeTask(join(daemon.folder, 'task'), 'chairs', [{ text: 'chair' }, { text: 'table' }], {
      ...{ code: 'task.mjs', agents_per_conversation: 2, roles: ['seller', 'buyer'] },
    });
    writeFileSync(join(task, 'task.mjs'), code);
    run = (await launch(daemon.port, task)).id;
    id = `${run}.0`;
    anna = (await browser.visitor()).page;
  });
  afterAll(async () => {
    for (const { page } of people) page.socket.terminate();
    await daemon?.end();
  });
  afterAll(() => browser?.close());

  async function arrive(name: string) {
    const details = await pages.arrive(run, name);
    people.push({ details, page: await openLivePage(daemon.port, run, String(details.agent_id)) });
  }
  const [ada, bob] = [() => (people[0] as (typeof people)[0]).page, () => (people[1] as (typeof people)[0]).page];
  const speak = (page: LivePage, text: string) =>
    page.send('mephisto_bound_live_update', { text, task_data: {}, update_id: `${text}-1` });
  const api = () => client(daemon.url);
  const log = () => anna.getByRole('log');

  it('sees who waits, and can say nothing to them yet', async () => {
    await arrive('ada');
    await anna.goto(`${daemon.url}/runs/${run}`);
    await anna.getByRole('link', { name: 'Watch them' }).click();
    await anna.getByRole('link', { name: id }).click();
    await anna.getByRole('status').getByText('Waiting').waitFor();
    const said = api().call(sayInConversation, { params: { conversation: id }, body: { text: 'Hello' } });
    await expect(said).rejects.toThrow('has not begun');
  }, 60_000);

  it('watches words as they come, also those that only some heard', async () => {
    await arrive('bob');
    await heard(ada(), 'Your lowest price is eight.');
    speak(ada(), 'Ten?');
    await log().getByText('Ten?').waitFor();
    speak(bob(), 'Five.');
    await log().getByText('Five.').waitFor();
    await log().getByText('Only for Chat Agent 1').waitFor();
    await expectFitForEveryone(anna);
  }, 120_000);

  it('says something by the keyboard, which all hear, the code too', async () => {
    const field = anna.getByRole('textbox', { name: 'Say something as Requester' });
    await field.fill('Two more minutes.');
    await field.press('Enter');
    for (const page of [ada(), bob()]) {
      await heard(page, 'Two more minutes.');
      await heard(page, 'The requester said: Two more minutes.');
      expect(textsOf(page)).toContainEqual(['Requester', 'Two more minutes.']);
    }
    await log().getByText('Two more minutes.', { exact: true }).waitFor();
    expect(await field.inputValue()).toBe('');
  }, 60_000);

  it('says something to one member alone', async () => {
    await anna.getByLabel('Who hears it').selectOption({ label: 'Only Chat Agent 2' });
    await anna.getByRole('textbox', { name: 'Say something as Requester' }).fill('You may go to nine.');
    await anna.getByRole('button', { name: 'Send' }).click();
    await heard(bob(), 'You may go to nine.');
    await log().getByText('Only for Chat Agent 2').first().waitFor();
    expect(textsOf(ada()).map(([, text]) => text)).not.toContain('You may go to nine.');
  }, 60_000);

  it('sees all conversations of the run, with their last words', async () => {
    await anna.getByRole('link', { name: 'all of this run' }).click();
    await anna.getByText('You may go to nine.').waitFor();
    await expectFitForEveryone(anna);
    await anna.getByRole('link', { name: id }).click();
  }, 120_000);

  it('ends it with a reason, and its people hand in', async () => {
    await anna.getByRole('button', { name: 'End…' }).click();
    const dialog = anna.getByRole('dialog', { name: 'End this conversation?' });
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('They agreed.');
    await expectFitForEveryone(anna);
    await dialog.getByRole('button', { name: 'End conversation' }).click();
    await anna.getByRole('status').getByText('Ended', { exact: true }).waitFor();
    await log().getByText('Reason: They agreed.').waitFor();
    for (const { page } of people)
      await vi.waitFor(() => expect(updatesOf(page).some(({ task_data }) => task_data?.task_done === true)).toBe(true));
    for (const { details } of people) await pages.submit(run, details, { price: 9 });
  }, 120_000);

  it('reviews the answers with the conversation beside them', async () => {
    await anna.goto(`${daemon.url}/units/${id}.0`);
    const section = anna.locator('details').filter({ hasText: /^Conversation/ });
    await section.getByText('Ten?').waitFor();
    await section.getByText('This worker').first().waitFor();
    await expectFitForEveryone(anna);
    await anna.goto(`${daemon.url}/review?run=${run}`);
    await anna.getByText('Two more minutes.', { exact: true }).first().waitFor();
    await expectFitForEveryone(anna);
  }, 120_000);

  it('is refused what is not possible, in a sentence', async () => {
    const refused = async (call: Promise<unknown>) =>
      call.then(String, (error: ApiError) => [error.status, error.code]);
    const params = { conversation: id };
    const body = { text: 'Hello?' };
    expect(await refused(api().call(sayInConversation, { params, body }))).toEqual([409, 'conversation/over']);
    expect(await refused(api().call(endConversation, { params, body: {} }))).toEqual([409, 'conversation/over']);
    for (const conversation of [`${run}.1`, 'none'])
      expect(await refused(api().call(getConversation, { params: { conversation } }))).toEqual([
        404,
        'conversation/unknown',
      ]);
    const long = { text: 'x'.repeat(10_001) };
    expect(await refused(api().call(sayInConversation, { params, body: long }))).toEqual([400, 'request/bad-shape']);
    expect(await refused(api().call(listConversations, { params: { run: 'none' } }))).toEqual([404, 'run/unknown']);
  }, 60_000);

  it('sees a waiting room that everybody has left as empty, with nothing to end', async () => {
    const cay = await pages.arrive(run, 'cay');
    const counts = async () => (await api().call(listConversations, { params: { run } })).counts;
    await vi.waitFor(async () => expect(await counts()).toMatchObject({ waiting: 1, empty: 0 }));
    await anna.goto(`${daemon.url}/conversations/${run}.1`);
    await anna.getByRole('button', { name: 'End…' }).waitFor();
    await pages.post(run, '/return_task', { USED_AGENT_ID: cay.agent_id });
    await anna.getByRole('status').getByText('Empty').waitFor();
    expect(await anna.getByRole('button', { name: 'End…' }).count()).toBe(0);
    expect(await counts()).toEqual({ waiting: 0, empty: 1, talking: 0, ended: 1 });
    const ending = api().call(endConversation, { params: { conversation: `${run}.1` }, body: {} });
    await expect(ending).rejects.toThrow('has not begun');
    await expectFitForEveryone(anna);
  }, 60_000);

  it('exports the answers with their messages', async () => {
    let text = '';
    for await (const chunk of ask(daemon.port, 'GET', `/api/export?of=${run}&format=jsonl`)) text += chunk;
    const rows = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(2);
    for (const { messages } of rows)
      expect(
        messages.map(({ name, text: words, to }: { name: string; text: string; to: unknown }) => [name, words, to]),
      ).toEqual([
        ['System', 'Your lowest price is eight.', ['Chat Agent 1']],
        ['Chat Agent 1', 'Ten?', null],
        ['Chat Agent 2', 'Five.', null],
        ['Requester', 'Two more minutes.', null],
        ['System', 'The requester said: Two more minutes.', null],
        ['Requester', 'You may go to nine.', ['Chat Agent 2']],
        ['System', 'The requester said: You may go to nine.', null],
      ]);
    expect(await json(daemon.port, '/health')).toMatchObject({ problems: [] });
  }, 60_000);
});
