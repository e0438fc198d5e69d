import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch, settled } from '../bench/api.ts';
import { openConnection } from '../bench/crowd/connection.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { command } from '../src/cli/for-tests.ts';
import { readSettings } from '../src/startup/config.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { callerAt } from './reviewers.ts';
import { launchItems } from './submitting.ts';

describe('rules of a run', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let run: string;
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    const items = Array.from({ length: 9 }, (_, n) => ({ n }));
    const rules = [
      { if: 'fast_answers >= 1', faster_than_seconds: 3600, do: 'flag', reason: 'Answers came too fast to be read.' },
      { if: 'submitted >= 2', do: 'exclude' },
    ];
    const task = writeTask(join(daemon.folder, 'films'), 'films', items, { units_per_assignment: 1, rules });
    run = (await launch(daemon.port, task)).id;
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  it('flag and exclude a worker, who works again once a person takes it back with one click', async () => {
    const worker = openWorker(daemon.port, run, 'ada');
    for (let n = 0; n < 2; n++) await worker.submit((await worker.arrive()) as Work, { n });
    expect(await worker.arrive()).toBeUndefined();

    const { page, leave } = await browser.visitor();
    await page.goto(`${daemon.url}/runs/${run}`);
    const rules = page.getByRole('region', { name: 'Rules' });
    await rules.getByText('if submitted >= 2: exclude · applied 1 time').waitFor();
    await page.getByText('Excluded by a rule').waitFor();
    await expectFitForEveryone(page);
    await rules.getByRole('link', { name: 'ada' }).first().click();
    await page.getByRole('button', { name: 'Undo “Excluded” of ada', exact: true }).click();
    await page.getByText(/^Taken back: “Excluded”/).waitFor();
    await page.getByText(/Taken back by /).waitFor();
    await expectFitForEveryone(page);
    expect(await worker.arrive()).toBeDefined();
    worker.close();

    await page.goto(`${daemon.url}/workers`);
    await page.getByText('Flagged', { exact: true }).last().waitFor();
    const { applied } = await json<{ applied: unknown[] }>(daemon.port, `/api/rules?run=${run}&standing=true`);
    expect(applied).toMatchObject([{ action: 'flag' }]);
    await leave();
  });
});

type Details = {
  agent_id: string | null;
  init_task_data: Record<string, unknown> | null;
  failure_reason: string | null;
  worker_id: string;
};
type Applied = { id: string; run: string; worker: string; action: string; undone: { by: string } | null };

let visits = 0;

/** What a worker's page sends and gets. */
function pageOf({ port }: { port: number }, run: string) {
  const post = async (path: string, body: unknown) => {
    const connection = openConnection(port, `${run}.localhost:${port}`);
    const { status, body: reply } = await connection.ask('POST', path, body);
    connection.close();
    expect(status).toBe(200);
    return (reply as { data: Details }).data;
  };
  return {
    arrive: (name: string) =>
      post('/request_agent', { provider_data: { worker_name: name, agent_registration_id: `visit-${visits++}` } }),
    submit: ({ agent_id }: Details, final_data: unknown) =>
      post('/submit_task', { USED_AGENT_ID: agent_id, final_data }),
    giveBack: ({ agent_id }: Details) => post('/return_task', { USED_AGENT_ID: agent_id }),
  };
}
/** Whether a worker gets a unit; it is submitted at once. */
async function worksOn({ arrive, submit }: ReturnType<typeof pageOf>, name: string): Promise<boolean> {
  const work = await arrive(name);
  if (work.agent_id !== null) await submit(work, {});
  return work.agent_id !== null;
}
const appliedIn = async ({ port }: { port: number }, run: string) => {
  await settled(port);
  return (await json<{ applied: Applied[] }>(port, `/api/rules?run=${run}`)).applied;
};
/** Takes back what the rules of a run did with this action. */
async function undo(daemon: { port: number }, run: string, action: string) {
  const one = (await appliedIn(daemon, run)).find((did) => did.action === action && !did.undone);
  const anna = callerAt(daemon.port, 'anna');
  return anna.post(`/api/runs/${run}/rules/${one?.id}/undo`, { note: 'By mistake.' });
}

describe('what rules hold against and for workers', () => {
  const items = Array.from({ length: 9 }, (_, n) => ({ n }));
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-rules-'));
  const file = join(folder, 'all.tar.gz');
  let daemon: TestDaemon;
  let signs: string;
  let words: string;
  let careful: string;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    signs = (
      await launchItems(daemon, 'signs', items, {
        ...{
          use_golds: true,
          gold_qualification_base: 'signs',
          max_gold_units: 9,
          min_golds: 1,
          max_incorrect_golds: 1,
        },
        ...{
          allowed_concurrent: 1,
          gold_data: [1, 2].map((g) => ({ g, right: 'stop' })),
          quality: { gold: { sign: 'right' } },
        },
        rules: [
          { if: 'wrong_golds >= 1', do: 'exclude' },
          { if: 'returned >= 2', do: 'pause', pause_minutes: 45 },
        ],
      })
    ).id;
    words = (
      await launchItems(daemon, 'words', items, {
        rules: [
          { if: 'submitted >= 1', do: 'grant', qualification: 'careful', value: 3 },
          { if: 'submitted >= 2', do: 'block', reason: 'Two are enough.' },
        ],
      })
    ).id;
    careful = (await launchItems(daemon, 'careful-only', items, { qualifications: ['careful'] })).id;
  });
  afterAll(() => daemon?.end());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('excludes who answers a gold unit wrong, and says why', async () => {
    const page = pageOf(daemon, signs);
    const gold = await page.arrive('ada');
    expect(gold.init_task_data).toHaveProperty('g');
    await page.submit(gold, { sign: 'go' });
    expect(await page.arrive('ada')).toMatchObject({
      agent_id: null,
      failure_reason: expect.stringMatching(
        /no more work in this study, because too many .* check questions were wrong/,
      ),
    });
  });

  it('pauses who gives back too many, who reads why and for how many minutes', async () => {
    const page = pageOf(daemon, signs);
    for (let n = 0; n < 2; n++) await page.giveBack(await page.arrive('bob'));
    expect((await page.arrive('bob')).failure_reason).toMatch(/in 4[45] minutes, because you gave back too many tasks/);
    await settled(daemon.port);
    expect(await json(daemon.port, `/api/runs/${signs}/rules`)).toMatchObject({
      rules: [
        { rule: 'if wrong_golds >= 1: exclude', applied: 1, standing: 1, undone: 0 },
        { rule: 'if returned >= 2: pause for 45 min', applied: 1, standing: 1, undone: 0 },
      ],
    });
  });

  it('grants and blocks in runs of other tasks, over a restart, until it is taken back over the API', async () => {
    const [page, others] = [pageOf(daemon, words), pageOf(daemon, careful)];
    expect((await others.arrive('cleo')).agent_id).toBeNull();
    await page.submit(await page.arrive('cleo'), {});
    // What she holds she may finish, so she is to hold nothing.
    await expect.poll(() => worksOn(others, 'cleo')).toBe(true);
    await page.submit(await page.arrive('cleo'), {});
    await expect.poll(() => worksOn(others, 'cleo')).toBe(false);

    daemon = await daemon.reopen();
    const [again, elsewhere] = [pageOf(daemon, signs), pageOf(daemon, careful)];
    expect((await again.arrive('ada')).failure_reason).toContain('check questions');
    expect((await again.arrive('bob')).failure_reason).toContain('minutes');
    expect((await elsewhere.arrive('cleo')).agent_id).toBeNull();
    expect(await undo(daemon, words, 'block')).toMatchObject({ status: 202 });
    await expect.poll(() => worksOn(elsewhere, 'cleo')).toBe(true);
  });

  it('restores and imports with its run, and what it did is taken back there', async () => {
    const { cacheFolder } = readSettings(process.env);
    const written = await command(['archive', file, '--identities'], { dataFolder: join(daemon.folder, 'data') });
    expect([written.code, written.err]).toEqual([0, expect.stringContaining('3 runs')]);
    const restored = await command(['restore', file], { dataFolder: join(folder, 'data'), cacheFolder });
    expect([restored.code, restored.out]).toEqual([0, expect.stringContaining('Restored 3 runs')]);
    const again = await openTestDaemon({}, folder);
    try {
      expect(await appliedIn(again, signs)).toEqual(await appliedIn(daemon, signs));
      expect((await pageOf(again, signs).arrive('ada')).failure_reason).toContain('check questions');
    } finally {
      await again.stop();
    }

    const away = await openTestDaemon();
    try {
      const imported = await command(['import', file], { dataFolder: join(away.folder, 'data') });
      expect([imported.code, imported.out]).toEqual([0, expect.stringContaining('3 runs')]);
      const page = pageOf(away, (await launchItems(away, 'signs', items)).id);
      expect((await page.arrive('ada')).failure_reason).toContain('check questions');
      expect(await undo(away, signs, 'exclude')).toMatchObject({ status: 202 });
      expect((await page.arrive('ada')).agent_id).not.toBeNull();
      expect(await appliedIn(away, signs)).toContainEqual(
        expect.objectContaining({ action: 'exclude', undone: expect.objectContaining({ by: 'reviewer:anna' }) }),
      );
    } finally {
      await away.end();
    }
  });

  it('is taken back once, however often that is asked for', async () => {
    const [one] = await appliedIn(daemon, signs);
    const anna = callerAt(daemon.port, 'anna');
    const first = await anna.post(`/api/runs/${signs}/rules/${one?.id}/undo`);
    const second = await anna.post(`/api/runs/${signs}/rules/${one?.id}/undo`);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body.sequence).toBe(first.body.sequence);
    expect((await appliedIn(daemon, signs)).filter(({ undone }) => undone)).toHaveLength(1);
  });

  it('is not taken back where it is not known: of no rule, of another run, or with what can be no id', async () => {
    const before = await appliedIn(daemon, signs);
    const anna = callerAt(daemon.port, 'anna');
    for (const application of [`${signs}.rule.999`, 'another-x7k2p.rule.0', 'x'.repeat(81)])
      expect(await anna.post(`/api/runs/${signs}/rules/${application}/undo`)).toMatchObject({
        status: 404,
        body: { code: 'rule/unknown-application', message: expect.stringContaining(application) },
      });
    expect(await appliedIn(daemon, signs)).toEqual(before);
  });
});
