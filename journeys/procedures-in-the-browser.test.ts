import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { client } from '../src/api/client.ts';
import { getUnit } from '../src/api/units.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { launchWith } from './films.ts';
import { endDaemon, spawnDaemon } from './spawned-daemon.ts';

const code = `import { defineTask, ProcedureError } from 'manyhands/task';
export default defineTask({
  procedures: {
    count: ({ of }, { item }) => ({ letters: item.text.split(of).length - 1 }),
    strict() { throw new ProcedureError('Say a number.'); },
    slow: () => new Promise((resolve) => setTimeout(resolve, 1500, 'at last')),
  },
});
`;
const items = [{ text: 'the sea' }, { text: 'the tree' }];

describe('procedures in the browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  let daemon: Awaited<ReturnType<typeof spawnDaemon>>;
  let browser: TestBrowser;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([spawnDaemon(folder), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close().finally(() => daemon && endDaemon(daemon.process));
    rmSync(folder, { recursive: true, force: true });
  });

  /** Launches a task whose page is built of this folder. */
  async function launchPage(name: string, settings: Record<string, unknown>, source = name, alias = {}) {
    const task = writeTask(join(folder, name), name, items, { code: 'task.mjs', allowed_concurrent: 1, ...settings });
    writeFileSync(join(task, 'task.mjs'), code);
    const root = join(packageFolder, 'journeys/procedure-pages', source);
    const outDir = join(task, 'page');
    if (source === 'plain') cpSync(root, outDir, { recursive: true });
    else
      await build({
        ...{ root, configFile: false, logLevel: 'silent', plugins: [react()], resolve: { alias } },
        build: { outDir, emptyOutDir: true, target: 'es2022' },
      });
    return launchWith(daemon.port, task);
  }
  const callsOf = async (unit: string) => {
    await settled(daemon.port);
    const url = `http://127.0.0.1:${daemon.port}`;
    return (await client(url).call(getUnit, { params: { unit }, query: {} })).calls;
  };
  const press = ({ page }: Visitor, name: string) => page.getByRole('button', { name, exact: true }).click();
  const says = ({ page }: Visitor, text: string | RegExp) => page.getByText(text).first().waitFor();

  const hooks = { 'mephisto-task': join(packageFolder, 'webapp/hooks/index.ts') };
  it.each([
    ['npm’s mephisto-task', 'mephisto', {}, '{"error":"Say a number."}'],
    // The same page with the other import.
    ['the hooks under Mephisto’s names', 'same-page', hooks, 'procedure/failed: Say a number.'],
  ])(
    'are called by a page built with %s, which knows them after a reload',
    async (_, name, alias, failure) => {
      const run = await launchPage(name, { blueprint: 'remote_procedure' }, 'mephisto', alias);
      const ada = await browser.visitor({ mayFail: /WebSocket/ });
      await ada.page.goto(run.worker_url);
      await says(ada, 'the sea');
      await press(ada, 'Count');
      await says(ada, '{"letters":2}');
      await press(ada, 'Fail');
      await says(ada, failure);
      await ada.page.reload();
      await says(ada, 'Asked before: 4');
      await press(ada, 'Submit');
      await says(ada, 'the tree');
      expect(await callsOf(`${run.id}.0.0`)).toMatchObject([
        { name: 'count', args: { of: 'e' }, result: { letters: 2 } },
        { name: 'strict', message: 'Say a number.' },
        { name: 'count', args: { of: 't' }, result: { letters: 1 } },
      ]);
      await ada.leave();
    },
    120_000,
  );

  it('are called by a page that is plain HTML, with the module that every run serves', async () => {
    const run = await launchPage('plain', {});
    const cyd = await browser.visitor({ mayFail: /WebSocket/ });
    await cyd.page.goto(run.worker_url);
    await says(cyd, 'the sea');
    await press(cyd, 'Count');
    await says(cyd, '{"letters":2}');
    await press(cyd, 'Fail');
    await says(cyd, 'procedure/failed: Say a number.');
    await press(cyd, 'Submit');
    await says(cyd, 'Submission: saved');
    expect(await callsOf(`${run.id}.0.0`)).toMatchObject([{ name: 'count' }, { name: 'strict' }]);
    await cyd.leave();
  }, 120_000);

  it('are called by a page with the hooks, and outlast the end of the daemon', async () => {
    const run = await launchPage('hooks', {});
    const bob = await browser.visitor({ mayFail: /WebSocket|ERR_CONNECTION|Failed to load/ });
    await bob.page.goto(run.worker_url);
    await says(bob, 'Connection: connected');
    await press(bob, 'Count');
    await says(bob, '{"letters":2}');
    await press(bob, 'Fail');
    await says(bob, 'procedure/failed: Say a number.');
    await press(bob, 'Slow');
    await expect.poll(() => callsOf(`${run.id}.0.0`).then(({ length }) => length)).toBe(3);
    daemon.process.kill('SIGKILL');
    await says(bob, 'Connection: reconnecting');
    daemon = await spawnDaemon(folder, daemon.port);
    await says(bob, '"at last"');
    await says(bob, 'Connection: connected');
    await press(bob, 'Submit');
    await says(bob, 'Submission: saved');
    await bob.leave();
  }, 180_000);

  it('are shown to reviewers beside the answer', async () => {
    const reviewer = await browser.visitor();
    await reviewer.page.goto(`http://localhost:${daemon.port}/units`);
    await reviewer.page
      .getByRole('link', { name: /^hooks-/ })
      .first()
      .click();
    await reviewer.page.getByText('Asked of the server (3)').waitFor();
    await reviewer.page.getByRole('region', { name: 'Call of count' }).getByText('letters').waitFor();
    await reviewer.page.getByText('Say a number.').first().waitFor();
    await expectFitForEveryone(reviewer.page);
    await reviewer.leave();
  });
});
