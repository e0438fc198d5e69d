import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, lines } from '../bench/api.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { buildFirstPage, filmOn, type LaunchedRun, labelByKeyboard, launchFilms } from './films.ts';
import { steadyPort } from './ports.ts';

describe('a restart under an open task page', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  let ada: Visitor;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon({ port: await steadyPort() }), openBrowser()]);
    const page = await buildFirstPage(daemon.folder);
    run = await launchFilms(daemon, page, ['Alpha', 'Beta', 'Gamma', 'Delta', 'Epsilon', 'Zeta']);
    ada = await browser.visitor({ mayFail: /ERR_(CONNECTION|EMPTY_RESPONSE|SOCKET)/ });
    await ada.page.goto(run.worker_url);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const startAgain = async () => {
    daemon = await openTestDaemon({ port: daemon.port }, daemon.folder);
  };
  async function answers(): Promise<unknown[]> {
    const found: unknown[] = [];
    for await (const { data, answer, late } of lines(daemon.port, 'GET', `/api/export?of=${run.id}`)) {
      found.push([(data as { title: string }).title, (answer as { genre: string }).genre, late]);
    }
    return found;
  }
  const notReached = 'Your answer is safe here, but the study cannot be reached.';

  it('changes nothing for the worker, whose answer arrives once', async () => {
    const { page } = ada;
    await filmOn(page);
    await page.keyboard.press('2');
    await daemon.stop();
    await startAgain();
    await page.keyboard.press('Enter');
    expect(await filmOn(page, 'Alpha')).toBe('Beta');
    expect(await answers()).toEqual([['Alpha', 'Comedy', false]]);
  });

  it('resumes the same film when the page is reloaded after it', async () => {
    await daemon.stop();
    await startAgain();
    await ada.page.reload();
    expect(await filmOn(ada.page)).toBe('Beta');
  });

  it('keeps an answer while the server is down, says so, and sends it afterwards', async () => {
    const { page } = ada;
    await daemon.stop();
    await page.keyboard.press('3');
    await page.keyboard.press('Enter');
    await page.getByText(notReached).waitFor();
    await expectFitForEveryone(page);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Saving…' }).click({ force: true });
    await startAgain();
    expect(await filmOn(page, 'Beta')).toBe('Gamma');
    expect(await answers()).toEqual([
      ['Alpha', 'Comedy', false],
      ['Beta', 'Action', false],
    ]);
  });

  it('can be retried at once', async () => {
    const { page } = ada;
    await page.clock.install();
    await daemon.stop();
    await page.getByText('Drama').click();
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByRole('button', { name: 'Try now' }).waitFor();
    // From here on the page's own time stands still, so that it tries nothing by itself.
    await page.clock.pauseAt(Date.now() + 1000);
    await startAgain();
    const taken = page.waitForResponse((response) => response.url().endsWith('/submit_task') && response.ok());
    await page.getByRole('button', { name: 'Try now' }).click();
    await taken;
    await page.clock.resume();
    expect(await filmOn(page, 'Gamma')).toBe('Delta');
    expect(await answers()).toHaveLength(3);
  });

  it('loses and doubles nothing when the tab is reloaded before the answer was sent', async () => {
    const { page } = ada;
    await daemon.stop();
    await page.keyboard.press('4');
    await page.keyboard.press('Enter');
    await page.getByText(notReached).waitFor();
    page.on('dialog', (dialog) => dialog.accept());
    // The browser shows an error of its own in place of the page.
    await page.reload().catch(() => undefined);
    await startAgain();
    await page.goto(run.worker_url);
    expect(await filmOn(page, 'Delta')).toBe('Epsilon');
    expect((await answers()).slice(3)).toEqual([['Delta', 'Adventure', false]]);
  });

  it('leaves a log, live state and rows that agree', async () => {
    expect(await labelByKeyboard(ada.page, 1)).toBe('Epsilon');
    expect(await json(daemon.port, `/api/verify`)).toMatchObject({ ok: true });
    expect(await json(daemon.port, `/api/runs/${run.id}`)).toMatchObject({ completed: 5, assigned: 1 });
  });
});
