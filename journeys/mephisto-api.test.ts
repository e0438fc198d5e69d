import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { openWorker } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { openAccess } from '../src/adapters/gateway/access/access.ts';
import * as users from '../src/api/mephisto/qualifications.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type LaunchedRun, launchWith } from './films.ts';
import { postForm } from './forms.ts';
import { launchItems, submitAnswers } from './submitting.ts';
import { type Got, type Sent, visit } from './visitor.ts';

type Row = Record<string, unknown>;

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
const opinion = { worker_opinion: { questions: [{ question: 'Was it clear?', answer: 'Very.' }] } };

/** A script written for Mephisto's review app, with the name under which its decisions are recorded. */
function scriptAt(port: () => number, name: string) {
  const ask = (method: string, path: string, body?: unknown) =>
    visit(port(), `/mephisto${path}`, { method, body, headers: { 'x-reviewer': name } });
  const toBody = ({ status, text }: Got) => ({ status, body: text === '' ? {} : (JSON.parse(text) as Row) });
  return {
    fetch: (path: string) => ask('GET', path),
    get: async (path: string) => toBody(await ask('GET', path)),
    post: async (path: string, body: unknown = {}) => toBody(await ask('POST', path, body)),
    patch: async (path: string, body: unknown = {}) => toBody(await ask('PATCH', path, body)),
    remove: async (path: string) => toBody(await ask('DELETE', path)),
  };
}

describe('a script for Mephisto’s review app', () => {
  let daemon: TestDaemon;
  let run: LaunchedRun;
  let [ada, bob] = ['', ''];
  const port = () => daemon.port;
  const [anna, ben] = [scriptAt(port, 'anna'), scriptAt(port, 'ben')];
  const unit = (item: number, place = 0) => `${run.id}.${item}.${place}`;
  const rows = async (path: string, name: string) => (await anna.get(path)).body[name] as Row[];
  const detail = async (id: string) => (await rows(`/api/units/details?unit_ids=${id}`, 'units'))[0] as Row;
  const reviewsOf = async (id: string) => ((await detail(id)).metadata as Row).worker_reviews as Row[];

  beforeAll(async () => {
    daemon = await openTestDaemon();
    const folder = join(daemon.folder, 'films');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'review.js'), 'console.log(1)');
    const settings = { task_source_review: 'review.js', task_reward: 0.25, currency: 'EUR', units_per_assignment: 2 };
    const items = ['Alien', 'Brazil', 'Casablanca'].map((title) => ({ title }));
    run = await launchWith(daemon.port, writeTask(folder, 'Films of old', items, settings));

    const host = `${run.id}.localhost:${daemon.port}`;
    const worker = openWorker(daemon.port, run.id, 'ada');
    const work = await worker.arrive('with files');
    const sent = { name: 'USED_AGENT_ID', value: work!.agentId };
    await postForm(daemon.port, host, '/submit_metadata', [
      sent,
      { name: 'metadata', value: JSON.stringify(opinion) },
      { name: 'attachments', file: 'screen.png', type: 'image/png', bytes: png },
    ]);
    await postForm(daemon.port, host, '/submit_task', [
      sent,
      { name: 'final_string_data', value: '{"genre":"Horror"}' },
      { name: 'photo', file: 'photo 1.png', type: 'image/png', bytes: png },
      { name: 'drawing', file: 'drawing.png', type: 'image/png', bytes: svg },
    ]);
    worker.close();
    await submitAnswers(daemon, run.id, 'ada', [{ genre: 'Drama' }]);
    await submitAnswers(daemon, run.id, 'bob', [{ genre: 'Horror' }, { genre: 'Drama' }, { genre: 'Drama' }]);
    await settled(daemon.port);
    const found = await rows('/api/units?task_id=Films%20of%20old', 'units');
    [ada, bob] = [0, 1].map((place) => found.find(({ id }) => id === unit(0, place))?.worker_id as string) as [
      string,
      string,
    ];
  });
  afterAll(() => daemon?.end());

  const task = '/api/tasks/Films%20of%20old';

  it('lists the tasks with their progress', async () => {
    const created_at = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
    expect((await anna.get('/api/tasks')).body).toEqual({
      tasks: [
        {
          id: 'Films of old',
          name: 'Films of old',
          is_reviewed: false,
          unit_all_count: 6,
          unit_completed_count: 5,
          unit_finished_count: 5,
          created_at,
          has_stats: true,
        },
      ],
    });
    expect((await anna.get(task)).body).toEqual({
      id: 'Films of old',
      name: 'Films of old',
      type: 'static_react_task',
      created_at,
    });
    expect((await anna.get(`${task}/timeline`)).body).toEqual({
      dashboard_url: `http://localhost:${daemon.port}/statistics?task=Films+of+old`,
      server_is_available: true,
      task_name: 'Films of old',
    });
  });

  it('finds the units of a task, whole or a page at a time', async () => {
    const found = await rows('/api/units?task_id=Films%20of%20old', 'units');
    expect(found.map(({ id, status }) => [id, status])).toEqual([
      [unit(0, 0), 'completed'],
      [unit(0, 1), 'completed'],
      [unit(1, 0), 'completed'],
      [unit(1, 1), 'completed'],
      [unit(2, 0), 'completed'],
      [unit(2, 1), 'launched'],
    ]);
    expect(found[0]).toEqual({
      id: unit(0),
      worker_id: ada,
      task_id: 'Films of old',
      pay_amount: 0.25,
      status: 'completed',
      creation_date: expect.any(String),
      is_reviewed: false,
      results: { start: expect.any(Number), end: expect.any(Number), inputs_preview: null, outputs_preview: null },
      review: { bonus: null, review_note: null },
    });
    expect(await rows('/api/units?task_id=Films%20of%20old&completed=true', 'units')).toHaveLength(5);
    const waiting = await rows(`${task}/worker-units-ids`, 'worker_units_ids');
    expect(waiting).toEqual(found.slice(0, 5).map(({ worker_id, id }) => ({ worker_id, unit_id: id })));

    const named = `/api/units?unit_ids=${unit(1)},%20${unit(0)}`;
    expect((await rows(named, 'units')).map(({ id }) => id)).toEqual([unit(1), unit(0)]);
    const first = (await anna.get(`${named}&limit=1`)).body;
    const second = (await anna.get(`${named}&limit=1&cursor=${first.cursor}`)).body;
    expect([first.units, second.units, second.cursor]).toMatchObject([[{ id: unit(1) }], [{ id: unit(0) }], undefined]);
    const page = (await anna.get('/api/units?task_id=Films%20of%20old&limit=4')).body;
    const rest = (await anna.get(`/api/units?task_id=Films%20of%20old&limit=4&cursor=${page.cursor}`)).body;
    expect([(page.units as Row[]).length, (rest.units as Row[]).length, rest.cursor]).toEqual([4, 2, undefined]);
  });

  it('gets the known ones of a list of units, whatever else it names', async () => {
    const named = `unit_ids=nothing.0.0,${unit(0)},17`;
    for (const list of ['/api/units', '/api/units/details']) {
      expect((await rows(`${list}?${named}`, 'units')).map(({ id }) => id)).toEqual([unit(0)]);
      expect(await anna.get(`${list}?unit_ids=nothing.0.0`)).toEqual({ status: 200, body: { units: [] } });
    }
  });

  it('reads item, answer, and feedback', async () => {
    const id = expect.stringContaining(unit(0));
    const questions = [{ id, question: 'Was it clear?', answer: 'Very.', reviewed: false, toxicity: null }];
    const file = { filename: 'screen.png', originalname: 'screen.png', mimetype: 'image/png', size: png.length };
    const attachments = [{ fieldname: 'attachments', ...file }];
    expect(await detail(unit(0))).toEqual({
      id: unit(0),
      has_task_source_review: true,
      inputs: { title: 'Alien' },
      prepared_inputs: { title: 'Alien' },
      outputs: { genre: 'Horror', files: [expect.any(String), expect.any(String)], filesByFields: expect.anything() },
      unit_data_folder: null,
      metadata: {
        worker_opinion: { questions, attachments, attachments_by_fields: { attachments } },
        tips: [],
        feedback: [],
        default: null,
        task_start: expect.any(Number),
        task_end: expect.any(Number),
        worker_reviews: [],
      },
    });
    expect((await anna.get(`${task}/worker-opinions`)).body).toEqual({
      task_name: 'Films of old',
      worker_opinions: [
        {
          worker_id: ada,
          unit_id: unit(0),
          data: { questions, attachments, attachments_by_fields: { attachments } },
          unit_data_folder: null,
        },
      ],
    });
    expect((await anna.get(`${task}/stats-results`)).body).toEqual({
      stats: { Genre: { Drama: 3, Horror: 2 } },
      task_id: 'Films of old',
      task_name: 'Films of old',
      workers_count: 2,
    });
  });

  it('gets the files of a unit, shown where their bytes are safe to show', async () => {
    const base = `/api/units/${unit(0)}/static`;
    const stored = ((await detail(unit(0))).outputs as { files: string[] }).files;
    for (const path of ['photo%201.png', 'fieldname/photo', stored[0], 'screen.png', 'fieldname/attachments']) {
      const { status, headers } = await anna.fetch(`${base}/${path}`);
      expect([path, status, headers['content-type'], headers['content-length']]).toEqual([
        path,
        200,
        'image/png',
        String(png.length),
      ]);
    }
    const { headers } = await anna.fetch(`${base}/drawing.png`);
    expect([headers['content-type'], headers['content-disposition']]).toEqual([
      'application/octet-stream',
      'attachment',
    ]);
    expect((await anna.get(`${base}/other.png`)).status).toBe(404);
    expect((await anna.get(`${base}/fieldname/other`)).status).toBe(404);
  });

  it('is redirected to the task’s own view, which has an origin of its own', async () => {
    const html = await anna.fetch(`/api/units/${unit(0)}/review.html`);
    expect([html.status, html.headers.location]).toEqual([302, `${run.worker_url}review/`]);
    const bundle = await anna.fetch(`/units/${unit(0)}/bundle.js`);
    expect([bundle.status, bundle.headers.location]).toEqual([302, `${run.worker_url}review/bundle.js`]);
    const host = `${run.id}.localhost:${daemon.port}`;
    expect((await visit(daemon.port, '/review/bundle.js', { host })).text).toBe('console.log(1)');
  });

  it('decides, with a bonus in cents and a note that is sent to the worker, and finds it at once', async () => {
    const approve = { unit_ids: [unit(0)], review_note: 'Well seen.', bonus: 40, send_to_worker: true };
    expect(await anna.post('/api/units/approve', approve)).toEqual({ status: 200, body: {} });
    const [line] = await rows(`/api/units?unit_ids=${unit(0)}`, 'units');
    expect(line).toMatchObject({
      status: 'accepted',
      is_reviewed: true,
      review: { bonus: 40, review_note: 'Well seen.' },
    });
    expect(await reviewsOf(unit(0))).toEqual([
      {
        creation_date: expect.any(String),
        status: 'approved',
        review_note: 'Well seen.',
        bonus: 40,
        blocked_worker: false,
        qualification_id: null,
        qualification_name: null,
        value: null,
      },
    ]);
    const { history: episodes } = (await visit(daemon.port, `/api/units/${unit(0)}`)).json<{ history: Row[] }>();
    expect(episodes.find(({ what }) => what === 'accepted')).toMatchObject({
      message: 'Well seen.',
      by: 'reviewer:anna',
    });

    const quiet = { unit_ids: [unit(2)], review_note: 'For us.', send_to_worker: false };
    expect((await anna.post('/api/units/soft-reject', quiet)).status).toBe(200);
    const { history } = (await visit(daemon.port, `/api/units/${unit(2)}`)).json<{ history: Row[] }>();
    expect(history.at(-1)).toMatchObject({ what: 'soft_rejected', note: 'For us.', message: null });
    // As the fields of a front end send it: nothing is typed, nothing is meant.
    const empty = { unit_ids: [unit(1)], review_note: null, bonus: '', send_to_worker: null };
    expect((await anna.post('/api/units/approve', empty)).status).toBe(200);
    expect((await rows(`/api/units?unit_ids=${unit(1)}`, 'units'))[0]).toMatchObject({
      review: { bonus: null, review_note: null },
    });
  });

  it('never overwrites a decision of somebody else, and gets the name of the reviewer', async () => {
    const both = await ben.post('/api/units/reject', { unit_ids: [unit(0)], review_note: 'No.' });
    expect(both).toEqual({ status: 409, body: { error: expect.stringContaining('anna') } });
    const partly = await ben.post('/api/units/reject', { unit_ids: [unit(0), unit(0, 1)], review_note: 'No.' });
    expect(partly.status).toBe(409);
    expect(partly.body.error).toMatch(/^1 of 2 units is reviewed, the rest is not: Unit .*0\.0 is accepted already/);
    const found = await rows(`/api/units?unit_ids=${unit(0)},${unit(0, 1)}`, 'units');
    expect(found.map(({ status }) => status)).toEqual(['accepted', 'rejected']);
    // The same word of the same person is nothing new.
    expect((await anna.post('/api/units/approve', { unit_ids: [unit(0)] })).status).toBe(200);
    expect(await reviewsOf(unit(0))).toHaveLength(1);
  });

  it('changes nothing when one of the units is a mistake', async () => {
    for (const wrong of ['nothing.0.0', 'x', unit(9), '17']) {
      const { status, body } = await anna.post('/api/units/approve', { unit_ids: [unit(1, 1), wrong] });
      expect([status, body]).toEqual([404, { error: `No unit is called "${wrong}".` }]);
    }
    const open = await anna.post('/api/units/approve', { unit_ids: [unit(2, 1)] });
    expect([open.status, open.body.error]).toEqual([409, expect.stringContaining('only submitted work')]);
    expect((await rows(`/api/units?unit_ids=${unit(1, 1)}`, 'units'))[0]).toMatchObject({ status: 'completed' });
  });

  it('counts reviews by task, worker and time', async () => {
    const stats = async (query: string) => (await anna.get(`/api/review-stats${query}`)).body.stats;
    const all = { total_count: 5, reviewed_count: 4, approved_count: 2, rejected_count: 1, soft_rejected_count: 1 };
    expect(await stats('')).toEqual(all);
    expect(await stats('?task_id=Films%20of%20old&since=2020-01-01')).toEqual(all);
    expect(await stats('?limit=1')).toEqual({
      total_count: 1,
      reviewed_count: 3,
      approved_count: 1,
      rejected_count: 1,
      soft_rejected_count: 1,
    });
    expect(await stats(`?worker_id=${ada}`)).toMatchObject({ total_count: 2, approved_count: 2, rejected_count: 0 });
    expect(await stats('?since=2999-01-01')).toMatchObject({ total_count: 0, reviewed_count: 0 });
  });

  it('exports the results as they are at that moment', async () => {
    expect((await anna.get(`${task}/export-results`)).body).toEqual({ file_created: true });
    const fetched = await anna.fetch(`${task}/5/export-results.json`);
    expect(fetched.headers['content-disposition']).toBe('attachment; filename="task-Films_of_old-results.json"');
    const record = (got: Got) => got.json<Record<string, Row>>()[unit(1, 1)];
    expect(Object.keys(fetched.json())).toHaveLength(5);
    expect(record(fetched)).toMatchObject({
      unit_id: unit(1, 1),
      worker_id: bob,
      worker_name: '',
      status: 'completed',
    });
    await anna.post('/api/units/approve', { unit_ids: [unit(1, 1)], review_note: 'Now.' });
    expect(record(await anna.fetch(`${task}/5/export-results.json`))).toMatchObject({
      status: 'approved',
      data: { inputs: { title: 'Brazil' }, outputs: { genre: 'Drama' } },
    });
  });

  it('creates qualifications, changes and deletes them', async () => {
    const created = (await anna.post('/api/qualifications', { name: 'French', description: 'Reads it.' })).body;
    expect(created).toEqual({
      id: expect.stringMatching(/^french-/),
      name: 'French',
      description: 'Reads it.',
      creation_date: expect.any(String),
    });
    expect((await anna.get('/api/qualifications')).body).toEqual({ qualifications: [created] });
    expect((await anna.get(`/api/qualifications/${created.id}`)).body).toEqual(created);
    expect(await ben.post('/api/qualifications', { name: 'FRENCH' })).toEqual({
      status: 400,
      body: { error: expect.stringContaining('There is a qualification called') },
    });
    const renamed = await anna.patch(`/api/qualifications/${created.id}`, { name: 'Français' });
    expect(renamed.body).toEqual({ ...created, name: 'Français' });
    expect((await anna.get(`/api/qualifications/${created.id}/details`)).body).toEqual({
      granted_qualifications_count: 0,
    });
    expect(await anna.remove(`/api/qualifications/${created.id}`)).toEqual({ status: 200, body: {} });
    expect((await anna.get('/api/qualifications')).body).toEqual({ qualifications: [] });
    for (const ask of [anna.get, anna.remove])
      expect((await ask(`/api/qualifications/${created.id}`)).status).toBe(404);
  });

  it('grants for units and by hand, revokes, and lists the holders in any order', async () => {
    const create = async (name: string) => (await anna.post('/api/qualifications', { name })).body.id as string;
    const [french, swift] = [await create('French'), await create('Swift')];
    const qualification_grants = [{ qualification_id: french, value: 0 }, { qualification_id: swift }];
    const grants = `/api/workers/${ada}/qualifications`;
    await anna.post(`${grants}/grant`, { unit_ids: [unit(0), unit(1)], qualification_grants });
    expect((await anna.get(grants)).body).toEqual({
      granted_qualifications: [
        { worker_id: ada, qualification_id: french, value: 0, granted_at: expect.any(String) },
        { worker_id: ada, qualification_id: swift, value: 1, granted_at: expect.any(String) },
      ],
    });
    expect((await reviewsOf(unit(0))).slice(1)).toMatchObject([
      { status: 'grant', qualification_id: french, qualification_name: 'French', value: 0 },
      { status: 'grant', qualification_name: 'Swift', value: 1 },
    ]);
    const of = (worker: string, id = french) => `/api/qualifications/${id}/workers/${worker}`;
    await anna.post(`${of(bob)}/grant`, { unit_ids: [unit(0, 1)], value: '3' });
    await anna.patch(`${of(bob)}/grant`, { value: ' 5 ', explanation: 'Better than we thought.' });
    const holders = await rows(`/api/qualifications/${french}/workers`, 'workers');
    expect(holders.map(({ worker_id, value }) => [worker_id, value])).toEqual([
      [bob, 5],
      [ada, 0],
    ]);
    expect(Number(holders[0]?.worker_review_id)).toBeGreaterThan(Number(holders[1]?.worker_review_id));
    expect(await rows(`/api/qualifications/${french}/workers?task_id=Films%20of%20old`, 'workers')).toHaveLength(2);

    const sorted = async (query: string) =>
      (await rows(`/api/granted-qualifications?${query}`, 'granted_qualifications')).map((grant) => [
        grant.worker_id,
        grant.qualification_name,
        grant.value_current,
      ]);
    const each = [
      [ada, 'French', 0],
      [ada, 'Swift', 1],
      [bob, 'French', 5],
    ];
    expect(await sorted('sort=value_current')).toEqual(each);
    expect(await sorted('sort=-value_current')).toEqual(each.toReversed());
    expect(await sorted(`qualification_id=${french}&sort=granted_at`)).toEqual([each[0], each[2]]);
    const one = (await anna.get('/api/granted-qualifications?sort=-value_current&limit=1')).body;
    const cursor = encodeURIComponent(String(one.cursor));
    expect(await sorted(`sort=-value_current&limit=2&cursor=${cursor}`)).toEqual(each.slice(0, 2).toReversed());
    expect(users.grantedQualifications.reply.parse(one).granted_qualifications[0]).toMatchObject({
      worker_id: bob,
      worker_name: bob,
      qualification_id: french,
      value_current: 5,
      units: [
        { unit_id: null, task_id: null, value: 5 },
        { unit_id: unit(0, 1), task_id: 'Films of old', task_name: 'Films of old', value: 3 },
      ],
    });
    await anna.post(`${of(ada, swift)}/revoke`, { unit_ids: [unit(1)] });
    await anna.patch(`${of(bob)}/revoke`, { explanation: 'A mistake.' });
    expect(await sorted('')).toEqual([[ada, 'French', 0]]);
    expect((await reviewsOf(unit(1))).at(-1)).toMatchObject({ status: 'revoke', qualification_name: 'Swift' });
    expect(await rows(`/api/qualifications?worker_id=${ada}`, 'qualifications')).toMatchObject([{ name: 'French' }]);

    const wrong = [{ qualification_id: swift, value: 7 }, { qualification_id: 'nothing-1' }];
    const refused = await anna.post(`${grants}/grant`, { unit_ids: [unit(0)], qualification_grants: wrong });
    expect(refused).toEqual({ status: 404, body: { error: expect.stringContaining('"nothing-1"') } });
    expect((await anna.get(grants)).body.granted_qualifications).toHaveLength(1);
  });

  it('blocks a worker, who then gets no work, and is not listed as a holder', async () => {
    const block = `/api/workers/${ada}/block`;
    expect((await anna.post(block, { unit_ids: [unit(0)] })).status).toBe(400);
    const body = { review_note: 'Copies.', unit_ids: [unit(0)] };
    expect(await anna.post(block, body)).toEqual({ status: 200, body: {} });
    const worker = openWorker(daemon.port, run.id, 'ada');
    expect(await worker.arrive('again')).toBeUndefined();
    worker.close();
    expect((await reviewsOf(unit(0))).at(-1)).toMatchObject({ blocked_worker: true, review_note: 'Copies.' });
    expect(await rows('/api/granted-qualifications', 'granted_qualifications')).toEqual([]);
    expect((await ben.post(block, { review_note: 'Other.' })).status).toBe(409);
  });

  it('gets errors in one sentence, with Mephisto’s status', async () => {
    const bad = ['/api/units', '/api/units/details', '/api/units?unit_ids=,', '/api/granted-qualifications?sort=id'];
    bad.push('/api/granted-qualifications?sort=value_current;drop', '/api/review-stats?since=yesterday');
    bad.push(`/api/units?task_id=Films%20of%20old&limit=0`, '/api/granted-qualifications?cursor=x');
    bad.push(`${task}/many/export-results.json`, '/api/units?task_id=Films%20of%20old&cursor=x');
    for (const path of bad)
      expect([path, await anna.get(path)]).toEqual([path, { status: 400, body: { error: expect.any(String) } }]);
    const unknown = ['', '/worker-units-ids', '/export-results', '/5/export-results.json', '/stats-results'];
    const missing = [...unknown, '/timeline', '/worker-opinions'].map((path) => `/api/tasks/nothing${path}`);
    missing.push('/api/units?task_id=nothing');
    missing.push('/api/workers/nobody/qualifications', '/api/qualifications/nothing', '/api/review-stats?worker_id=x');
    missing.push('/api/qualifications/nothing/workers', '/api/units/1/static/x', '/api/units/1/review.html');
    missing.push('/units/1/bundle.js', '/api/nothing', '/api/');
    for (const path of missing)
      expect([path, await anna.get(path)]).toEqual([path, { status: 404, body: { error: expect.any(String) } }]);
    for (const [path, body] of [
      ['/api/units/approve', {}],
      ['/api/units/approve', { unit_ids: [] }],
      ['/api/units/approve', { unit_ids: [unit(2)], bonus: 0.5 }],
      ['/api/units/approve', { unit_ids: [unit(2)], bonus: 'much' }],
      ['/api/units/reject', { unit_ids: unit(2) }],
      ['/api/qualifications', { description: 'Without a name.' }],
      ['/api/qualifications/x/workers/y/grant', {}],
      ['/api/qualifications/x/workers/y/grant', { unit_ids: [unit(0)], value: 'three' }],
      ['/api/qualifications/x/workers/y/grant', { unit_ids: [unit(0)], value: '2.5' }],
      ['/api/qualifications/x/workers/y/grant', { unit_ids: [unit(0)], value: '' }],
      ['/api/workers/x/qualifications/grant', { unit_ids: [unit(0)] }],
    ] as const)
      expect([path, await anna.post(path, body)]).toEqual([path, { status: 400, body: { error: expect.any(String) } }]);
    const broken = await visit(daemon.port, '/mephisto/api/units/approve', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"unit_ids":',
    });
    expect([broken.status, broken.json()]).toEqual([400, { error: expect.stringMatching(/cannot be read/) }]);
    expect((await anna.post('/api/nothing')).body).toEqual({ error: 'There is nothing at /mephisto/api/nothing.' });
    const foreign = await visit(daemon.port, '/mephisto/api/units/approve', {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: { unit_ids: [unit(2)] },
    });
    expect([foreign.status, foreign.json()]).toEqual([
      403,
      { error: 'Pages of other origins may not send this request.' },
    ]);
  });

  it('finds no view where the task has none', async () => {
    const plain = await launchItems(daemon, 'plain', [{ n: 1 }]);
    const { status, body } = await anna.get(`/api/units/${plain.id}.0.0/review.html`);
    expect([status, body]).toEqual([404, { error: expect.stringContaining('has no review view.') }]);
    expect((await anna.get('/api/tasks/plain/stats-results')).body).toMatchObject({ stats: {}, workers_count: 0 });
    expect(((await anna.get('/api/tasks')).body.tasks as Row[])[1]).toMatchObject({
      id: 'plain',
      is_reviewed: false,
      has_stats: false,
    });
  });

  it('counts the options of a form by their labels, also in rejected work', async () => {
    const options = [
      { label: 'Yes, a cat', value: 'y' },
      { label: 'No', value: 'n' },
      { label: 'Hard to say', value: 'h' },
    ];
    const field = { type: 'radio', name: 'cat', label: 'Is it a cat?', options };
    const form = { sections: [{ fieldsets: [{ rows: [{ fields: [field] }] }] }] };
    const forms = await launchItems(daemon, 'forms', [{ form }, { form }, { form }]);
    await submitAnswers(daemon, forms.id, 'cid', [{ cat: 'y' }, { cat: 'n' }, { cat: 'y' }]);
    await settled(daemon.port);
    await anna.post('/api/units/reject', { unit_ids: [`${forms.id}.0.0`], review_note: 'No.' });
    await anna.post('/api/units/soft-reject', { unit_ids: [`${forms.id}.1.0`], review_note: 'Thin.' });
    expect((await anna.get('/api/tasks/forms/stats-results')).body).toEqual({
      stats: { 'Is it a cat?': { 'Yes, a cat': 2, No: 1, 'Hard to say': 0 } },
      task_id: 'forms',
      task_name: 'forms',
      workers_count: 1,
    });
  });

  it('redirects Mephisto’s screens to ours', async () => {
    const at = async (path: string) => (await anna.fetch(path)).headers.location;
    expect(await at('/')).toBe('/');
    expect(await at('')).toBe('/');
    expect(await at('/tasks')).toBe('/');
    expect(await at('/tasks/Films%20of%20old')).toBe('/review?task=Films+of+old');
    expect(await at('/tasks/Films%20of%20old/units')).toBe('/units?task=Films+of+old');
    expect(await at(`/tasks/x/units/${unit(0)}`)).toBe(`/units/${unit(0)}`);
    expect(await at('/tasks/x/stats')).toBe('/statistics?task=x');
    expect(await at('/tasks/x/worker-opinions')).toBe('/opinions?task=x');
    expect(await at('/qualifications/french-1')).toBe('/qualifications/french-1');
  });

  it('is described in OpenAPI under a heading of its own, with its shape of errors', async () => {
    type Operation = { tags?: string[]; responses: { default: { content: Row } } };
    const { paths } = (await visit(daemon.port, '/api/openapi.json')).json<{
      paths: Record<string, Record<string, Operation>>;
    }>();
    const operations = Object.entries(paths).filter(([path]) => path.startsWith('/mephisto/'));
    const described = operations.flatMap(([, methods]) => Object.values(methods));
    expect(described).toHaveLength(33);
    expect(described.every(({ tags }) => tags?.[0] === 'Mephisto')).toBe(true);
    expect(described[0]?.responses.default.content).toMatchObject({
      'application/json': { schema: { required: ['error'] } },
    });
    expect(paths['/api/units']?.get?.responses.default.content).toMatchObject({
      'application/json': { schema: { required: ['code', 'message'] } },
    });
  });

  it('leaves log, state and rows the same', async () => {
    expect((await visit(daemon.port, '/api/verify')).json()).toMatchObject({ ok: true });
  });
});

describe('the paths of Mephisto’s review app', () => {
  let daemon: TestDaemon;
  const bearer: Record<string, string> = {};
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
    const access = openAccess({ dataFolder: join(folder, 'data'), mayBeEmpty: true });
    for (const role of ['reader', 'reviewer', 'owner'] as const) {
      await access.users.add({ name: role, role, password: 'correct horse battery' });
      bearer[role] = `Bearer ${access.tokens.make({ name: role }).token}`;
    }
    access.close();
    daemon = await openTestDaemon({ loginAlways: true }, folder);
  });
  afterAll(() => daemon?.end());

  const ask = (who: string, path: string, sent: Sent = {}) =>
    visit(daemon.port, `/mephisto${path}`, { headers: { authorization: bearer[who] }, ...sent });

  it('need a role, and refuse in Mephisto’s shape', async () => {
    expect(await ask('nobody', '/api/tasks')).toMatchObject({
      status: 401,
      text: expect.stringMatching(/^\{"error":"/),
    });
    expect((await ask('reader', '/api/tasks')).json()).toEqual({ tasks: [] });
    const approve: Sent = { method: 'POST', body: { unit_ids: ['nothing.0.0'] } };
    expect(await ask('reader', '/api/units/approve', approve)).toMatchObject({
      status: 403,
      text: expect.stringMatching(/^\{"error":"/),
    });
    expect((await ask('reviewer', '/api/units/approve', approve)).status).toBe(404);
    const remove: Sent = { method: 'DELETE' };
    expect((await ask('reviewer', '/api/qualifications/x', remove)).status).toBe(403);
    expect((await ask('owner', '/api/qualifications/x', remove)).status).toBe(404);
    expect((await ask('nobody', '/tasks')).headers.location).toBe('/login?next=%2Fmephisto%2Ftasks');
  });
});
