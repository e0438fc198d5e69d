import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { openConnection } from '../bench/crowd/connection.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { client } from '../src/api/client.ts';
import { overview, stopRun } from '../src/api/runs.ts';
import * as api from '../src/api/workers.ts';
import { command } from '../src/cli/for-tests.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems, submitAnswers } from './submitting.ts';

const items = Array.from({ length: 6 }, (_, n) => ({ n }));

describe('a run with requirements', () => {
  let daemon: TestDaemon;
  let practice: string;
  let run: string;
  const workerIds: Record<string, string> = {};

  beforeAll(async () => {
    daemon = await openTestDaemon();
    practice = (await launchItems(daemon, 'practice', items)).id;
    for (const name of ['ada', 'bob']) await submitAnswers(daemon, practice, name, [{ n: 1 }]);
    const qualifications = [
      'trained',
      { qualification_name: 'accuracy', comparator: 'GreaterThanOrEqualTo', value: 80 },
    ];
    run = (await launchItems(daemon, 'colours', items, { qualifications, units_per_assignment: 2 })).id;
  });
  afterAll(() => daemon.end());

  const app = () => client(daemon.url);
  const data = () => join(daemon.folder, 'data');

  /** What the page of the run tells a worker who comes. */
  async function arrive(name: string, registration = name, of = run) {
    const connection = openConnection(daemon.port, `${of}.localhost:${daemon.port}`);
    const provider_data = { worker_name: name, agent_registration_id: registration, assignment_id: registration };
    const { body } = await connection.ask('POST', '/request_agent', { provider_data });
    connection.close();
    const told = body as { data: { agent_id: string | null; worker_id: string; failure_reason: string | null } };
    workerIds[name] = told.data.worker_id;
    return told.data;
  }
  const refusedNow = async () => {
    const { runs } = await app().call(overview, {});
    return runs.find(({ id }) => id === run)?.refused;
  };
  const qualificationOf = async (name: string) => {
    const { qualifications } = await app().call(api.listQualifications, {});
    return qualifications.find((one) => one.name === name)?.id ?? '';
  };
  async function grant(worker: string, name: string, value: number) {
    const params = { worker: workerIds[worker] ?? '', qualification: await qualificationOf(name) };
    await app().call(api.grantQualification, { params, body: { value } });
  }

  it('has created the qualifications that it names, so that they can be granted', async () => {
    await settled(daemon.port);
    const { qualifications } = await app().call(api.listQualifications, {});
    expect(qualifications.map(({ name }) => name).sort()).toEqual(['accuracy', 'trained']);
  });

  it('gives nothing to workers who do not meet them, and counts them by the requirement', async () => {
    const refused = { agent_id: null, failure_reason: expect.stringContaining('not currently qualified') };
    for (const name of ['ada', 'bob', 'ada']) expect(await arrive(name)).toMatchObject(refused);
    expect(await refusedNow()).toEqual([{ reason: 'Must have trained', workers: 2 }]);
    await grant('ada', 'trained', 1);
    await grant('ada', 'accuracy', 79);
    expect(await arrive('ada')).toMatchObject(refused);
    expect(await refusedNow()).toEqual([
      { reason: 'Must have accuracy ≥ 80', workers: 1 },
      { reason: 'Must have trained', workers: 1 },
    ]);
    const before = await refusedNow();
    daemon = await daemon.reopen();
    expect(await refusedNow()).toEqual(before);
  });

  it('gives a unit to whoever meets all of them, from the next arrival on', async () => {
    await grant('ada', 'accuracy', 80);
    expect((await arrive('ada')).agent_id).toEqual(expect.any(String));
    expect(await refusedNow()).toEqual([{ reason: 'Must have trained', workers: 1 }]);
  });

  it('lets a worker finish what they hold after a revocation, and gives them nothing more', async () => {
    const { agent_id: held } = await arrive('ada');
    const worker = workerIds.ada ?? '';
    const revoked = await command(['qualifications', 'revoke', 'trained', worker], { dataFolder: data() });
    expect([revoked.code, revoked.err]).toEqual([0, '']);
    expect((await arrive('ada')).agent_id).toBe(held);
    const page = openWorker(daemon.port, run, 'ada');
    await page.submit((await page.arrive('ada')) as Work, { colour: 'blue' });
    page.close();
    expect((await arrive('ada', 'ada-next')).failure_reason).toContain('not currently qualified');
  });

  it('may be for an allow list, or for those who are not on it yet; nobody with the qualification that blocks', async () => {
    const settings = { allow_list_qualification: 'Trained ', block_qualification: 'careless', units_per_assignment: 9 };
    const live = (await launchItems(daemon, 'live', items, settings)).id;
    const pilot = (await launchItems(daemon, 'pilot', items, { ...settings, find_new_workers: true })).id;
    await grant('bob', 'trained', 1);
    const arrivals = async (name: string) => [
      (await arrive(name, name, live)).agent_id,
      (await arrive(name, name, pilot)).agent_id,
    ];
    expect(await arrivals('bob')).toEqual([expect.any(String), null]);
    expect(await arrivals('cyd')).toEqual([null, expect.any(String)]);
    for (const name of ['bob', 'cyd']) await grant(name, 'careless', 1);
    expect([(await arrive('bob', 'bob-2', live)).agent_id, (await arrive('cyd', 'cyd-2', live)).agent_id]).toEqual([
      expect.any(String),
      null,
    ]);
    const { runs } = await app().call(overview, {});
    expect(runs.find(({ id }) => id === live)?.refused).toEqual([{ reason: 'Must not have careless', workers: 1 }]);
    await app().call(api.revokeQualification, {
      params: { worker: workerIds.bob ?? '', qualification: await qualificationOf('trained') },
      body: {},
    });
  });

  it('can be opened to somebody before they come, by the name in their link', async () => {
    const granted = await command(['qualifications', 'grant', 'trained', 'inhouse:newcomer'], { dataFolder: data() });
    expect([granted.code, granted.err]).toEqual([
      0,
      'inhouse:newcomer has never been here; the grant waits for them.\n',
    ]);
    const params = { worker: 'inhouse:newcomer', qualification: await qualificationOf('accuracy') };
    await app().call(api.grantQualification, { params, body: { value: 99 } });
    expect((await arrive('newcomer')).agent_id).toEqual(expect.any(String));
    const again = await app().call(api.grantQualification, { params, body: { value: 98 } });
    expect(again.notice).toBeNull();
    const unknown = app().call(api.grantQualification, {
      params: { ...params, worker: 'wnobody12345' },
      body: { value: 1 },
    });
    await expect(unknown).rejects.toMatchObject({ code: 'worker/unknown' });
  });

  it('keeps the qualifications that it asks for from being retired', async () => {
    const params = { qualification: await qualificationOf('accuracy') };
    const refusal = { code: 'qualification/required', message: expect.stringContaining(run) };
    await expect(app().call(api.retireQualification, { params })).rejects.toMatchObject(refusal);
  });

  it('keeps its requirements after a restart', async () => {
    daemon = await daemon.reopen();
    expect((await arrive('bob')).agent_id).toBeNull();
    expect((await arrive('ada', 'ada-later')).agent_id).toBeNull();
    await grant('bob', 'trained', 0);
    await grant('bob', 'accuracy', 95);
    expect((await arrive('bob')).agent_id).toEqual(expect.any(String));
  });

  it('lets them be retired once it is stopped', async () => {
    await app().call(stopRun, { params: { run } });
    await app().call(api.retireQualification, { params: { qualification: await qualificationOf('accuracy') } });
    await settled(daemon.port);
    const { qualifications } = await app().call(api.listQualifications, {});
    expect(qualifications.find(({ name }) => name === 'accuracy')?.retired).toBe(true);
  });
});
