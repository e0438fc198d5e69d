import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lines } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';

type Fact = { type: string; data: Record<string, unknown> };

const rounds = `import { defineTask } from 'manyhands/task';
export default defineTask({
  async conversation(room) {
    const [first, second] = room.members;
    await room.say({ text: 'Agree on a time for ' + room.item.text + '.', round: 1 });
    const offer = await room.ask(first);
    const counter = await room.ask(second);
    await room.say({ text: 'This is the last round.', round: 2 });
    const last = await room.ask(first);
    return { said: [offer, counter, last].map((one) => one && one.text), letters: offer && offer.data.letters };
  },
});
`;
const form = [
  { question: 'How was it?', type: 'choices', choices: ['Dull', 'Good'] },
  { question: 'Why', type: 'text' },
];
const chat = `import { defineTask } from 'manyhands/task';
const form = ${JSON.stringify(form)};
export default defineTask({
  async conversation(room) {
    const [first, second] = room.members;
    await room.say('Talk about ' + room.item.text + '.');
    await room.ask(first);
    await room.ask(second);
    const answered = await room.ask(first, 'Please fill in the form.', { form });
    const word = await room.ask(first, 'And a last word?');
    return { responses: answered && answered.data.form_responses, word: word && word.text };
  },
});
`;

describe('chats made for Mephisto, unchanged', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  /** Launches a task with the page of a folder, built with the packages from npm. */
  async function launchChat(name: string, code: string, alias = {}, more = {}): Promise<LaunchedRun> {
    // A page may take long to load again beside other journeys.
    const patient = { dropout_wait_in_seconds: 120, turn_time_limit_in_seconds: 600 };
    const settings = { blueprint: 'live', code: 'task.mjs', agents_per_conversation: 2, ...patient, ...more };
    const folder = join(daemon.folder, `${name}-${Object.keys(more).length}`);
    const task = writeTask(folder, name, [{ text: 'lunch' }], settings);
    writeFileSync(join(task, 'task.mjs'), code);
    // As a requester builds it; React would warn of what bootstrap-chat does otherwise.
    vi.stubEnv('NODE_ENV', 'production');
    await build({
      root: join(packageFolder, 'journeys/chat-pages', name),
      configFile: false,
      logLevel: 'silent',
      plugins: [react()],
      resolve: { alias },
      build: { outDir: join(task, 'page'), emptyOutDir: true, target: 'es2022' },
    });
    vi.unstubAllEnvs();
    return launchWith(daemon.port, task);
  }
  async function facts({ id }: LaunchedRun, kind: string): Promise<Fact[]> {
    const found: Fact[] = [];
    for await (const fact of lines(daemon.port, 'GET', `/api/events?filter=facts.${id}.${kind}`)) {
      found.push(fact as Fact);
    }
    return found;
  }
  async function arrive({ worker_url }: LaunchedRun, name: string, mayFail = /WebSocket/): Promise<Visitor> {
    const visitor = await browser.visitor({ mayFail });
    await visitor.page.goto(`${worker_url}?worker_id=${name}`);
    return visitor;
  }
  const versionOf = (name: string) => createRequire(import.meta.url)(`${name}/package.json`).version;

  it('wait, talk by turns, go on after a reload and submit in a page with useMephistoLiveTask', async () => {
    expect(versionOf('mephisto-task')).toBe('2.0.4');
    const run = await launchChat('mephisto', rounds);
    const says = ({ page }: Visitor, text: string) => page.getByText(text, { exact: true }).waitFor();
    const button = ({ page }: Visitor, name: string) => page.getByRole('button', { name });
    const saidTo = ({ page }: Visitor) => page.getByRole('listitem').allInnerTexts();
    async function send(one: Visitor, text: string) {
      await one.page.getByLabel('Message').fill(text);
      await button(one, 'Send').click();
    }
    const ada = await arrive(run, 'ada');
    await says(ada, 'Status: waiting');
    await says(ada, 'Connection: connected');
    expect(await button(ada, 'Send').isEnabled()).toBe(false);

    const bob = await arrive(run, 'bob');
    for (const one of [ada, bob]) {
      await says(one, 'Status: in task');
      await says(one, 'System: Agree on a time for lunch.');
      await says(one, 'Round: 1');
    }
    await send(ada, 'At noon?');
    await says(bob, 'Chat Agent 1: At noon?');
    await expect.poll(() => button(bob, 'Send').isEnabled()).toBe(true);
    expect(await button(ada, 'Send').isEnabled()).toBe(false);

    await ada.page.reload();
    await says(ada, 'Status: in task');
    expect(await saidTo(ada)).toEqual(['System: Agree on a time for lunch.', 'Chat Agent 1: At noon?']);
    expect(await button(ada, 'Send').isEnabled()).toBe(false);

    await send(bob, 'At one.');
    for (const one of [ada, bob]) await says(one, 'Round: 2');
    await send(ada, 'At one, then.');
    for (const one of [ada, bob]) {
      await expect.poll(() => button(one, 'Finish').isEnabled()).toBe(true);
      expect(await saidTo(one)).toEqual([
        'System: Agree on a time for lunch.',
        'Chat Agent 1: At noon?',
        'Chat Agent 2: At one.',
        'System: This is the last round.',
        'Chat Agent 1: At one, then.',
      ]);
      await button(one, 'Finish').click();
    }
    await expect.poll(() => facts(run, 'unit.submitted')).toHaveLength(2);
    expect((await facts(run, 'unit.submitted')).map(({ data }) => data.answer)).toEqual([{ heard: 5 }, { heard: 5 }]);
    expect((await facts(run, 'conversation.ended')).map(({ data }) => data)).toEqual([
      expect.objectContaining({
        reason: 'done',
        data: { said: ['At noon?', 'At one.', 'At one, then.'], letters: 'At noon?'.length },
      }),
    ]);
    for (const one of [ada, bob]) await one.leave();
  }, 180_000);

  it('wait, talk, fill in a form, go on after a reload and are done in a page with bootstrap-chat', async () => {
    expect(versionOf('bootstrap-chat')).toBe('2.0.2');
    // The newest React that its peers allow.
    const alias = { react: packageOf('react-18'), 'react-dom': packageOf('react-dom-18') };
    const run = await launchChat('bootstrap-chat', chat, alias);
    // No sound is here, and a page that nobody has touched may play none.
    const mayFail = /WebSocket|notif\.mp3|play\(\)|no supported source/;
    const says = ({ page }: Visitor, text: string) => page.getByText(text).first().waitFor();
    const input = ({ page }: Visitor) => page.getByPlaceholder('Please enter here...');
    const messages = ({ page }: Visitor) => page.locator('#message_thread .message').allInnerTexts();
    const press = ({ page }: Visitor, name: string) => page.getByRole('button', { name }).click();
    async function send(one: Visitor, text: string) {
      await input(one).fill(text);
      await press(one, 'Send');
    }
    const ada = await arrive(run, 'ada', mayFail);
    await says(ada, 'Waiting to pair with a task...');
    await ada.page.getByRole('heading', { name: 'bootstrap-chat' }).waitFor();
    expect(await input(ada).isEnabled()).toBe(false);

    const bob = await arrive(run, 'bob', mayFail);
    for (const one of [ada, bob]) await says(one, 'System: Talk about lunch.');
    await says(bob, 'Waiting for the next person to speak...');
    await send(ada, 'I am hungry.');
    await says(bob, 'Chat Agent 1: I am hungry.');
    await expect.poll(() => input(bob).isEnabled()).toBe(true);

    await ada.page.reload();
    await says(ada, 'Chat Agent 1: I am hungry.');
    expect(await messages(ada)).toEqual(['System: Talk about lunch.', 'Chat Agent 1: I am hungry.']);
    await says(ada, 'Waiting for the next person to speak...');
    expect(await input(ada).isEnabled()).toBe(false);

    await send(bob, 'So am I.');
    await says(ada, 'Please fill in the form.');
    await ada.page.getByRole('combobox').selectOption('Good');
    await ada.page.locator('form input[type=text]').fill('Short');
    await press(ada, 'Send');
    await says(ada, 'And a last word?');
    await send(ada, 'Bye.');
    for (const one of [ada, bob]) await press(one, 'Done with this HIT');

    await expect.poll(() => facts(run, 'unit.submitted')).toHaveLength(2);
    expect((await facts(run, 'unit.submitted')).map(({ data }) => data.answer)).toEqual([{}, {}]);
    const responses = [
      { question: 'How was it?', response: 'Good' },
      { question: 'Why', response: 'Short' },
    ];
    expect((await facts(run, 'conversation.ended')).map(({ data }) => data)).toEqual([
      expect.objectContaining({ reason: 'done', data: { responses, word: 'Bye.' } }),
    ]);
    for (const one of [ada, bob]) await one.leave();
  }, 180_000);

  it('tell whoever stays that a partner is lost, in a page with bootstrap-chat, which can then submit', async () => {
    const alias = { react: packageOf('react-18'), 'react-dom': packageOf('react-dom-18') };
    const run = await launchChat('bootstrap-chat', chat, alias, { on_dropout: 'end', dropout_wait_in_seconds: 2 });
    const mayFail = /WebSocket|notif\.mp3|play\(\)|no supported source/;
    const [ada, bob] = [await arrive(run, 'ada', mayFail), await arrive(run, 'bob', mayFail)];
    for (const { page } of [ada, bob]) await page.getByText('System: Talk about lunch.').waitFor();
    await bob.leave();
    await ada.page.getByText('One of your partners has disconnected').waitFor();
    await ada.page.getByRole('button', { name: 'Done with this HIT' }).click();
    await expect.poll(() => facts(run, 'unit.submitted')).toHaveLength(1);
    expect((await facts(run, 'conversation.ended')).map(({ data }) => data.reason)).toEqual(['too-few']);
    await ada.leave();
  }, 180_000);
});

const packageOf = (name: string) => join(packageFolder, 'node_modules', name);
