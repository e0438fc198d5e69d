import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { type Caller, callerAt } from './reviewers.ts';

const items = [{ text: 'the sky' }, { text: 'the sea' }];
const pay = { task_reward: 0.5, currency: 'EUR' };

describe('a run that is steered', () => {
  let daemon: TestDaemon;
  let run: string;
  let anna: Caller;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    anna = callerAt(daemon.port, 'anna');
    run = (await launch(daemon.port, writeTask(join(daemon.folder, 'task'), 'colours', items, pay))).id;
  });
  afterAll(() => daemon.end());

  const steer = (verb: string, body: unknown = {}) => anna.post(`/api/runs/${run}/${verb}`, body);
  const row = async (after = 0) => (await anna.get(`/api/runs/${run}?after=${after}`)).body;
  /** The run in the overview, after everything that is recorded. */
  async function live() {
    const { log } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    const { body } = await anna.get(`/api/overview?after=${log.sequence}`);
    return (body.runs as Record<string, unknown>[]).find(({ id }) => id === run);
  }
  const works = async (name: string, visit = name) => {
    const worker = openWorker(daemon.port, run, name);
    const work = await worker.arrive(visit);
    if (work) await worker.submit(work, { colour: 'blue' });
    worker.close();
    return work?.data.text;
  };

  it('shows the config of its launch, and where its secrets come from', async () => {
    const api_key = { secret: 'PATH' };
    const settings = { aux_parameters: { model: 'small', api_key }, max_answer_bytes: 1000 };
    const folder = writeTask(join(daemon.folder, 'secretive'), 'secretive', items, settings);
    const { id } = await launch(daemon.port, folder);
    const { log } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    const { status, body } = await anna.get(`/api/runs/${id}/config?after=${log.sequence}`);
    expect([status, body]).toEqual([
      200,
      {
        folder,
        file: 'manyhands.yaml',
        name: null,
        overrides: {},
        changes: [],
        code: [],
        config: expect.objectContaining({
          task_name: 'secretive',
          max_answer_bytes: 1000,
          assignment_duration_in_seconds: 1800,
          aux_parameters: { model: 'small', api_key },
        }),
      },
    ]);
    expect((await anna.get('/api/runs/nothing-1/config')).body).toMatchObject({ code: 'run/unknown' });
  });

  it('is launched again with the config, settings and data it was launched with, or refused where they have changed', async () => {
    const folder = writeTask(join(daemon.folder, 'again'), 'again', items, pay);
    const launched = await anna.lines('/api/runs', { folder, overrides: { units_per_assignment: 2 } });
    const first = launched.at(-1)?.run as { id: string };
    const again = async (body: unknown, id = first.id) => (await anna.lines(`/api/runs/${id}/launch`, body)).at(-1);
    const second = (await again({}))?.run as Record<string, unknown>;
    expect(second).toMatchObject({ task: 'again', units: 4, units_per_assignment: 2, status: 'launched' });
    expect(second.id).not.toBe(first.id);
    writeTask(folder, 'again', [...items, { text: 'the snow' }], { ...pay, task_reward: 0.75 });
    expect(await again({})).toMatchObject({
      error: {
        code: 'run/task-changed',
        message: expect.stringMatching(/^The config and the data of the task are not/),
      },
    });
    expect((await again({ as_is: true }))?.run).toMatchObject({ units: 6, units_per_assignment: 2 });
    await rm(folder, { recursive: true });
    expect(await again({ as_is: true })).toMatchObject({ error: { code: 'task/no-folder' } });
    expect(await again({}, 'nobody-knows')).toMatchObject({ error: { code: 'run/unknown' } });
    expect((await anna.get('/api/runs')).body.runs).toHaveLength(5);
  });

  it('takes other settings while it is open, tells all faults at once, and keeps them over a restart', async () => {
    const folder = writeTask(join(daemon.folder, 'changing'), 'changing', items, pay);
    const { id } = await launch(daemon.port, folder);
    const change = (settings: Record<string, string>, reason?: string) =>
      anna.post(`/api/runs/${id}/settings`, { settings, reason });
    const wrong = await change({ maximum_units_per_workr: '2', currency: 'USD', max_num_concurrent_units: 'many' });
    expect([wrong.status, wrong.body.code, wrong.body.message]).toEqual([
      400,
      'run/bad-settings',
      expect.stringMatching(/did you mean "maximum_units_per_worker".*\n.*"currency" cannot be changed in an open run/),
    ]);
    const early = { auto_submit_before_expiration_sec: '60', assignment_duration_in_seconds: '30' };
    expect((await change({ ...early, max_num_concurrent_units: 'many' })).body.message).toMatch(
      /must be a whole number/,
    );
    expect((await change(early)).body.message).toMatch(/must be less than assignment_duration_in_seconds/);

    const wanted = {
      assignment_duration_in_seconds: '600',
      maximum_units_per_worker: '1',
      qualifications: '[{name: seen, comparator: DoesNotExist}]',
      units_per_assignment: '2',
    };
    const { status, body } = await change(wanted, 'The pilot was slow.');
    expect(status).toBe(202);
    expect(body.changed).toEqual(
      expect.arrayContaining([
        { key: 'units_per_assignment', before: 1, after: 2 },
        { key: 'assignment_duration_in_seconds', before: 1800, after: 600 },
        { key: 'maximum_units_per_worker', before: 0, after: 1 },
        { key: 'qualifications', before: null, after: [{ name: 'seen', comparator: 'DoesNotExist' }] },
      ]),
    );
    expect((await change(wanted)).body.changed).toEqual([]);
    // Two at once are each checked against what the other has left.
    const both = await Promise.all([
      change({ block_qualification: 'careless' }),
      change({ allow_list_qualification: 'trained', find_new_workers: 'true' }),
    ]);
    expect(both.map((reply) => reply.status)).toEqual([202, 202]);

    daemon = await daemon.reopen();
    anna = callerAt(daemon.port, 'anna');
    const { log } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    const shown = (await anna.get(`/api/runs/${id}/config?after=${log.sequence}`)).body;
    expect(shown.config).toMatchObject({
      units_per_assignment: 2,
      maximum_units_per_worker: 1,
      find_new_workers: true,
    });
    expect(shown.changes).toHaveLength(4);
    expect(shown.changes).toContainEqual(
      expect.objectContaining({ by: 'reviewer:anna', reason: 'The pilot was slow.' }),
    );
    const { body: overview } = await anna.get('/api/overview');
    const inOverview = (overview.runs as { id: string; requirements: string[] }[]).find((each) => each.id === id);
    expect(inOverview?.requirements).toHaveLength(3);

    const ada = openWorker(daemon.port, id, 'ada');
    const work = (await ada.arrive('page-1')) as Work;
    await ada.submit(work, { colour: 'blue' });
    expect(await ada.arrive('page-2')).toBeUndefined();
    ada.close();
    expect((await anna.post(`/api/runs/${id}/stop`)).status).toBe(202);
    expect((await change({ maximum_units_per_worker: '3' })).body.code).toBe('run/not-open');
  });

  it('gives out no work while it is paused, and takes answers of units in work', async () => {
    const ada = openWorker(daemon.port, run, 'ada');
    const work = (await ada.arrive('page-1')) as Work;
    const { status, body } = await steer('pause', { note: 'The page has a fault.' });
    expect(status).toBe(202);
    expect(await row(body.sequence)).toMatchObject({ status: 'paused', open: 1, assigned: 1 });
    expect(await works('bob')).toBeUndefined();
    expect(await works('bob', 'once more')).toBeUndefined();
    expect((await ada.arrive('page-1'))?.agentId).toBe(work.agentId);
    await ada.submit(work, { colour: 'blue' });
    expect(await live()).toMatchObject({ status: 'paused', completed: 1, turned_away: 1, expected_end: null });
    ada.close();
  });

  it('stays paused after a restart, and gives out work once it is resumed', async () => {
    daemon = await daemon.reopen();
    anna = callerAt(daemon.port, 'anna');
    expect(await row()).toMatchObject({ status: 'paused' });
    expect(await works('bob')).toBeUndefined();
    await steer('resume');
    expect(await works('bob')).toBe('the sea');
    expect((await steer('resume')).body).toMatchObject({ code: 'run/not-launched' });
    expect(await live()).toMatchObject({ status: 'completed', open: 0 });
    expect(await works('cara')).toBeUndefined();
  });

  it('that is complete continues when it is extended', async () => {
    const { status, body } = await steer('extend', { units_per_assignment: 2 });
    expect(status).toBe(202);
    const asked = { status: 'launched', units_per_assignment: 2, units: 4, open: 2, completed: 2, ended_at: null };
    expect(await row(body.sequence)).toMatchObject(asked);
    const units = (await anna.get(`/api/units?run=${run}`)).body.units as { id: string; status: string }[];
    expect(units.map(({ id, status }) => [id.slice(run.length), status])).toEqual([
      ['.0.0', 'completed'],
      ['.1.0', 'completed'],
      ['.0.1', 'open'],
      ['.1.1', 'open'],
    ]);
  });

  it('shows its cost, and no pace or expected end after three answers', async () => {
    expect(await works('ada', 'page-2')).toBe('the sea');
    expect(await live()).toMatchObject({
      to_review: 3,
      pace_per_hour: null,
      expected_end: null,
      currency: 'EUR',
      pay_cents: 50,
      spent_cents: 0,
      committed_cents: 150,
    });
    await anna.post(`/api/units/${run}.0.0/accept`, { bonus_cents: 20 });
    await anna.post(`/api/units/${run}.1.0/reject`, { note: 'Not blue.' });
    const costs = { spent_cents: 70, committed_cents: 120, bonus_cents: 20, to_review: 1 };
    expect(await live()).toMatchObject(costs);
  });

  it('gives new units only to workers who have not had the item', async () => {
    expect(await works('ada', 'page-3')).toBeUndefined();
    expect(await works('cara')).toBe('the sky');
    expect(await live()).toMatchObject({ status: 'completed', completed: 4, open: 0 });
  });

  it('goes on once it is extended again', async () => {
    await steer('extend', { units_per_assignment: 3 });
    expect(await works('dan')).toBe('the sky');
    expect(await live()).toMatchObject({ status: 'launched', completed: 5, open: 1 });
  });

  it('is not extended to fewer units, nor after it was stopped', async () => {
    expect((await steer('extend', { units_per_assignment: 2 })).body).toMatchObject({ code: 'run/not-more' });
    await steer('pause');
    await steer('stop');
    const { status, body } = await steer('extend', { units_per_assignment: 4 });
    expect([status, body.code]).toEqual([409, 'run/not-open']);
    expect((await steer('pause')).body).toMatchObject({ code: 'run/not-launched' });
  });

  it('is the same in the log, in memory and in the rows, also in rebuilt rows', async () => {
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
    expect((await anna.lines('/api/rebuild', {})).at(-1)).toMatchObject({ rebuilt: { same: true } });
    daemon = await daemon.reopen();
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });
});
