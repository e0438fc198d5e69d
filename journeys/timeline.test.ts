import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, lines, settled } from '../bench/api.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import type { LaunchedRun } from './films.ts';
import { type Caller, callerAt } from './reviewers.ts';
import { launchItems, submitAnswers } from './submitting.ts';

type Entry = {
  position: string;
  type: string;
  by: string;
  state: string | null;
  why: string | null;
  unit: string | null;
  worker: string | null;
};
type Timeline = { of: string; entries: Entry[]; cursor?: string };
type Units = {
  units: { id: string; worker: string; status: string; cells: Record<string, string> }[];
  columns: string[];
  total: number;
};

const films = Array.from({ length: 30 }, (_, n) => ({ title: `Film number ${n}`, year: 1990 + n }));

describe('what happened in a study', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: LaunchedRun;
  let anna: Caller;
  let visitor: Visitor;
  let table: Units;
  const timeline = async (id: string, query = '') =>
    (await anna.get(`/api/timeline/${id}?${query}`)).body as unknown as Timeline;
  const units = async (query: string) =>
    json<Units>(daemon.port, `/api/units?run=${run.id}&columns=item:title,answer:genre&${query}`);

  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    run = await launchItems(daemon, 'films', films, { currency: 'EUR' });
    await submitAnswers(daemon, run.id, 'ada', [{ genre: 'Drama' }, { genre: 'Comedy' }]);
    await submitAnswers(daemon, run.id, 'bob', Array(24).fill({ genre: 'Spam' }));
    anna = callerAt(daemon.port, 'anna');
    await settled(daemon.port);
    table = await units('');
    visitor = await browser.visitor();
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  it('is a table of items and answers', async () => {
    expect(table.columns).toEqual(['item:title', 'answer:genre']);
    expect(table.units[0]?.cells).toEqual({ 'item:title': 'Film number 0', 'answer:genre': 'Drama' });
    const first = await json<Units>(daemon.port, `/api/units?run=${run.id}&columns=first&limit=1`);
    expect(first.columns).toEqual(['item:title', 'item:year', 'answer:genre']);
    const offered = await json<{ columns: { id: string }[] }>(daemon.port, `/api/unit-columns?run=${run.id}`);
    expect(offered.columns.map(({ id }) => id)).toEqual(['item:title', 'item:year', 'answer:genre']);
    expect((await anna.get('/api/units?columns=title')).status).toBe(400);
  });

  it('is decided for all units that match, and undone whole', async () => {
    const bob = table.units.at(2)?.worker as string;
    const both = await anna.post('/api/verdicts', { decision: 'accepted', worker: bob, matching: { worker: bob } });
    expect(both).toMatchObject({ status: 400, body: { code: 'request/bad-shape' } });
    const body = { decision: 'rejected', note: 'Spam.', matching: { run: run.id, worker: bob, search: 'spam' } };
    const done = (await anna.lines('/api/verdicts', body)).at(-1) as Record<string, unknown>;
    expect(done).toMatchObject({ reviewed: 24, refused: [] });
    await settled(daemon.port);
    expect((await units('status=rejected')).total).toBe(24);
    await anna.lines(`/api/verdicts/${String(done.verdict)}/undo`, {});
    await settled(daemon.port);
    expect((await units('status=rejected')).total).toBe(0);
  });

  it('is decided for all units that match but some', async () => {
    const [one, other] = table.units.slice(2) as [Units['units'][number], Units['units'][number]];
    const matching = { run: run.id, worker: one.worker };
    const nowhere = await anna.post('/api/verdicts', { decision: 'accepted', units: [one.id], except: [one.id] });
    expect(nowhere).toMatchObject({ status: 400, body: { code: 'request/bad-shape' } });
    const body = { decision: 'accepted', matching, except: [one.id, other.id] };
    const done = (await anna.lines('/api/verdicts', body)).at(-1) as Record<string, unknown>;
    expect(done).toMatchObject({ reviewed: 22, refused: [] });
    await settled(daemon.port);
    const left = (await units(`status=completed&worker=${one.worker}`)).units.map(({ id }) => id);
    expect(left).toEqual([one.id, other.id]);
    await anna.lines(`/api/verdicts/${String(done.verdict)}/undo`, {});
    await settled(daemon.port);
  });

  it('has a timeline of the unit, with who, why and the state after each fact', async () => {
    const { id, worker } = table.units.at(2) as Units['units'][number];
    const { of, entries } = await timeline(id, 'order=oldest');
    expect(of).toBe('unit');
    expect(entries.map(({ type, state }) => [type, state])).toEqual([
      ['assignment.created', 'collecting'],
      ['agent.connected', 'working'],
      ['unit.assigned', 'assigned'],
      ['unit.submitted', 'completed'],
      ['assignment.completed', 'completed'],
      ['unit.rejected', 'rejected'],
      ['unit.review-undone', 'completed'],
    ]);
    expect(entries[5]).toMatchObject({ by: 'reviewer:anna', why: 'Spam.', worker, unit: id });
    const replayed: Entry[] = [];
    for await (const frame of lines(daemon.port, 'GET', `/api/replay/${id}?kind=unit.rejected`))
      replayed.push(frame as Entry);
    expect(replayed).toMatchObject([{ by: 'reviewer:anna', why: 'Spam.', state: 'rejected' }]);
  });

  it('has one of the worker and one of the run, filtered and in pages', async () => {
    const { id, worker } = table.units.at(2) as Units['units'][number];
    expect((await timeline(worker, 'kind=unit.submitted&limit=200')).entries).toHaveLength(24);
    expect((await timeline(run.id, `unit=${id}&text=SPAM.&kind=unit.rejected`)).entries).toMatchObject([{ unit: id }]);
    const read: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const page: Timeline = await timeline(run.id, `limit=20${cursor && `&cursor=${cursor}`}`);
      read.push(...page.entries.map(({ position }) => position));
      cursor = page.cursor;
    }
    const all: string[] = [];
    for await (const { position } of lines(daemon.port, 'GET', `/api/events?filter=facts.${run.id}.>`))
      all.push(String(position));
    expect(read).toEqual(all.reverse());
    expect((await anna.get('/api/timeline/nobody')).body).toMatchObject({ code: 'replay/unknown' });
    expect((await anna.get(`/api/timeline/${run.id}?unit=x`)).body).toMatchObject({ code: 'unit/unknown' });
  });

  it('has comments of reviewers on an answer, whose texts are not published', async () => {
    const { id } = table.units.at(0) as Units['units'][number];
    const ben = callerAt(daemon.port, 'ben');
    const first = await anna.post(`/api/units/${id}/comments`, { text: 'Is this a drama?' });
    expect(first.status).toBe(202);
    const reply = await ben.post(`/api/units/${id}/comments`, { text: 'It is.', reply_to: first.body.comment });
    const after = `after=${reply.body.sequence}`;
    const { thread } = (await anna.get(`/api/units/${id}?${after}`)).body;
    expect(thread).toMatchObject([
      { by: 'reviewer:anna', text: 'Is this a drama?' },
      { by: 'reviewer:ben', text: 'It is.', reply_to: first.body.comment },
    ]);
    expect((await units(`commented=true&${after}`)).units).toMatchObject([{ id, comments: 2 }]);
    expect((await timeline(id, 'kind=unit.commented')).entries.map(({ why }) => why)).toEqual([
      'It is.',
      'Is this a drama?',
    ]);
    const published: unknown[] = [];
    for await (const fact of lines(daemon.port, 'GET', '/api/events?filter=facts.*.unit.commented'))
      published.push(fact);
    expect(published).toHaveLength(2);
    expect(JSON.stringify(published)).not.toContain('drama');
    const empty = await anna.post(`/api/units/${id}/comments`, { text: '  ' });
    expect(empty).toMatchObject({ status: 400, body: { code: 'request/bad-shape' } });
  });

  it('is shown to everyone: the table, with its decisions and their undo', async () => {
    const { page } = visitor;
    await page.goto(`${daemon.url}units?run=${run.id}`);
    await page.getByText('Film number 0').waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'year' }).click();
    await page.getByText('1990', { exact: true }).first().waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: `Select ${table.units[0]?.id}` }).check();
    await expectFitForEveryone(page);
    await page.getByRole('button', { name: 'Accept…' }).click();
    await page.getByRole('button', { name: 'Accept 1 unit' }).click();
    await page.getByText('Accepted', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: /^Undo: Accept 1 answer/ }).click();
    await page.getByText('1 decision undone.').waitFor();
  });

  it('is shown to everyone: the timeline, with links', async () => {
    const { page } = visitor;
    const { id } = table.units.at(2) as Units['units'][number];
    await page.goto(`${daemon.url}units/${id}`);
    await page.getByRole('region', { name: 'In words' }).getByText('Spam').waitFor();
    await page.getByLabel('Comment for other reviewers').fill('Copied from elsewhere.');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.getByText('Copied from elsewhere.').waitFor();
    await page.getByText('Other answers to this item').click();
    await page.getByText('Nobody else has answered this item.').waitFor();
    await expectFitForEveryone(page);
    await page.getByRole('link', { name: 'Timeline' }).click();
    await page.getByText('Unit rejected').waitFor();
    await page.getByText('Spam.').waitFor();
    await expectFitForEveryone(page);
    await page.getByLabel('Kind').selectOption('Decisions');
    await page.getByText('Unit assigned').waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('kind')).toContain('unit.rejected');
    const worker = page.getByRole('list', { name: 'Facts' }).locator('a[href^="/workers/"]').first();
    const name = await worker.innerText();
    await worker.click();
    await page.getByRole('heading', { name, level: 1, exact: true }).waitFor();
  });
});
