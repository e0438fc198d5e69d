import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import type { LaunchedRun } from './films.ts';
import { launchItems, submitAnswers } from './submitting.ts';

type Row = { id: string; status: string; worker: string; reviewed_by: string | null; bonus_cents: number };
type Detail = Row & { history: { what: string; by: string | null; note: string | null; message: string | null }[] };

const films = Array.from({ length: 12 }, (_, n) => ({ title: `Film number ${n}`, year: 1990 + n }));
const genre = (name: string) => ({ genre: name, seen: true });

describe('the review in a browser', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  let twice: LaunchedRun;
  let anna: Visitor;
  let ben: Visitor;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    run = await launchItems(daemon, 'films', films, { task_reward: 0.5, currency: 'EUR' });
    await submitAnswers(daemon, run.id, 'ada', [genre('Drama'), genre('Comedy'), genre('Drama')]);
    await submitAnswers(daemon, run.id, 'bob', [genre('Horror'), genre('Horror')]);
    await submitAnswers(daemon, run.id, 'cyd', Array(6).fill(genre('Spam')));
    twice = await launchItems(daemon, 'twice', films.slice(0, 3), { units_per_assignment: 2 });
    await submitAnswers(daemon, twice.id, 'dan', [genre('Drama'), genre('Comedy'), genre('Horror')]);
    await submitAnswers(daemon, twice.id, 'eve', [genre('Drama'), genre('Drama'), genre('Horror')]);
    await settled(daemon.port);
    anna = await visitorCalled('anna');
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  /** A reviewer who has set their name. A refusal is shown on the page, and Chromium also logs it on the console. */
  async function visitorCalled(name: string): Promise<Visitor> {
    const visitor = await browser.visitor({ mayFail: /status of 409/ });
    const { page } = visitor;
    await page.goto(daemon.url);
    await page.getByRole('button', { name: 'Set your name' }).click();
    await page.getByLabel('Your name').last().fill(name);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name, exact: true }).waitFor();
    return visitor;
  }

  const review = (page: Page, query = `run=${run.id}`) => page.goto(`${daemon.url}review?${query}`);
  const shownUnit = (page: Page) =>
    page
      .getByRole('main')
      .getByRole('link', { name: /^\w+-\w+\.\d+\.\d+$/ })
      .first();
  const isDecidable = (page: Page) => page.locator('button:enabled', { hasText: "Pay, don't use" }).first().waitFor();
  async function unitOn(page: Page): Promise<string> {
    await isDecidable(page);
    return shownUnit(page).innerText();
  }
  /** Presses a key that leads away from the unit that is shown, and waits for another one. */
  async function pressAndGoOn(page: Page, key: string): Promise<string> {
    const before = await unitOn(page);
    await page.keyboard.press(key);
    await page.waitForURL((url) => url.searchParams.get('unit') !== before);
    return before;
  }
  /** Soft-rejects the unit that is shown, and waits for another one. */
  async function softReject(page: Page, reason: string): Promise<string> {
    const unit = await unitOn(page);
    await page.keyboard.press('s');
    await page.getByRole('dialog').getByLabel('Reason (reviewers only)').fill(reason);
    await page.keyboard.press('Control+Enter');
    await page.waitForURL((url) => url.searchParams.get('unit') !== unit);
    return unit;
  }
  async function detailOf(unit: string): Promise<Detail> {
    await settled(daemon.port);
    return json<Detail>(daemon.port, `/api/units/${unit}`);
  }
  async function unitsOf(id: string): Promise<Row[]> {
    await settled(daemon.port);
    return (await json<{ units: Row[] }>(daemon.port, `/api/units?run=${id}&limit=100`)).units;
  }
  const count = (rows: Row[], status: string) => rows.filter((row) => row.status === status).length;

  it('begins with the worker with the fewest units, and shows item, answer and progress', async () => {
    const { page } = anna;
    await review(page);
    const unit = await unitOn(page);
    expect((await detailOf(unit)).worker).toBe((await detailOf(`${run.id}.3.0`)).worker);
    await page.getByRole('region', { name: 'Answer' }).getByText('Horror', { exact: true }).waitFor();
    await page.getByText('Film number 3', { exact: true }).waitFor();
    await page.getByText('0 of 2 reviewed').waitFor();
    await page.getByText('0 of 11 reviewed').waitFor();
    await expectFitForEveryone(page);
  });

  it('is explained by its help, which is closed with Escape', async () => {
    const { page } = anna;
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Undo your last decision').waitFor();
    await expectFitForEveryone(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('accepts with one key, soft-rejects with one and a reason, and goes on to the next worker', async () => {
    const { page } = anna;
    const accepted = await pressAndGoOn(page, 'a');
    const soft = await softReject(page, 'Thin.');
    expect(await unitOn(page)).toBe(`${run.id}.0.0`);
    expect(await detailOf(accepted)).toMatchObject({ status: 'accepted', reviewed_by: 'reviewer:anna' });
    expect(await detailOf(soft)).toMatchObject({ status: 'soft_rejected', reviewed_by: 'reviewer:anna' });
    await page.getByText('2 of 11 reviewed').waitFor();
  });

  it('takes the last decision back, and the history keeps both', async () => {
    const { page } = anna;
    await page.keyboard.press('u');
    await page.getByText(`Undone: Pay ${run.id}.4.0, don't use`).waitFor();
    const unit = `${run.id}.4.0`;
    await page.waitForURL((url) => url.searchParams.get('unit') === unit);
    expect(await unitOn(page)).toBe(unit);
    await page.getByText('Review undone', { exact: true }).waitFor();
    await page.getByText('Paid, not used', { exact: true }).waitFor();
    const { status, history } = await detailOf(unit);
    expect(status).toBe('completed');
    expect(history.map(({ what }) => what).slice(-2)).toEqual(['soft_rejected', 'review_undone']);
  });

  it('moves to the next and previous unit without deciding', async () => {
    const { page } = anna;
    await pressAndGoOn(page, 'j');
    const first = await pressAndGoOn(page, 'n');
    await pressAndGoOn(page, 'k');
    expect(await unitOn(page)).toBe(first);
    expect((await detailOf(first)).status).toBe('completed');
  });

  it('ignores shortcuts while somebody types', async () => {
    const { page } = anna;
    const unit = await unitOn(page);
    await page.getByRole('combobox', { name: 'Task or run' }).click();
    await page.keyboard.type('as');
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Review', level: 1 }).click();
    expect(await unitOn(page)).toBe(unit);
    expect((await detailOf(unit)).status).toBe('completed');
  });

  it('rejects only with a reason, sends the message, and remembers both', async () => {
    const { page } = anna;
    const unit = await unitOn(page);
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await dialog.getByText('Give a reason.').waitFor();
    await expectFitForEveryone(page);
    await dialog.getByLabel('Reason (reviewers only)').fill('Not looked at.');
    await dialog.getByLabel('Message to the worker').fill('Please look closer.');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    // The screen goes on before the server has replied.
    await expect.poll(async () => (await detailOf(unit)).status).toBe('rejected');
    expect((await detailOf(unit)).history.at(-1)).toMatchObject({
      ...{ note: 'Not looked at.', message: 'Please look closer.', by: 'reviewer:anna' },
    });
    await isDecidable(page);
    await page.keyboard.press('r');
    expect(await dialog.getByLabel('Reason (reviewers only)').inputValue()).toBe('Not looked at.');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('accepts with a bonus and a qualification that is created in place', async () => {
    const { page } = anna;
    const unit = await unitOn(page);
    await page.keyboard.press('Shift+A');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Bonus in EUR').fill('1,50');
    await dialog.getByLabel('Or create one').fill('careful');
    await page.keyboard.press('Enter');
    await dialog.getByLabel('Value of careful').fill('3');
    await dialog.getByLabel('Explanation of the qualifications').fill('Saw the small print.');
    await expectFitForEveryone(page);
    await dialog.getByRole('button', { name: 'Accept' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.waitForURL((url) => url.searchParams.get('unit') !== unit);
    await expect.poll(async () => (await detailOf(unit)).bonus_cents).toBe(150);
    const { worker, status } = await detailOf(unit);
    expect(status).toBe('accepted');
    type Known = { qualifications: { name: string; value: number }[]; history: { note: string | null }[] };
    const known = () => json<Known>(daemon.port, `/api/workers/${worker}`);
    await expect
      .poll(async () => (await known()).qualifications)
      .toEqual([expect.objectContaining({ name: 'careful', value: 3 })]);
    expect((await known()).history[0]?.note).toBe('Saw the small print.');
  });

  it('shows two reviewers different units, and to each what the other reviews', async () => {
    ben = await visitorCalled('ben');
    const { page } = ben;
    const ofAnna = await unitOn(anna.page);
    await review(page);
    const ofBen = await unitOn(page);
    expect(ofBen).not.toBe(ofAnna);
    await page.goto(`${daemon.url}review?run=${run.id}&group=${(await detailOf(ofAnna)).worker}&unit=${ofAnna}`);
    await page.getByText('anna is reviewing this').waitFor();
    await page.keyboard.press('a');
    expect(await page.getByRole('button', { name: 'Accept', exact: true }).isDisabled()).toBe(true);
    expect((await detailOf(ofAnna)).status).toBe('completed');
  });

  it('brings a unit back with the reason when somebody else has decided it', async () => {
    const { page } = anna;
    const unit = await unitOn(page);
    // A program with an account of its own need not know about anybody's page: it asks under anna's name.
    const decided = await fetch(`http://localhost:${daemon.port}/api/units/${unit}/soft-reject`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-reviewer': 'anna' },
      body: '{"note":"By a program."}',
    });
    expect(decided.status).toBe(202);
    await page.keyboard.press('a');
    await page.getByText('Your review was not recorded.').waitFor();
    await page.getByText(/soft-rejected already/).waitFor();
    expect(await shownUnit(page).innerText()).toBe(unit);
    expect((await detailOf(unit)).status).toBe('soft_rejected');
    await page.keyboard.press('n');
    await isDecidable(page);
  });

  it('asks for a second opinion, which somebody else gives', async () => {
    const asked = await pressAndGoOn(anna.page, 'o');
    await anna.page.goto('about:blank');
    // A reviewer who leaves releases their claims.
    const heldByAnna = async () => {
      const { claims } = await json<{ claims: { by: string }[] }>(daemon.port, '/api/claims');
      return claims.filter(({ by }) => by === 'reviewer:anna').length;
    };
    while ((await heldByAnna()) > 0) await wait(50);
    const { page } = ben;
    await review(page, `run=${run.id}&second=wanted`);
    expect(await unitOn(page)).toBe(asked);
    await page.getByText('Second opinion requested by anna').first().waitFor();
    await page.keyboard.press('a');
    await page.getByText('All caught up').waitFor();
    const { status, reviewed_by, history } = await detailOf(asked);
    expect([status, reviewed_by]).toEqual(['accepted', 'reviewer:ben']);
    expect(history.map(({ what }) => what).slice(-2)).toEqual(['second_opinion_asked', 'accepted']);
  });

  it('rejects all unreviewed answers of a worker at once, blocks them, and says how many', async () => {
    const { page } = ben;
    const { worker } = await detailOf(`${run.id}.10.0`);
    const left = count(
      (await unitsOf(run.id)).filter((row) => row.worker === worker),
      'completed',
    );
    await review(page, `run=${run.id}&group=${worker}`);
    await isDecidable(page);
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason (reviewers only)').fill('Spam.');
    await dialog.getByRole('switch', { name: /^Block this worker/ }).check();
    await dialog.getByLabel('Why is this worker blocked?').fill('The same word everywhere.');
    await dialog.getByRole('switch', { name: `Apply to all ${left} of this worker’s unreviewed answers` }).check();
    await dialog.getByRole('button', { name: `Reject ${left} answers` }).click();
    const { names } = await json<{ names: { name: string }[] }>(daemon.port, `/api/worker-names?workers=${worker}`);
    await page.getByText(`Rejected ${left} answers of ${names[0]?.name}`).waitFor();
    const rows = (await unitsOf(run.id)).filter((row) => row.worker === worker && row.reviewed_by === 'reviewer:ben');
    expect(rows.length).toBeGreaterThanOrEqual(left);
    const { blocked } = await json<{ blocked: { reason: string } | null }>(daemon.port, `/api/workers/${worker}`);
    expect(blocked?.reason).toBe('The same word everywhere.');
  });

  it('ends with "All caught up" and links', async () => {
    const { page } = ben;
    await review(page);
    for (const { status } of await unitsOf(run.id)) if (status === 'completed') await pressAndGoOn(page, 'a');
    await page.getByText('All caught up').waitFor();
    expect(await page.getByRole('link', { name: 'Export answers' }).getAttribute('href')).toBe(`/export?run=${run.id}`);
    expect(count(await unitsOf(run.id), 'completed')).toBe(0);
    await expectFitForEveryone(page);
  });

  it('shows answers side by side and chooses the final one, by keyboard', async () => {
    const { page } = ben;
    await page.goto(`${daemon.url}items?run=${twice.id}`);
    await page.getByText('differs').first().waitFor();
    await page.getByText('Film number 1', { exact: true }).waitFor();
    await expectFitForEveryone(page);
    await page.keyboard.press('2');
    await page.getByText(`Final answer saved for ${twice.id}.1.`).waitFor();
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'genre' }).fill('Western');
    await dialog.getByLabel('Note').fill('Both were wrong.');
    await expectFitForEveryone(page);
    await dialog.getByRole('button', { name: 'Use this answer' }).click();
    await dialog.waitFor({ state: 'detached' });
    const settledItems = async () => {
      const { items } = await json<{ items: { adjudicated: { answer: unknown; by: string; note: string | null } }[] }>(
        daemon.port,
        `/api/items?run=${twice.id}&adjudicated=true`,
      );
      return items.map(({ adjudicated: { answer, by, note } }) => ({ answer, by, note }));
    };
    await expect.poll(settledItems, { timeout: 20_000 }).toEqual(
      expect.arrayContaining([
        { answer: { genre: 'Drama', seen: true }, by: 'reviewer:ben', note: null },
        { answer: { genre: 'Western', seen: true }, by: 'reviewer:ben', note: 'Both were wrong.' },
      ]),
    );
  });

  it('opens the list of tasks and runs with the keyboard, and announces that to screen readers', async () => {
    const { page } = ben;
    await page.goto(`${daemon.url}units`);
    const picker = page.getByRole('combobox', { name: 'Task or run' });
    await picker.focus();
    await page.getByRole('option', { name: run.id }).waitFor();
    await page.locator('[aria-label="Task or run"][aria-expanded="true"][aria-controls]').waitFor();
    await picker.press('ArrowDown');
    await page.locator('[aria-label="Task or run"][aria-activedescendant]').waitFor();
    await picker.fill(run.id);
    await picker.press('ArrowDown');
    await picker.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('run') === run.id);
  });

  it('begins with the unreviewed units after another screen', async () => {
    const { page } = ben;
    await review(page, `run=${twice.id}`);
    const decided = await pressAndGoOn(page, 'a');
    await settled(daemon.port);
    const places = page.getByRole('navigation', { name: 'Screens' });
    await places.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await places.getByRole('link', { name: 'Review', exact: true }).click();
    expect(await unitOn(page)).not.toBe(decided);
  });

  it('shows everything again after the filter for second opinions', async () => {
    const { page } = ben;
    await review(page, `run=${twice.id}`);
    const first = await unitOn(page);
    const wish = page.getByRole('switch', { name: 'Only with a second opinion requested' });
    await wish.press('Space');
    await page.getByText('All caught up').waitFor();
    await wish.press('Space');
    expect(await unitOn(page)).toBe(first);
  });

  it('has screens for units, workers and qualifications that are fit for everyone', async () => {
    const { page } = ben;
    const { worker } = await detailOf(`${run.id}.0.0`);
    const { names } = await json<{ names: { name: string }[] }>(daemon.port, `/api/worker-names?workers=${worker}`);
    const { qualifications } = await json<{ qualifications: { id: string }[] }>(daemon.port, '/api/qualifications');
    const screens = {
      'units?status=accepted,rejected': `${run.id}.0.0`,
      [`units/${run.id}.0.0`]: 'History',
      workers: names[0]?.name ?? 'a name for the owner',
      [`workers/${worker}`]: 'History',
      qualifications: 'careful',
      [`qualifications/${qualifications[0]?.id}`]: '1 worker holds it',
    };
    for (const [path, text] of Object.entries(screens)) {
      await page.goto(`${daemon.url}${path}`);
      await page.getByRole('main').getByText(text).first().waitFor();
      await expectFitForEveryone(page);
    }
  }, 180_000);

  it('pays and withdraws bonuses, and changes a qualification in place', async () => {
    const { page } = ben;
    const { worker } = await detailOf(`${run.id}.0.0`);
    await page.goto(`${daemon.url}workers/${worker}`);
    await page.getByRole('button', { name: 'Mark as paid' }).click();
    await page.getByText('1.50 EUR paid').waitFor();
    await page.getByLabel('Value of careful').fill('7');
    await page.getByLabel('Explanation').fill('Seven in a row.');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByText('Value changed.').waitFor();
    await expect.poll(() => page.getByLabel('Explanation').inputValue()).toBe('');
    await page.getByLabel('Explanation').fill('Asleep since.');
    await page.getByRole('button', { name: 'Revoke careful' }).click();
    await page.getByText('This worker has no qualification yet.').waitFor();
    const history = page.getByRole('region', { name: 'History' });
    for (const note of ['Asleep since.', 'Seven in a row.', 'Saw the small print.']) {
      await history.getByText(note).waitFor();
    }
  });
});
