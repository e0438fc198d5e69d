import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { postForm } from './forms.ts';
import { type Caller, callerAt } from './reviewers.ts';
import { launchItems, submitAnswers } from './submitting.ts';
import { visit } from './visitor.ts';

type Operation = {
  operationId: string;
  requestBody?: { content: Record<string, { schema: { required?: string[] } }> };
};
type Document = { openapi: string; paths: Record<string, Record<string, Operation>> };
type Panel = { targets?: { expr: string }[] };

describe('monitoring', () => {
  let daemon: TestDaemon;
  let run: string;
  let anna: Caller;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    ({ id: run } = await launchItems(daemon, 'colours', [{ n: 1 }, { n: 2 }, { n: 3 }], { currency: 'EUR' }));
    await submitAnswers(daemon, run, 'ada', [{ colour: 'blue' }]);
    const bob = openWorker(daemon.port, run, 'bob');
    await bob.arrive('bob');
    await bob.arrive('bob');
    bob.close();
    await settled(daemon.port);
    anna = callerAt(daemon.port, 'anna');
  });
  afterAll(() => daemon?.end());

  const scrape = async () => (await visit(daemon.port, '/metrics')).text;
  const unitRow = async () => ((await anna.get(`/api/units?run=${run}&limit=1`)).body.units as unknown[])[0];
  const answers = async () => (await visit(daemon.port, `/api/export?of=${run}`)).text;

  it('shows whether the daemon is alive and can record', async () => {
    expect((await visit(daemon.port, '/alive')).json()).toEqual({ alive: true });
    expect((await visit(daemon.port, '/ready')).json()).toEqual({ ready: true });
    expect((await visit(daemon.port, '/health')).json()).toMatchObject({ ok: true, problems: [] });
  });

  it('counts arrivals, packets, units, workers and commits for Prometheus', async () => {
    const metrics = await scrape();
    for (const line of [
      'manyhands_arrivals_total{response="assigned"} 2',
      'manyhands_arrivals_total{response="reconnection"} 1',
      'manyhands_packet_seconds_count{packet="request_agent"} 3',
      'manyhands_packet_seconds_count{packet="submit_task"} 1',
      `manyhands_units{run="${run}",status="completed"} 1`,
      `manyhands_units{run="${run}",status="assigned"} 1`,
      `manyhands_agents{run="${run}",status="in_task"} 1`,
      `manyhands_agents{run="${run}",status="completed"} 1`,
      'manyhands_workers_active 1',
      'manyhands_runs{status="launched"} 1',
      'manyhands_problems 0',
    ]) {
      expect(metrics.split('\n')).toContain(line);
    }
    const sequenceOf = (what: string) =>
      new RegExp(`^manyhands_sequence{what="${what}"} (\\d+)$`, 'm').exec(metrics)?.[1];
    expect(Number(sequenceOf('projected'))).toBeGreaterThan(0);
    expect(sequenceOf('projected')).toBe(sequenceOf('stored'));
    const total = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(metrics)?.[1]);
    expect(total('manyhands_log_append_seconds_count')).toBe(Number(sequenceOf('stored')));
    expect(total('manyhands_facts_total')).toBeGreaterThan(Number(sequenceOf('stored')));
    expect(metrics).not.toMatch(/\b(?:ada|bob)\b/);
  });

  it('shows how far each webhook is, without its address', async () => {
    const { body } = await anna.post('/api/webhooks', { url: 'http://127.0.0.1:9/hooks' });
    const { id } = body.webhook as { id: string };
    const lines = (await scrape()).split('\n').filter((line) => line.startsWith('manyhands_webhook_'));
    expect(lines.sort()).toEqual([
      `manyhands_webhook_active{webhook="${id}"} 1`,
      `manyhands_webhook_behind{webhook="${id}"} 0`,
      `manyhands_webhook_delivered{webhook="${id}"} 0`,
      `manyhands_webhook_failed_attempts{webhook="${id}"} 0`,
    ]);
  });

  it('measures each stage of a packet, and the data of a task', async () => {
    const metrics = await scrape();
    const figure = (line: string) =>
      Number(
        metrics
          .split('\n')
          .find((one) => one.startsWith(`${line} `))
          ?.split(' ')[1],
      );
    const stage = (name: string, what: string) =>
      figure(`manyhands_packet_stage_seconds_${what}{packet="request_agent",stage="${name}"}`);
    const stages = ['arriving', 'deciding', 'storing', 'answering'];
    expect(stages.map((name) => [name, stage(name, 'count')])).toEqual(stages.map((name) => [name, 3]));
    expect(stage('end_to_end', 'count')).toBe(3);
    const parts = stages.map((name) => stage(name, 'sum')).reduce((sum, part) => sum + part);
    expect(parts).toBeCloseTo(stage('end_to_end', 'sum'), 1);
    expect(stage('storing', 'sum')).toBeGreaterThan(0);
    for (const step of ['open', 'summarize', 'start', 'next'])
      expect(figure(`manyhands_task_data_seconds_count{step="${step}"}`), step).toBeGreaterThan(0);
    expect(figure('manyhands_task_data_seconds_count{step="unit_data"}')).toBe(3);
  });

  it('leaves out stages if the clock of a page is wrong', async () => {
    const times = [Date.now() / 1000 + 600, 12.5, 'no time', null, { a: 1 }];
    const counts = async () => {
      const metrics = await scrape();
      const line = (what: string) =>
        new RegExp(`^manyhands_packet_stage_seconds_${what}\\{packet="return_task",stage="arriving"\\} (\\S+)$`, 'm');
      return ['count', 'sum'].map((what) => Number(line(what).exec(metrics)?.[1]));
    };
    for (const [n, client_timestamp] of times.entries()) {
      const guest = openWorker(daemon.port, run, `guest-${n}`);
      const { agentId } = (await guest.arrive()) ?? {};
      guest.close();
      const body = { USED_AGENT_ID: agentId, client_timestamp };
      const got = await visit(daemon.port, '/return_task', { method: 'POST', host: `${run}.localhost`, body });
      expect(got.status).toBe(200);
    }
    expect(await counts()).toEqual([1, 0]);
  });

  it('has every metric of the dashboard', async () => {
    const metrics = await scrape();
    const dashboard = readFileSync(join(packageFolder, 'docs/grafana/manyhands.json'), 'utf8');
    const { panels } = JSON.parse(dashboard) as { panels: Panel[] };
    const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    const names = new Set(asked.flatMap((expr) => expr.match(/\b(?:manyhands|nodejs|process)_\w+/g) ?? []));
    expect(names.size).toBeGreaterThan(8);
    expect([...names].filter((name) => !new RegExp(`^${name}[ {]`, 'm').test(metrics))).toEqual([]);
  });

  it('describes its API in OpenAPI, each way it can be asked once', async () => {
    const { openapi, paths } = (await visit(daemon.port, '/api/openapi.json')).json<Document>();
    expect(openapi).toBe('3.0.3');
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({ path, method, operationId })),
    );
    const served = new Set(daemon.routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`));
    const names = described.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(names.filter((name) => !served.has(name))).toEqual([]);
    expect([...served].filter((name) => /^(?!HEAD|OPTIONS)\S+ \/api\/./.test(name) && !names.includes(name))).toEqual(
      [],
    );
    expect(new Set(described.map(({ operationId }) => operationId)).size).toBe(described.length);
    expect(described.length).toBeGreaterThan(40);
    expect(
      paths['/api/workers/{worker}/block']?.post?.requestBody?.content['application/json']?.schema.required,
    ).toEqual(['reason']);
  });

  it('has notes and bonuses in its lists, and every decision in the next export', async () => {
    const unit = `${run}.0.0`;
    await anna.post(`/api/units/${unit}/accept`, { note: 'Fine.', bonus_cents: 20 });
    await settled(daemon.port);
    expect(await unitRow()).toMatchObject({ status: 'accepted', note: 'Fine.', bonus_cents: 20 });
    expect(await answers()).toContain('"status":"accepted"');
    await anna.post(`/api/units/${unit}/undo`);
    await anna.post(`/api/units/${unit}/reject`, { note: 'Not blue.' });
    await settled(daemon.port);
    expect(await unitRow()).toMatchObject({ status: 'rejected', note: 'Not blue.' });
    expect(await answers()).toContain('"status":"rejected"');
    await anna.post(`/api/units/${unit}/undo`);
    await anna.post(`/api/units/${unit}/soft-reject`, { note: 'Nearly.' });
    await settled(daemon.port);
    expect(await unitRow()).toMatchObject({ status: 'soft_rejected', note: 'Nearly.' });
    expect(await answers()).toContain('"status":"soft_rejected"');
  });

  it('takes a known column as order, and never SQL', async () => {
    for (const path of ['units', 'workers', 'queue', 'items', 'qualifications/q/workers']) {
      const name = path === 'queue' || path === 'items' ? 'order' : 'sort';
      const got = await visit(daemon.port, `/api/${path}?${name}=${encodeURIComponent('id; DROP TABLE units')}`);
      expect([path, got.status, got.code]).toEqual([path, 400, 'request/bad-shape']);
    }
  });

  it('has the same study in a copy of the stopped data folder', async () => {
    const before = await answers();
    await daemon.stop();
    const elsewhere = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
    cpSync(join(daemon.folder, 'data'), join(elsewhere, 'data'), { recursive: true });
    rmSync(join(elsewhere, 'data/read-model'), { recursive: true });
    rmSync(daemon.folder, { recursive: true });
    daemon = await openTestDaemon({}, elsewhere);
    await settled(daemon.port);
    expect(await answers()).toBe(before);
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
    await submitAnswers(daemon, run, 'cleo', [{ colour: 'red' }]);
  });

  it('counts packets that were refused, such as answers that are too large, however they are sent', async () => {
    const { id } = await launchItems(daemon, 'short', [{ n: 1 }, { n: 2 }], { max_answer_bytes: 100 });
    const host = `${id}.localhost:${daemon.port}`;
    const ada = openWorker(daemon.port, id, 'ada');
    const [first, second] = [await ada.arrive('1'), await ada.arrive('2')] as [Work, Work];
    // Two quotes, and the letters.
    const [longest, longer] = ['x'.repeat(98), 'x'.repeat(99)];
    await expect(ada.submit(first, longer)).rejects.toThrow('agent/answer-too-large');
    await ada.submit(first, longest);
    const form = (answer: string) => [
      { name: 'USED_AGENT_ID', value: second.agentId },
      { name: 'final_string_data', value: JSON.stringify({ value: answer }) },
    ];
    const around = JSON.stringify({ value: '' }).length;
    expect(await postForm(daemon.port, host, '/submit_task', form('x'.repeat(101 - around)))).toBe(413);
    expect(await postForm(daemon.port, host, '/submit_task', form('x'.repeat(100 - around)))).toBe(200);
    ada.close();
    const line = 'manyhands_refused_packets_total{packet="submit_task",code="agent/answer-too-large"} 2';
    expect(await scrape()).toContain(line);
  });
});
