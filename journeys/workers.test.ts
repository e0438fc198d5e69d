import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch, lines } from '../bench/api.ts';
import { openConnection } from '../bench/crowd/connection.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { client } from '../src/api/client.ts';
import { acceptUnit, rejectUnit } from '../src/api/review.ts';
import * as api from '../src/api/workers.ts';
import { command } from '../src/cli/for-tests.ts';
import { dataOfUnit, manyhandsAt, unitsOfTask, workersWithQualification } from '../src/client/data-browser.ts';
import { launch as launchByScript } from '../src/client/launching.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

describe('workers', () => {
  let daemon: TestDaemon;
  let films: string;
  let maps: string;
  const idOf: Record<string, string> = {};

  beforeAll(async () => {
    daemon = await openTestDaemon();
    const items = Array.from({ length: 6 }, (_, n) => ({ n }));
    const launched = async (name: string) =>
      (await launch(daemon.port, writeTask(join(daemon.folder, name), name, items, { units_per_assignment: 1 }))).id;
    [films, maps] = [await launched('films'), await launched('maps')];
  });
  afterAll(() => daemon.end());

  /** The API as a reviewer of this name. */
  const as = (reviewer: string) => client(daemon.url, { reviewer });
  const refusal = (asked: Promise<unknown>) =>
    asked.then(
      () => undefined,
      ({ code }: { code: string }) => code,
    );

  /** What the page of a run tells someone who asks for work. */
  async function arrival(run: string, name: string, registration = `${name}-again`) {
    const connection = openConnection(daemon.port, `${run}.localhost:${daemon.port}`);
    const provider_data = { worker_name: name, agent_registration_id: registration, assignment_id: registration };
    const { status, body } = await connection.ask('POST', '/request_agent', { provider_data });
    connection.close();
    return {
      status,
      ...(body as { data: { agent_id: string | null; worker_id: string; failure_reason: string | null } }).data,
    };
  }

  async function works(run: string, name: string, answers: number): Promise<void> {
    const worker = openWorker(daemon.port, run, name);
    for (let n = 0; n < answers; n++) await worker.submit((await worker.arrive()) as Work, { n });
    worker.close();
  }

  const positions = async (filter: string) => {
    const found: string[] = [];
    for await (const { type } of lines(daemon.port, 'GET', `/api/events?filter=${filter}`)) found.push(type as string);
    return found;
  };
  const head = async () => (await json<{ log: { sequence: number } }>(daemon.port, '/health')).log.sequence;

  it('are listed with what they did, over all runs or one', async () => {
    await works(films, 'ada', 2);
    await works(maps, 'ada', 1);
    await works(films, 'bob', 1);
    const after = await head();
    const { workers, total } = await as('anna').call(api.listWorkers, { query: { after } });
    expect([total, workers.map(({ submitted, waiting, provider }) => [submitted, waiting, provider])]).toEqual([
      2,
      [
        [3, 3, 'inhouse'],
        [1, 1, 'inhouse'],
      ],
    ]);
    [idOf.ada, idOf.bob] = workers.map(({ id }) => id) as [string, string];
    const scoped = await as('anna').call(api.listWorkers, { query: { run: maps } });
    expect(scoped.workers).toMatchObject([{ id: idOf.ada, submitted: 1, median_seconds: expect.any(Number) }]);
    const named = await as('anna').call(api.listWorkers, { query: { search: 'BOB' } });
    expect(named.workers.map(({ id }) => id)).toEqual([idOf.bob]);
    expect(JSON.stringify(workers)).not.toContain('"ada"');
  });

  it('are granted a qualification by two users at once, and hold the last value', async () => {
    const made = await Promise.all(
      ['anna', 'otto'].map((name) =>
        as(name)
          .call(api.createQualification, { body: { name: name === 'anna' ? 'French' : ' french ', description: name } })
          .catch((error: { code: string }) => error),
      ),
    );
    expect(made.filter((one) => 'code' in one).map(({ code }) => code)).toEqual(['qualification/name-taken']);
    const { qualification } = made.find((one) => 'qualification' in one) as { qualification: string };

    const params = { worker: idOf.ada ?? '', qualification };
    const asked = ['anna', 'otto', 'anna', 'otto'].map((name, nth) =>
      as(name).call(api.grantQualification, { params, body: { value: nth % 2, note: `by ${name}` } }),
    );
    const sequences = (await Promise.all(asked)).map(({ sequence }) => sequence);
    const { grants } = await as('anna').call(api.listGrants, {
      params: { qualification },
      query: { after: Math.max(...sequences) },
    });
    const granted: { data: { value: number }; by: string }[] = [];
    for await (const fact of lines(daemon.port, 'GET', '/api/events?filter=facts.-.worker.qualification-granted'))
      granted.push(fact as never);
    const last = granted.at(-1);
    expect(grants).toMatchObject([
      { worker: idOf.ada, name: expect.stringMatching(/french/i), value: last?.data.value, granted_by: last?.by },
    ]);
    expect(grants[0]?.before.map(({ value }) => value)).toEqual(
      granted
        .slice(0, -1)
        .map(({ data }) => data.value)
        .reverse(),
    );
    // The same decision twice is recorded once, by any reviewer.
    const value = last?.data.value ?? 0;
    await as('anna').call(api.grantQualification, { params, body: { value } });
    expect(await positions('facts.-.worker.qualification-granted')).toHaveLength(granted.length);
  });

  it('get no new work from any task once they are blocked, and may finish what they hold', async () => {
    const bob = openWorker(daemon.port, films, 'bob');
    const held = (await bob.arrive('held')) as Work;
    const { sequence } = await as('anna').call(api.blockWorker, {
      params: { worker: idOf.bob ?? '' },
      body: { reason: 'Every answer is the same.', unit: `${films}.0.0` },
    });
    const refused = { agent_id: null, failure_reason: 'You are not currently qualified to work on this task...' };
    expect(await arrival(maps, 'bob')).toMatchObject({ status: 200, ...refused });
    for (const tab of ['held', 'another tab'])
      expect(await arrival(films, 'bob', tab)).toMatchObject({ agent_id: held.agentId, failure_reason: null });
    await bob.submit(held, { last: true });
    expect(await arrival(films, 'bob')).toMatchObject(refused);
    bob.close();
    expect(await arrival(films, 'ada')).toMatchObject({ failure_reason: null, worker_id: idOf.ada });

    const { workers } = await as('anna').call(api.listWorkers, { query: { blocked: 'true', after: sequence } });
    expect(workers).toMatchObject([
      { id: idOf.bob, blocked: { reason: 'Every answer is the same.', by: 'reviewer:anna' } },
    ]);
    expect(await positions('facts.-.worker.blocked')).toEqual(['worker.blocked']);
  });

  it('have a history of all decisions about them, the newest first', async () => {
    const decided = { params: { unit: `${films}.0.0` }, body: { note: 'Too short.' } };
    await as('otto').call(rejectUnit, decided);
    const { sequence } = await as('otto').call(acceptUnit, { ...decided, body: { note: 'After all.' } });
    const { history, accepted, submitted } = await as('anna').call(api.getWorker, {
      params: { worker: idOf.ada ?? '' },
      query: { after: sequence },
    });
    expect([accepted, submitted]).toEqual([1, 3]);
    expect(history.slice(0, 2)).toMatchObject([
      { what: 'accepted', by: 'reviewer:otto', unit: `${films}.0.0`, note: 'After all.' },
      { what: 'rejected', note: 'Too short.' },
    ]);
    expect(history.slice(2).every(({ what }) => what === 'qualification_granted')).toBe(true);
    const blocks = await as('anna').call(api.getWorker, { params: { worker: idOf.bob ?? '' } });
    expect(blocks.history).toMatchObject([
      { what: 'blocked', note: 'Every answer is the same.', unit: `${films}.0.0` },
    ]);
  });

  it('can be replayed, with their state after each fact', async () => {
    const frames: { type: string; state: string; summary: string }[] = [];
    for await (const frame of lines(daemon.port, 'GET', `/api/replay/${idOf.bob}`)) frames.push(frame as never);
    expect(frames.map(({ type, state }) => [type, state])).toEqual([
      ['agent.connected', 'free'],
      ['unit.assigned', 'free'],
      ['unit.submitted', 'free'],
      ['agent.connected', 'free'],
      ['unit.assigned', 'free'],
      ['worker.blocked', 'blocked'],
      ['unit.submitted', 'blocked'],
    ]);
    expect(frames.at(-1)?.summary).toContain('submitted 2');
    const { qualifications } = await as('anna').call(api.listQualifications, {});
    const replayed: string[] = [];
    for await (const { type } of lines(daemon.port, 'GET', `/api/replay/${qualifications[0]?.id}`))
      replayed.push(type as string);
    expect(replayed).toEqual(['qualification.created']);
  });

  it('must be known, and so must the unit and the qualification', async () => {
    const { call } = as('anna');
    const params = { worker: 'w-nobody', qualification: 'french-zzzzz' };
    expect(await refusal(call(api.blockWorker, { params, body: { reason: 'x' } }))).toBe('worker/unknown');
    expect(await refusal(call(api.getWorker, { params }))).toBe('worker/unknown');
    const ada = { ...params, worker: idOf.ada ?? '' };
    expect(await refusal(call(api.grantQualification, { params: ada, body: {} }))).toBe('qualification/unknown');
    expect(await refusal(call(api.blockWorker, { params: ada, body: { reason: 'x', unit: 'films.0' } }))).toBe(
      'unit/unknown',
    );
    expect(await refusal(call(api.blockWorker, { params: ada, body: { reason: '  ' } }))).toBe('request/bad-shape');
    expect(await refusal(call(api.listWorkers, { query: { cursor: 'x' } }))).toBe('request/bad-shape');
    expect(await refusal(call(api.listGrants, { params }))).toBe('qualification/unknown');
  });

  it('can work on a task that a script launched, with overrides', async () => {
    const steps: string[] = [];
    const folder = writeTask(join(daemon.folder, 'maps-again'), 'maps-again', [{ n: 0 }], { units_per_assignment: 1 });
    const run = await launchByScript(manyhandsAt(daemon.url), folder, {
      overrides: { units_per_assignment: 2 },
      onProgress: ({ step }) => steps.push(step),
    });
    expect(run).toMatchObject({ task: 'maps-again', status: 'launched', units: 2 });
    expect(steps.length).toBeGreaterThan(0);
    const nowhere = launchByScript(manyhandsAt(daemon.url), join(daemon.folder, 'nowhere'));
    await expect(nowhere).rejects.toMatchObject({ code: expect.stringMatching(/^task\//) });
  });

  it('are read by a script, with their answers, and by the command line', async () => {
    const reader = manyhandsAt(daemon.url);
    const done: string[] = [];
    for await (const { id } of unitsOfTask(reader, 'films')) done.push(id);
    expect(done).toEqual([`${films}.0.0`, `${films}.1.0`, `${films}.2.0`, `${films}.3.0`]);
    expect(await dataOfUnit(reader, `${films}.0.0`)).toMatchObject({
      worker_id: idOf.ada,
      status: 'accepted',
      data: { inputs: { n: 0 }, outputs: { n: 0 } },
      task_end: expect.any(Number),
    });

    const program = join(packageFolder, 'examples/04-data-tools/by-worker.mjs');
    const env = { ...process.env, MANYHANDS_URL: daemon.url };
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'films', 'French'], { env });
    expect(stdout.split('\n')).toContain(`${idOf.ada} (French)`);
    expect(stdout).toMatch(new RegExp(`^  ${films}\\.0\\.0  accepted  \\d+ s  {"n":0}$`, 'm'));

    const closed = { ...process.env, MANYHANDS_URL: 'http://127.0.0.1:9/' };
    const failed = await promisify(execFile)(process.execPath, [program, 'films'], { env: closed }).catch((e) => e);
    expect([failed.code, failed.stderr]).toEqual([
      1,
      'Manyhands cannot be reached. Check that it is running, then try again. (server/unreachable)\n',
    ]);

    const dataFolder = join(daemon.folder, 'data');
    const notify = async (...words: string[]) => (await command(words, { dataFolder })).out;
    const answers = [{ n: 0 }, { n: 1 }, { n: 0 }, { last: true }];
    const examined = (await notify('examine', 'films', '--json')).trim().split('\n');
    expect(examined.map((line) => JSON.parse(line) as Record<string, unknown>)).toEqual(
      [3, 2, 1, 0].map((n) => expect.objectContaining({ id: `${films}.${n}.0`, data: { n }, answer: answers[n] })),
    );
    expect(await notify('qualifications', 'create', 'Careful', '--description', 'Few mistakes.')).toContain(
      'Created "Careful"',
    );
    expect(await notify('qualifications', 'grant', 'careful', idOf.ada ?? '', '--value', '20')).toContain(
      'the value 20',
    );
    const holders: number[] = [];
    for await (const { value } of workersWithQualification(reader, 'CAREFUL')) holders.push(value);
    expect(holders).toEqual([20]);
    expect(await notify('workers', '--qualification', 'Careful')).toContain('Careful 20');
    expect(await notify('qualifications', 'workers', 'Careful')).toMatch(/20 +\d{4}-/);
    expect(await notify('qualifications', 'revoke', 'Careful', idOf.ada ?? '')).toContain('Revoked "Careful"');
    const { code, err } = await command(['block', 'nobody', '--reason', 'x'], { dataFolder });
    expect([code, err]).toEqual([1, expect.stringContaining('(worker/unknown)')]);
  });

  it('are the same after a restart and a rebuild, with all decisions', async () => {
    const before = await as('anna').call(api.listWorkers, { query: { after: await head() } });
    daemon = await daemon.reopen();
    expect(await arrival(maps, 'bob', 'after-restart')).toMatchObject({ agent_id: null });
    const after = await as('anna').call(api.listWorkers, { query: { after: await head() } });
    expect(after.workers).toEqual(before.workers);
    const rebuilt: Record<string, unknown>[] = [];
    for await (const line of lines(daemon.port, 'POST', '/api/rebuild', {})) rebuilt.push(line);
    expect(rebuilt.at(-1)).toMatchObject({ rebuilt: { same: true } });
    const verified = await json<{ ok: boolean; checks: { run: string }[] }>(daemon.port, '/api/verify');
    expect(verified).toMatchObject({ ok: true, checks: [{ run: '-', same: true }, {}, {}, {}] });
  });

  it('work again when they are unblocked, and lose a qualification when it is revoked', async () => {
    const worker = idOf.bob ?? '';
    await as('otto').call(api.unblockWorker, { params: { worker }, body: { note: 'Talked to them.' } });
    expect((await arrival(maps, 'bob', 'free-again')).agent_id).toMatch(/^a/);

    const { qualifications: all } = await as('anna').call(api.listQualifications, {});
    const qualification = all[0]?.id ?? '';
    await as('anna').call(api.retireQualification, { params: { qualification } });
    const grant = { params: { worker, qualification }, body: {} };
    expect(await refusal(as('anna').call(api.grantQualification, grant))).toBe('qualification/retired');
    const { sequence } = await as('anna').call(api.revokeQualification, {
      params: { worker: idOf.ada ?? '', qualification },
    });
    const { qualifications } = await as('anna').call(api.listQualifications, { query: { after: sequence } });
    expect(qualifications[0]).toMatchObject({ id: qualification, retired: true, workers: 0 });
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });
});
