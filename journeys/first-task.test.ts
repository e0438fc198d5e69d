import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, lines } from '../bench/api.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { filmOn, firstTask, type LaunchedRun, labelByKeyboard, launchFilms, launchWith } from './films.ts';

type Film = { row: number; title: string; year: number };
type Exported = { worker: string; unit: string; assignment: string; data: Film; answer: Record<string, unknown> };

describe('the first task, in a browser', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  let ada: Visitor;
  const judged: string[] = [];
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    ada = await browser.visitor();
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const logHead = async () => (await json<{ log: { sequence: number } }>(daemon.port, '/health')).log.sequence;
  async function exported(id: string): Promise<Exported[]> {
    const rows: Exported[] = [];
    for await (const row of lines(daemon.port, 'GET', `/api/export?of=${id}`)) rows.push(row as Exported);
    return rows;
  }

  it('is launched as it lies in the repository', async () => {
    run = await launchWith(daemon.port, firstTask);
    expect(run).toMatchObject({ task: 'film-genres', status: 'launched', assignments: 314, units: 942 });
  });

  it('shows its preview without giving out any work', async () => {
    const before = await logHead();
    const { page, leave } = await browser.visitor();
    await page.goto(`${run.worker_url}?preview`);
    expect(await filmOn(page)).toBe('The Land Girls');
    await page.getByText('This is a preview').waitFor();
    await page.keyboard.press('2');
    expect(await page.getByRole('button', { name: 'Submit' }).isDisabled()).toBe(true);
    await expectFitForEveryone(page);
    await leave();
    expect(await logHead()).toBe(before);
  });

  it('is done with number keys and Enter, film by film', async () => {
    const { page } = ada;
    await page.goto(run.worker_url);
    judged.push(await labelByKeyboard(page, 1));
    await page.getByText('Thank you. 1 film done so far.').waitFor();
    judged.push(await labelByKeyboard(page, 9), await labelByKeyboard(page, 2));
    await page.getByText('Thank you. 3 films done so far.').waitFor();
  });

  it('is done with the mouse', async () => {
    const { page } = ada;
    const film = await filmOn(page);
    await page.getByText('Horror').click();
    await page.getByText('I know this film').click();
    await page.getByRole('button', { name: 'Submit' }).click();
    await filmOn(page, film);
    judged.push(film);
  });

  it('is fit for everyone, before and after a choice', async () => {
    await expectFitForEveryone(ada.page);
    await ada.page.getByText('Musical').click();
    await expectFitForEveryone(ada.page);
  });

  it('shows the same film again after a reload', async () => {
    const { page } = ada;
    const film = await filmOn(page);
    await page.reload();
    expect(await filmOn(page)).toBe(film);
    expect(judged).not.toContain(film);
  });

  it('shows another film to another worker, and none twice to the same', async () => {
    const bob = await browser.visitor();
    await bob.page.goto(run.worker_url);
    for (const genre of [3, 4]) await labelByKeyboard(bob.page, genre);
    await bob.leave();
    expect(new Set(judged).size).toBe(4);
    const rows = await exported(run.id);
    expect(new Set(rows.map(({ worker }) => worker)).size).toBe(2);
    expect(new Set(rows.map(({ worker, assignment }) => `${worker} ${assignment}`)).size).toBe(6);
    expect(new Set(rows.map(({ unit }) => unit)).size).toBe(6);
    // Three people judge each film, so the first films still want Bob's opinion.
    expect(rows.slice(4).map(({ data }) => data.title)).toEqual(judged.slice(0, 2));
  });

  it('submits the answer for the film that was shown', async () => {
    const rows = (await exported(run.id)).slice(0, 4);
    expect(rows.map(({ data }) => data.title)).toEqual(judged);
    expect(rows.map(({ answer }) => answer)).toEqual([
      { row: rows[0]?.data.row, genre: 'Drama', knewFilm: false },
      { row: rows[1]?.data.row, genre: 'Documentary', knewFilm: false },
      { row: rows[2]?.data.row, genre: 'Comedy', knewFilm: false },
      { row: rows[3]?.data.row, genre: 'Horror', knewFilm: true },
    ]);
  });

  it('ends with thanks when there is no more work, and looks again on request', async () => {
    const few = await launchFilms(daemon, `${firstTask}/page`, ['Alpha', 'Beta']);
    const { page, leave } = await browser.visitor();
    await page.goto(few.worker_url);
    expect([await labelByKeyboard(page, 1), await labelByKeyboard(page, 5)]).toEqual(['Alpha', 'Beta']);
    await page.getByText('Thank you: you have judged 2 films.').waitFor();
    await expectFitForEveryone(page);
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.waitForLoadState();
    await page.getByRole('heading', { name: 'That is all for now' }).waitFor();
    await leave();
    expect(await json(daemon.port, `/api/runs/${few.id}`)).toMatchObject({ status: 'completed', completed: 2 });
  });

  it('submits a choice by itself before the time ends, and skips a film without one', async () => {
    const times = { assignment_duration_in_seconds: '6', auto_submit_before_expiration_sec: '3' };
    const short = await launchFilms(daemon, `${firstTask}/page`, ['Alpha', 'Beta', 'Gamma'], times);
    const slow = await browser.visitor();
    await slow.page.goto(short.worker_url);
    expect(await filmOn(slow.page)).toBe('Alpha');
    await slow.page.keyboard.press('7');
    expect(await filmOn(slow.page, 'Alpha')).toBe('Beta');
    await slow.page.getByRole('heading', { name: 'This film has moved on' }).waitFor();
    await expectFitForEveryone(slow.page);
    await slow.page.getByRole('button', { name: 'Next film' }).click();
    await filmOn(slow.page);
    await slow.leave();
    const [row, ...others] = await exported(short.id);
    expect(row).toMatchObject({ data: { title: 'Alpha' }, answer: { genre: 'Romantic Comedy' } });
    expect(others).toEqual([]);
  });
});
