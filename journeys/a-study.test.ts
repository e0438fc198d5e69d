import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, json, launch, lines } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

type Row = Record<string, unknown>;
type Exported = Row & { unit: string; worker: string; answer: Row; review: Row | null; data: Row };

const all = async (values: AsyncIterable<Row>) => {
  const found: Row[] = [];
  for await (const value of values) found.push(value);
  return found;
};
const text = async (port: number, path: string) => {
  let whole = '';
  for await (const chunk of ask(port, 'GET', path)) whole += chunk;
  return whole;
};

describe('a study, from launch to export', () => {
  let daemon: TestDaemon;
  let run: string;
  const units: Exported[] = [];
  beforeAll(async () => {
    daemon = await openTestDaemon();
  });
  afterAll(() => daemon.end());

  const post = async (path: string, body: unknown = {}) =>
    (await all(lines(daemon.port, 'POST', path, body)))[0] as Row;

  it('launches a task folder, with progress', async () => {
    const items = [{ text: 'the sky' }, { text: 'the sea' }];
    const folder = writeTask(join(daemon.folder, 'task'), 'colours', items, {
      units_per_assignment: 2,
      allowed_concurrent: 1,
    });
    const replies = await all(lines(daemon.port, 'POST', '/api/runs', { folder }));
    expect(replies.filter(({ progress }) => progress).length).toBeGreaterThan(0);
    const row = replies.at(-1)?.run as Row;
    expect(row).toMatchObject({ task: 'colours', status: 'launched', assignments: 2, units: 4, open: 4, completed: 0 });
    expect(row.worker_url).toBe(`http://${row.id}.localhost:${daemon.port}/`);
    run = row.id as string;
  });

  it('gives people work in order, goes on with it in other tabs, and never pairs anyone with themselves', async () => {
    const ada = openWorker(daemon.port, run, 'ada');
    const bob = openWorker(daemon.port, run, 'bob');
    const first = await ada.arrive('page-1');
    expect(first?.data).toEqual({ text: 'the sky' });
    expect((await ada.arrive('page-1'))?.agentId).toBe(first?.agentId);
    expect((await ada.arrive('page-2'))?.agentId).toBe(first?.agentId);
    for (const _ of ['first', 'again']) await ada.submit(first as Work, { colour: 'blue' });
    await expect(ada.submit(first as Work, { colour: 'another' })).rejects.toThrow('agent/already-submitted');
    const second = await ada.arrive('page-2');
    expect(second?.data).toEqual({ text: 'the sea' });
    await ada.submit(second as Work, { colour: '=grey()' });
    expect(await ada.arrive('page-3')).toBeUndefined();
    for (const visit of ['1', '2']) await bob.submit((await bob.arrive(visit)) as Work, { colour: 'green' });
    ada.close();
    bob.close();
    const { log } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    expect(await json(daemon.port, `/api/runs/${run}?after=${log.sequence}`)).toMatchObject({
      status: 'completed',
      completed: 4,
      open: 0,
    });
  });

  it('exports each answer once, with its data', async () => {
    units.push(...((await all(lines(daemon.port, 'GET', '/api/export?of=colours&format=jsonl'))) as Exported[]));
    const exported = units.map(({ data, answer }) => [data.text, answer.colour]).sort();
    expect(exported).toEqual([
      ['the sea', '=grey()'],
      ['the sea', 'green'],
      ['the sky', 'blue'],
      ['the sky', 'green'],
    ]);
    expect(new Set(units.map(({ worker }) => worker)).size).toBe(2);
  });

  it('has its answers reviewed, and shows a decision at once to its reviewer', async () => {
    const [one, two, three] = units as [Exported, Exported, Exported];
    const { sequence } = (await post(`/api/units/${one.unit}/accept`)) as { sequence: number };
    expect(await json(daemon.port, `/api/units/${one.unit}?after=${sequence}`)).toMatchObject({ status: 'accepted' });
    await post(`/api/units/${two.unit}/reject`, { note: 'Not a colour.' });
    await post(`/api/units/${three.unit}/soft-reject`, { note: 'Thin.' });
    expect(await post(`/api/units/${one.unit}/reject`, { note: 'No.' })).toMatchObject({
      code: 'unit/already-reviewed',
    });
    const exported = (await all(lines(daemon.port, 'GET', `/api/export?of=${run}`))) as Exported[];
    const decisions = exported.map(({ unit, review }) => [unit, review?.decision, review?.note]);
    expect(decisions).toContainEqual([two.unit, 'rejected', 'Not a colour.']);
  });

  it('writes CSV that no spreadsheet runs as formulas', async () => {
    const csv = await text(daemon.port, '/api/export?of=colours&format=csv');
    expect(csv.split('\n')[0]).toContain('answer.colour');
    expect(csv).toContain("'=grey()");
    expect(csv.trim().split('\n')).toHaveLength(5);
  });

  it('replays the history of its run, a unit and an agent', async () => {
    const [one] = units as [Exported];
    const life = await all(lines(daemon.port, 'GET', `/api/replay/${one.unit}`));
    expect(life.map(({ type, state }) => [type, state])).toEqual([
      ['assignment.created', 'open'],
      ['unit.assigned', 'assigned'],
      ['unit.submitted', 'completed'],
      ['unit.accepted', 'accepted'],
    ]);
    const agent = await all(lines(daemon.port, 'GET', `/api/replay/${one.agent}`));
    expect(agent.map(({ state }) => state)).toEqual(['working', 'completed', 'accepted']);
    const whole = await all(lines(daemon.port, 'GET', `/api/replay/${run}`));
    expect(whole.at(-1)).toMatchObject({ state: 'completed' });
    const some = await all(
      lines(daemon.port, 'GET', `/api/replay/${run}?to=${String(whole[3]?.position).split('.')[0]}`),
    );
    expect(some.length).toBeLessThan(whole.length);
  });

  it('shows its facts from any position, filtered, without names', async () => {
    const submitted = await all(lines(daemon.port, 'GET', '/api/events?filter=facts.*.unit.submitted'));
    expect(submitted.map(({ type }) => type)).toEqual(Array(4).fill('unit.submitted'));
    const from = Number(String(submitted[2]?.position).split('.')[0]);
    expect(await all(lines(daemon.port, 'GET', `/api/events?filter=facts.*.unit.submitted&from=${from}`))).toHaveLength(
      2,
    );
    expect(await text(daemon.port, '/api/events')).not.toContain('"bob"');
  });

  it('is the same after a restart, and so are its rows after a rebuild', async () => {
    daemon = await daemon.reopen();
    expect(await json(daemon.port, `/api/runs/${run}`)).toMatchObject({
      status: 'completed',
      completed: 4,
      accepted: 1,
      rejected: 1,
      soft_rejected: 1,
    });
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
    const rebuilt = (await all(lines(daemon.port, 'POST', '/api/rebuild'))).at(-1);
    expect(rebuilt).toMatchObject({ rebuilt: { same: true } });
    expect(await all(lines(daemon.port, 'GET', '/api/export?of=colours'))).toHaveLength(4);
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });

  it('counts a worker’s maximum over all runs of the task', async () => {
    const again = { units_per_assignment: 1, maximum_units_per_worker: 3 };
    const { id } = await launch(
      daemon.port,
      writeTask(join(daemon.folder, 'again'), 'colours', [{ text: 'a' }, { text: 'b' }], again),
    );
    const ada = openWorker(daemon.port, id, 'ada');
    await ada.submit((await ada.arrive()) as Work, { colour: 'red' });
    expect(await ada.arrive()).toBeUndefined();
    ada.close();
    const { log } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    expect(await json(daemon.port, `/api/runs/${id}?after=${log.sequence}`)).toMatchObject({ open: 1 });
  });
});
