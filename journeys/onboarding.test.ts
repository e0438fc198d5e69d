import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, lines, settled } from '../bench/api.ts';
import { openConnection } from '../bench/crowd/connection.ts';
import { writeTask } from '../bench/task.ts';
import { client } from '../src/api/client.ts';
import * as onboarding from '../src/api/onboardings.ts';
import * as api from '../src/api/workers.ts';
import { command } from '../src/cli/for-tests.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems } from './submitting.ts';

const items = Array.from({ length: 6 }, (_, n) => ({ n }));
const training = [
  { text: 'The cat sat.', expected: { tone: 'neutral' }, explanation: 'Nothing here judges.' },
  { text: 'What a lovely cat!', expected: { tone: 'good' } },
];
const neutral = { tone: 'neutral' };
const good = { tone: 'good' };

type Details = {
  agent_id: string | null;
  init_task_data: Record<string, unknown> | null;
  failure_reason: string | null;
  worker_id: string;
};

describe('a run with an onboarding', () => {
  let daemon: TestDaemon;
  let run: string;
  const settings = { onboarding_qualification: 'trained', onboarding_data: training, onboarding_max_mistakes: 1 };

  beforeAll(async () => {
    daemon = await openTestDaemon();
    run = (await launchItems(daemon, 'tones', items, settings)).id;
  });
  afterAll(() => daemon.end());

  async function post(path: string, body: unknown, of = run) {
    const connection = openConnection(daemon.port, `${of}.localhost:${daemon.port}`);
    const { status, body: reply } = await connection.ask('POST', path, body);
    connection.close();
    return { status, data: (reply as { data: Details }).data };
  }
  const arrive = async (name: string, registration = `page-of-${name}`, of = run) => {
    const provider_data = { worker_name: name, agent_registration_id: registration };
    return (await post('/request_agent', { provider_data }, of)).data;
  };
  /** As Mephisto's pages send it. */
  const submit = async ({ agent_id }: Details, onboarding_data: unknown, more = {}) =>
    (await post('/submit_onboarding', { provider_data: { USED_AGENT_ID: agent_id, onboarding_data, ...more } })).data;
  const heldBy = async ({ worker_id }: Details) => {
    const { qualifications } = await client(daemon.url).call(api.getWorker, { params: { worker: worker_id } });
    return Object.fromEntries(qualifications.map(({ name, value }) => [name, value]));
  };

  it('shows its pages first, without the right answers, and gives a unit to who passes', async () => {
    const first = await arrive('ada');
    expect(first.agent_id).toMatch(/^onboarding-/);
    expect(first.init_task_data).toEqual({ text: 'The cat sat.', onboarding: { page: 1, pages: 2, mistakes: 0 } });
    const second = await submit(first, neutral);
    expect(second).toMatchObject({ agent_id: first.agent_id, init_task_data: { onboarding: { page: 2, pages: 2 } } });
    const unit = await submit(second, good);
    expect(unit.agent_id).toMatch(/^a/);
    expect(unit.init_task_data).toEqual({ n: 0 });
    expect(await heldBy(unit)).toEqual({ trained: 1 });
  });

  it('explains a wrong answer and shows the page again, until there were too many', async () => {
    const first = await arrive('bob');
    const again = await submit(first, good);
    expect(again.init_task_data).toEqual({
      text: 'The cat sat.',
      onboarding: { page: 1, pages: 2, mistakes: 1, wrong: true, explanation: 'Nothing here judges.' },
    });
    const failed = await submit(again, good);
    expect(failed).toMatchObject({
      agent_id: null,
      failure_reason: expect.stringContaining('not currently qualified'),
    });
    expect(await arrive('bob', 'another-page')).toMatchObject({ agent_id: null });
    expect(await heldBy(failed)).toEqual({ trained: 0, 'trained-failed': 0 });
  });

  it('is one for all tabs of a worker, however often they submit', async () => {
    const [first, ...others] = await Promise.all([1, 2, 3, 4].map((tab) => arrive('eve', `tab-${tab}`)));
    for (const tab of others) expect(tab.agent_id).toBe(first!.agent_id);
    const next = await Promise.all([1, 2, 3, 4].map(() => submit(first!, neutral, { onboarding_page: 1 })));
    for (const one of next) expect(one.init_task_data).toMatchObject({ onboarding: { page: 2 } });
    await Promise.all([1, 2, 3].map(() => submit(first!, good, { onboarding_page: 2 })));
    const facts: string[] = [];
    for await (const fact of lines(daemon.port, 'GET', `/api/events?filter=facts.${run}.onboarding.>`)) {
      const { agentId } = fact.data as { agentId: string };
      if (agentId === first!.agent_id) facts.push(String(fact.type));
    }
    expect(facts).toEqual([
      'onboarding.started',
      'onboarding.page-submitted',
      'onboarding.page-judged',
      'onboarding.page-submitted',
      'onboarding.passed',
      'onboarding.granted',
    ]);
  });

  it('is remembered in other runs', async () => {
    const other = (await launchItems(daemon, 'tones', items, settings)).id;
    expect((await arrive('ada', 'page', other)).init_task_data).toEqual({ n: 0 });
    expect((await arrive('bob', 'page', other)).agent_id).toBeNull();
  });

  it('goes on where it was after a restart, and knows who has passed', async () => {
    const first = await arrive('kim');
    await submit(first, neutral);
    await daemon.stop();
    daemon = await openTestDaemon({}, daemon.folder);
    const second = await arrive('kim');
    expect(second).toMatchObject({ agent_id: first.agent_id, init_task_data: { onboarding: { page: 2 } } });
    expect((await submit(second, good)).init_task_data).toMatchObject({ n: expect.any(Number) });
    expect(await heldBy(second)).toEqual({ trained: 1 });
  });

  async function manyhands({ folder }: TestDaemon, ...words: string[]): Promise<string> {
    const { code, out, err } = await command(words, { dataFolder: join(folder, 'data') });
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    return out;
  }
  const everyone = async () => {
    await settled(daemon.port);
    return client(daemon.url).call(onboarding.listOnboardings, { query: { run } });
  };
  const file = async (format: string, of = run, port = daemon.port) => {
    const response = await fetch(`http://localhost:${port}/api/export/onboardings?of=${of}&format=${format}`);
    return { status: response.status, text: await response.text() };
  };

  it('lists who is how far, and each page with what was answered and expected', async () => {
    const { onboardings, counts } = await everyone();
    expect(counts).toEqual({ working: 0, waiting: 0, passed: 3, failed: 1 });
    expect(onboardings.map(({ status, mistakes }) => [status, mistakes])).toEqual([
      ['passed', 0],
      ['passed', 0],
      ['failed', 2],
      ['passed', 0],
    ]);
    const failed = onboardings.find(({ status }) => status === 'failed');
    const { steps, ...row } = await client(daemon.url).call(onboarding.getOnboarding, {
      params: { onboarding: failed?.id ?? '' },
    });
    expect(row).toEqual(failed);
    expect(steps).toEqual(
      [1, 2].map(() => ({
        page: 1,
        submitted_at: expect.any(String),
        active_seconds: null,
        inputs: { text: 'The cat sat.' },
        answer: good,
        expected: neutral,
        correct: false,
        explanation: 'Nothing here judges.',
      })),
    );
    expect(await json(daemon.port, `/api/onboardings?worker=${failed?.worker}&status=failed`)).toMatchObject({
      onboardings: [{ id: failed?.id, run }],
    });
  });

  it('is listed and exported in a terminal', async () => {
    const [head, ...rows] = (await manyhands(daemon, 'onboarding', 'tones')).trim().split('\n');
    expect(head).toMatch(/^ONBOARDING +WORKER +STATUS +PAGE +MISTAKES +STARTED +ENDED$/);
    expect(rows).toHaveLength(4);
    const failed = rows.find((row) => row.includes('Failed'));
    const one = await manyhands(daemon, 'onboarding', failed?.split(' ')[0] ?? '');
    for (const line of [
      /^mistakes +2 of 1 allowed$/m,
      /^answer +\{"tone":"good"\}$/m,
      /^expected +\{"tone":"neutral"\}$/m,
    ])
      expect(one).toMatch(line);
    expect(await manyhands(daemon, 'export', run, '--onboarding')).toBe((await file('jsonl')).text);
    const out = join(daemon.folder, 'training.csv');
    await manyhands(daemon, 'export', run, '--onboarding', '--format', 'csv', '--out', out);
    expect(readFileSync(out, 'utf8')).toBe((await file('csv')).text);
    const options = { dataFolder: join(daemon.folder, 'data') };
    expect(await command(['export', run, '--onboarding', '--format', 'parquet'], options)).toMatchObject({ code: 2 });
  });

  it('is exported apart from the answers, in the words of Mephisto', async () => {
    const { text } = await file('jsonl', 'tones');
    const exported = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exported.map(({ status, steps }) => [status, steps.length])).toEqual([
      ['approved', 2],
      ['rejected', 2],
      ['approved', 2],
      ['approved', 2],
    ]);
    const [head, first] = (await file('csv')).text.split('\r\n');
    expect(head).toBe(
      'task,run,onboarding,worker,status,pages,mistakes,started_at,ended_at,page,submitted_at,active_seconds,correct,explanation,inputs.text,expected.tone,answer.tone',
    );
    expect(first).toMatch(/^tones,.*,approved,2,0,.*,1,.*,,true,,The cat sat\.,neutral,neutral$/);
    for await (const line of lines(daemon.port, 'GET', `/api/export?of=${run}`))
      expect(line).not.toHaveProperty('steps');
    expect((await file('csv', 'nothing')).status).toBe(404);
  });

  it('goes into an archive with its run, and keeps its outcome and its workers elsewhere', async () => {
    const archive = join(daemon.folder, 'tones.tar.gz');
    const before = (await file('jsonl')).text;
    await manyhands(daemon, 'archive', archive, '--run', run);
    const other = await openTestDaemon();
    try {
      await manyhands(other, 'import', archive, '--label', 'moved');
      expect((await file('jsonl', run, other.port)).text).toBe(before);
      expect((await manyhands(other, 'onboarding', run, '--status', 'failed')).split('\n')).toHaveLength(3);
    } finally {
      await other.end();
    }
  });

  const qualificationsNow = async () => {
    const { qualifications } = await client(daemon.url).call(api.listQualifications, { query: {} });
    return qualifications;
  };

  it('is part of the plan of a launch, which creates its qualifications last, and not at all when it is a trial', async () => {
    const names = { onboarding_qualification: 'novice', qualifications: ['trained', 'accuracy'] };
    const folder = writeTask(join(daemon.folder, 'plans'), 'plans', items, { ...settings, ...names });
    const before = await qualificationsNow();
    let last: Record<string, unknown> = {};
    for await (const line of lines(daemon.port, 'POST', '/api/runs', { folder, dry_run: true })) last = line;
    expect(last.plan).toMatchObject({
      requirements: ['Must have trained', 'Must have accuracy'],
      onboarding: { qualification: 'novice', pages: 2, max_mistakes: 1 },
      creates: ['accuracy', 'novice', 'novice-failed'],
    });
    const bad = { folder, overrides: { data: 'missing.json' } };
    for await (const _ of lines(daemon.port, 'POST', '/api/runs', bad));
    expect(await qualificationsNow()).toEqual(before);
  });

  it('keeps its qualifications from being retired while its run goes on', async () => {
    const found = (await qualificationsNow()).filter(({ name }) => name.startsWith('trained'));
    expect(found).toHaveLength(2);
    for (const { id } of found)
      await expect(
        client(daemon.url).call(api.retireQualification, { params: { qualification: id } }),
      ).rejects.toMatchObject({ code: 'qualification/required' });
  });

  it('begins anew for whoever loses what it granted', async () => {
    const before = await arrive('bob', 'a-third-page');
    expect(before.agent_id).toBeNull();
    for (const name of ['trained', 'trained-failed'])
      await manyhands(daemon, 'qualifications', 'revoke', name, before.worker_id);
    expect((await arrive('bob', 'a-third-page')).init_task_data).toMatchObject({
      onboarding: { page: 1, mistakes: 0 },
    });
  });

  it('comes before a screening unit', async () => {
    const screening = {
      ...{ use_screening_task: true, passed_qualification_name: 'careful', block_qualification: 'careless' },
      ...{
        allowed_concurrent: 1,
        max_screening_units: 5,
        screening_data: [{ text: 'A test.', expected: { tone: 'neutral' } }],
      },
    };
    const both = { onboarding_qualification: 'begun', onboarding_data: training.slice(1), ...screening };
    const { id } = await launchItems(daemon, 'screened', items, both);
    const first = await arrive('zoe', 'page', id);
    expect(first.init_task_data).toEqual({ text: 'What a lovely cat!' });
    const answer = { USED_AGENT_ID: first.agent_id, onboarding_data: good };
    const { data } = await post('/submit_onboarding', { provider_data: answer }, id);
    expect(data.init_task_data).toMatchObject({ text: 'A test.' });
    expect(await heldBy(data)).toEqual({ begun: 1 });
  });

  it('comes before gold units, which are then mixed in, and who fails these is out', async () => {
    const gold = {
      ...{ use_golds: true, gold_qualification_base: 'known', max_gold_units: 9, min_golds: 1, max_incorrect_golds: 0 },
      ...{ gold_every: 1, allowed_concurrent: 1 },
      gold_data: [1, 2, 3].map((g) => ({ g, expected: { tone: 'good' } })),
    };
    const both = { onboarding_qualification: 'started', onboarding_data: training.slice(1), ...gold };
    const { id } = await launchItems(daemon, 'known', items, both);
    const begin = async (worker: string) => {
      const { agent_id, init_task_data } = await arrive(worker, 'page', id);
      expect(init_task_data).toEqual({ text: 'What a lovely cat!' });
      const provider_data = { USED_AGENT_ID: agent_id, onboarding_data: good };
      return (await post('/submit_onboarding', { provider_data }, id)).data;
    };
    const next = async (worker: string, { agent_id }: Details, answer: unknown, page: string) => {
      expect((await post('/submit_task', { USED_AGENT_ID: agent_id, final_data: answer }, id)).status).toBe(200);
      return arrive(worker, page, id);
    };
    const first = await begin('kai');
    expect(first.init_task_data).toEqual({ g: expect.any(Number) });
    const second = await next('kai', first, good, 'second');
    expect(second.init_task_data).toEqual({ n: expect.any(Number) });
    expect((await next('kai', second, {}, 'third')).init_task_data).toEqual({ g: expect.any(Number) });
    await expect.poll(() => heldBy(first)).toMatchObject({ started: 1, 'known-correct-golds': 1 });
    const failing = await begin('lea');
    expect(await next('lea', failing, neutral, 'second')).toMatchObject({ agent_id: null });
    await expect.poll(() => heldBy(failing)).toMatchObject({ started: 1, 'known-wrong-golds': 1 });
  });

  it('refuses what belongs to nobody', async () => {
    const bare = { USED_AGENT_ID: 'onboarding-nobody', onboarding_data: {} };
    expect((await post('/submit_onboarding', bare)).status).toBe(404);
    expect((await post('/submit_onboarding', {})).status).toBe(400);
    expect((await post('/submit_task', { USED_AGENT_ID: (await arrive('mia')).agent_id, final_data: {} })).status).toBe(
      404,
    );
  });
});
