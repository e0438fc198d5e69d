import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { launch, settled } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { openAccess } from '../src/adapters/gateway/access/access.ts';
import { declaredEndpoints } from '../src/adapters/gateway/for-tests.ts';
import { takesWorker } from '../src/adapters/gateway/http/refusal-codes.ts';
import type { JsonSchema } from '../src/adapters/gateway/reading/json-shape.ts';
import { sampleOf } from '../src/adapters/gateway/reading/samples.ts';
import { client } from '../src/api/client.ts';
import type { Role } from '../src/api/endpoint.ts';
import { getTimeline } from '../src/api/timeline.ts';
import { listUnits } from '../src/api/units.ts';
import { makeVerdict } from '../src/api/verdicts.ts';
import { workerNames } from '../src/api/worker-names.ts';
import { blockWorker, getWorker, listWorkers, unblockWorker } from '../src/api/workers.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

const roles = ['reader', 'reviewer', 'owner'] as const;
const people = ['Ada', 'Bob', 'bob'];

describe('the names of workers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-names-'));
  const access = openAccess({ dataFolder: join(folder, 'data'), mayBeEmpty: true });
  const tokens = new Map<Role, string>();
  const idOf: Record<string, string> = {};
  let daemon: TestDaemon;
  let run: string;

  beforeAll(async () => {
    for (const role of roles) {
      await access.users.add({ name: role, role, password: 'correct horse battery' });
      tokens.set(role, access.tokens.make({ name: role }).token);
    }
    daemon = await openTestDaemon({}, folder);
    const items = Array.from({ length: 4 }, (_, n) => ({ n }));
    const task = writeTask(join(folder, 'films'), 'films', items, { units_per_assignment: 3 });
    run = (await launch(daemon.port, task)).id;
    for (const name of people) {
      const worker = openWorker(daemon.port, run, name);
      await worker.submit((await worker.arrive()) as Work, { n: name });
      worker.close();
    }
    await settled(daemon.port);
    const { names } = await as('owner').call(workerNames, {});
    for (const { name, worker } of names) idOf[name] = worker;
  });
  afterAll(() => daemon?.end());
  afterAll(() => access.close());

  const as = (role: Role) => client(daemon.url, { token: tokens.get(role) });
  const codeOf = (asked: Promise<unknown>) =>
    asked.then(
      () => undefined,
      ({ code }: { code: string }) => code,
    );

  it('are told to owners, by id or by a part, and to nobody else', async () => {
    expect(Object.keys(idOf).sort()).toEqual(['Ada', 'Bob', 'bob']);
    const workers = [idOf.Ada, 'nobody', idOf.bob].join(',');
    const asked = await as('owner').call(workerNames, { query: { workers } });
    expect(asked.names.map(({ name }) => name).sort()).toEqual(['Ada', 'bob']);
    for (const role of ['reader', 'reviewer'] as const) {
      expect(await as(role).call(workerNames, { query: { workers } })).toEqual({ names: [] });
      expect(await as(role).call(workerNames, { query: { search: 'Ada' } })).toEqual({ names: [] });
      const found = await as(role).call(listWorkers, { query: { search: 'ada' } });
      expect(found.total).toBe(0);
    }
    expect((await as('owner').call(listWorkers, { query: { search: 'ada' } })).total).toBe(1);
  });

  it('stand for their workers wherever a request takes a worker', async () => {
    const owner = as('owner');
    expect((await owner.call(getWorker, { params: { worker: 'ada' } })).id).toBe(idOf.Ada);
    expect((await owner.call(getWorker, { params: { worker: 'inhouse:Bob' } })).id).toBe(idOf.Bob);
    const { of, entries } = await owner.call(getTimeline, { params: { id: 'Ada' }, query: {} });
    expect([of, new Set(entries.map(({ worker }) => worker))]).toEqual(['worker', new Set([idOf.Ada])]);
    const { units } = await owner.call(listUnits, { query: { worker: 'Ada' } });
    expect(units.map(({ worker }) => worker)).toEqual([idOf.Ada]);
    const body = { decision: 'accepted', worker: 'Ada', run } as const;
    const lines = [];
    for await (const line of owner.stream(makeVerdict, { body })) lines.push(line);
    expect(lines.at(-1)).toMatchObject({ reviewed: 1 });
    const matching = { worker: 'Bob', run };
    for await (const line of owner.stream(makeVerdict, { body: { decision: 'accepted', matching } })) lines.push(line);
    expect(lines.at(-1)).toMatchObject({ reviewed: 1 });
    await owner.call(blockWorker, { params: { worker: 'bob' }, body: { reason: 'Sleeps.' } });
    const { sequence } = await owner.call(unblockWorker, { params: { worker: 'bob' }, body: {} });
    const { history } = await owner.call(getWorker, { params: { worker: idOf.bob ?? '' }, query: { after: sequence } });
    expect(history.map(({ what }) => what)).toEqual(['unblocked', 'blocked']);
  });

  it('that several have are refused with who is meant', async () => {
    const asked = as('owner').call(getWorker, { params: { worker: 'BOB' } });
    await expect(asked).rejects.toMatchObject({ code: 'worker/ambiguous', status: 409 });
    await expect(asked).rejects.toThrow(`Bob (${idOf.Bob}), bob (${idOf.bob})`);
  });

  it('find nobody for who may not see them, but the beginning of an id does', async () => {
    const reviewer = as('reviewer');
    for (const word of ['Ada', 'inhouse:Ada', 'BOB'])
      expect(await codeOf(reviewer.call(getWorker, { params: { worker: word } }))).toBe('worker/unknown');
    const short = idOf.Ada?.slice(0, 8) ?? '';
    expect((await reviewer.call(getWorker, { params: { worker: short } })).id).toBe(idOf.Ada);
  });

  it('are taken by every endpoint with a worker', async () => {
    const taking = (await declaredEndpoints()).map(([, endpoint]) => endpoint).filter(takesWorker);
    expect(taking.length).toBeGreaterThan(8);
    for (const endpoint of taking) {
      const keysOf = (part: unknown) => Object.keys((part as { shape?: object } | undefined)?.shape ?? {});
      const path = endpoint.path.replace(/:(\w+)/g, (_, name) => (name === 'worker' ? 'BOB' : 'x'));
      const query = keysOf(endpoint.query).includes('worker') ? '?worker=BOB' : '';
      const isObject = keysOf(endpoint.body).length > 0;
      const sample = isObject
        ? sampleOf(z.toJSONSchema(endpoint.body as z.ZodType, { io: 'input' }) as JsonSchema)
        : {};
      const sent = { ...(sample as object), ...(keysOf(endpoint.body).includes('worker') ? { worker: 'BOB' } : {}) };
      const response = await fetch(`${daemon.url.replace(/\/$/, '')}${path}${query}`, {
        method: endpoint.method,
        headers: { authorization: `Bearer ${tokens.get('owner')}`, 'content-type': 'application/json' },
        ...(endpoint.method === 'GET' ? {} : { body: JSON.stringify(sent) }),
      });
      expect([endpoint.name, await response.json()]).toMatchObject([endpoint.name, { code: 'worker/ambiguous' }]);
    }
  });
});
