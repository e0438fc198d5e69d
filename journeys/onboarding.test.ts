import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines } from '../bench/api.ts';
import { openConnection } from '../bench/crowd/connection.ts';
import { client } from '../src/api/client.ts';
import * as api from '../src/api/workers.ts';
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

  it('refuses what belongs to nobody', async () => {
    const bare = { USED_AGENT_ID: 'onboarding-nobody', onboarding_data: {} };
    expect((await post('/submit_onboarding', bare)).status).toBe(404);
    expect((await post('/submit_onboarding', {})).status).toBe(400);
    expect((await post('/submit_task', { USED_AGENT_ID: (await arrive('mia')).agent_id, final_data: {} })).status).toBe(
      404,
    );
  });
});
