import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines } from '../bench/api.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { filmOn, firstTask, launchWith } from './films.ts';
import { expectSignals, leaveSignals, saysSignals } from './signalling.ts';

/** What npm would put into a folder, from the packages of this project. */
const packages = ['.bin', 'react', 'react-dom', 'vite', '@vitejs/plugin-react', '@types/react', '@types/react-dom'];

describe('a page in React, in a folder outside the repository', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;

  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    for (const name of packages) {
      const place = join(daemon.folder, 'node_modules', name);
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(join(packageFolder, 'node_modules', name), place);
    }
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  it('is made by one command, shown in a preview, and answered', async () => {
    const words = ['new', 'tones', '--kind', 'react', '--labels', 'glad,sad', '--title', 'Glad or "sad"?'];
    const making = spawn(process.execPath, [join(packageFolder, 'bin/manyhands'), ...words], { cwd: daemon.folder });
    making.stdin.end();
    expect(await once(making, 'exit')).toEqual([0, null]);
    const run = await launchWith(daemon.port, join(daemon.folder, 'tones'));

    const { page, leave } = await browser.visitor();
    await page.goto(`${run.worker_url}?preview`);
    await page.getByText('This is a preview').waitFor();
    await page.goto(`${run.worker_url}?worker_id=ada`);
    await page.getByRole('heading', { name: 'Glad or "sad"?' }).waitFor();
    await page.getByText('Lovely cake').waitFor();
    await expectFitForEveryone(page);
    const drafted = page.waitForResponse((response) => response.url().endsWith('/save_draft') && response.ok());
    await page.getByLabel('glad').check();
    await drafted;
    await page.reload();
    await page.getByRole('radio', { name: 'glad', checked: true }).waitFor();
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('The coffee was cold').waitFor();
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
    await leave();
    for await (const row of lines(daemon.port, 'GET', `/api/export?of=${run.id}`))
      expect(row).toMatchObject({ data: { text: expect.stringContaining('Lovely') }, answer: { answer: 'glad' } });
  });

  it('counts signals where the run asks for them, and tells its worker, with a frame and without', async () => {
    const folder = join(daemon.folder, 'tones');
    const main = join(folder, 'src/main.jsx');
    const button = '<button disabled={isDone}>';
    const why = '<label>Why? <input name="why" /></label>';
    writeFileSync(main, readFileSync(main, 'utf8').replace(button, `${why}${button}`));
    for (const frame of ['true', 'false']) {
      const run = await launchWith(daemon.port, folder, { frame, signals: 'true' });
      const { page, leave } = await browser.visitor();
      await page.goto(`${run.worker_url}?worker_id=ada`);
      await page.getByText(saysSignals).waitFor();
      const sent = await leaveSignals(page, page.getByLabel('Why?'));
      await page.getByLabel('glad').check();
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.getByText('The coffee was cold').waitFor();
      await expectSignals({ daemon, browser, run: run.id, sent });
      await leave();
    }
  });

  it('is the first example too, as a copy', async () => {
    const copy = join(daemon.folder, 'films');
    const isMade = (path: string) => ['page', 'node_modules'].some((name) => path === join(firstTask, name));
    cpSync(firstTask, copy, { recursive: true, filter: (path) => !isMade(path) });
    const run = await launchWith(daemon.port, copy);
    expect(run).toMatchObject({ assignments: 314 });
    const { page, leave } = await browser.visitor();
    await page.goto(run.worker_url);
    expect(await filmOn(page)).toBe('First Love, Last Rites');
    await leave();
    rmSync(copy, { recursive: true });
  });
});
