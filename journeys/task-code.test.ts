import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { json } from '../bench/api.ts';
import { openConnection } from '../bench/crowd/connection.ts';
import { writeTask } from '../bench/task.ts';
import { client } from '../src/api/client.ts';
import { reloadCode } from '../src/api/run-code.ts';
import { getRunConfig } from '../src/api/run-config.ts';
import { overview } from '../src/api/runs.ts';
import { command } from '../src/cli/for-tests.ts';
import { readSettings } from '../src/startup/config.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';

type Host = { run: string; pid?: number; functions: string[]; failure?: string };
type Details = { agent_id: string | null; init_task_data: Record<string, unknown> | null };

const code = `import { defineTask } from 'manyhands/task';
export default defineTask({
  data: [{ word: 'rose' }, { word: 'thorn' }, { word: 'ivy' }, { word: 'fern' }, { word: 'moss' }],
  onboarding: { data: (worker) => [{ greeting: \`Hello \${worker.name}\` }] },
  validateOnboarding({ outputs }) {
    if (outputs.word === 'crash') process.exit(3);
    if (outputs.word === 'throw') throw new Error('too blue');
    return { passed: outputs.word === 'tulip', explanation: 'It is a flower.' };
  },
});
`;

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a task with code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const { cacheFolder } = readSettings(process.env);
  let daemon: TestDaemon;
  let run: string;
  let task: string;

  beforeAll(async () => {
    const settings = { data: undefined, onboarding_qualification: 'gardener', onboarding_max_mistakes: 3 };
    task = writeTask(join(folder, 'flowers'), 'flowers', [], settings);
    writeFileSync(join(task, 'task.ts'), code);
    daemon = await openTestDaemon();
    run = (await launchWith(daemon.port, task)).id;
  });
  afterAll(async () => {
    await daemon?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const hostOf = async (id = run) =>
    (await json<{ hosts?: Host[] }>(daemon.port, '/health')).hosts?.find((host) => host.run === id);
  async function post(path: string, body: unknown) {
    const connection = openConnection(daemon.port, `${run}.localhost:${daemon.port}`);
    const { status, body: reply } = await connection.ask('POST', path, body);
    connection.close();
    return { status, data: (reply as { data: Details }).data };
  }
  const problems = async () => {
    const { runs } = await client(daemon.url).call(overview, {});
    return runs.find(({ id }) => id === run)!.problems;
  };
  const arrive = async (worker_name: string) =>
    (await post('/request_agent', { provider_data: { worker_name, agent_registration_id: worker_name } })).data;
  const submit = ({ agent_id }: Details, word: string) =>
    post('/submit_onboarding', { provider_data: { USED_AGENT_ID: agent_id, onboarding_data: { word } } });

  it('has its items and its onboarding from there', async () => {
    const first = await arrive('ada');
    expect(first.init_task_data).toMatchObject({ greeting: 'Hello ada' });
    const again = await submit(first, 'oak');
    expect(again.data.init_task_data).toMatchObject({ onboarding: { mistakes: 1, explanation: 'It is a flower.' } });
    expect((await submit(first, 'tulip')).data.init_task_data).toEqual({ word: 'rose' });
    expect(await hostOf()).toMatchObject({ functions: ['onboardingData', 'validateOnboarding'] });
  });

  it('keeps its worker where they are when the code fails or its process ends, and says what failed', async () => {
    const first = await arrive('bob');
    const { pid } = (await hostOf())!;
    expect((await submit(first, 'throw')).status).not.toBe(200);
    await vi.waitFor(async () => expect((await hostOf())?.failure).toContain('too blue (./task.ts:7)'), {
      timeout: 20_000,
    });
    await vi.waitFor(async () => expect((await problems()).join()).toContain('too blue (./task.ts:7)'), {
      timeout: 20_000,
    });
    expect((await arrive('eve')).init_task_data).toMatchObject({ greeting: 'Hello eve' });
    process.kill(pid!, 'SIGKILL');
    await vi.waitFor(async () => expect((await hostOf())?.pid).not.toBe(pid), { timeout: 20_000 });
    await vi.waitFor(async () => expect((await hostOf())?.failure ?? '').not.toContain('SIGKILL'), { timeout: 20_000 });
    expect((await submit(await arrive('eve'), 'tulip')).data.init_task_data).toEqual({ word: 'thorn' });
  });

  it('is loaded again while its run is open; what cannot be loaded leaves the former code in place', async () => {
    const api = client(daemon.url);
    const reload = () => api.call(reloadCode, { params: { run } });
    const versions = async () => (await api.call(getRunConfig, { params: { run } })).code;
    const better = code.replace('Hello', 'Welcome').replace("=== 'tulip'", "=== 'lily'");
    writeFileSync(join(task, 'task.ts'), better.replace("throw new Error('too blue')", 'return false'));
    expect(await reload()).toMatchObject({ file: 'task.ts', functions: ['onboardingData', 'validateOnboarding'] });
    await vi.waitFor(async () => expect(await versions()).toHaveLength(2), { timeout: 20_000 });
    const [before, after] = await versions();
    expect([before!.by, after!.by]).toEqual(['task-host', 'reviewer:local']);
    expect(after!.sha256).not.toBe(before!.sha256);
    const greeted = { failure_reason: null, init_task_data: { greeting: 'Welcome lea' } };
    expect(await arrive('lea')).toMatchObject(greeted);
    expect((await submit(await arrive('lea'), 'lily')).data.init_task_data).toHaveProperty('word');
    await vi.waitFor(async () => expect(await problems()).toEqual([]), { timeout: 20_000 });
    writeFileSync(join(task, 'task.ts'), code.replace("[{ word: 'rose' }", '[{ word: }'));
    await expect(reload()).rejects.toThrow(/\.\/task\.ts:3/);
    expect((await arrive('max')).init_task_data).toMatchObject({ greeting: 'Welcome max' });
    expect(await versions()).toHaveLength(2);
    writeFileSync(join(task, 'task.ts'), code);
  });

  it('has its host again after a restart of the daemon, and none when that has stopped', async () => {
    const before = (await hostOf())!.pid!;
    daemon = await daemon.reopen();
    expect(isAlive(before)).toBe(false);
    await vi.waitFor(async () => expect((await hostOf())?.pid).toBeGreaterThan(0), { timeout: 20_000 });
    expect((await arrive('kim')).init_task_data).toMatchObject({ greeting: 'Hello kim' });
  }, 60_000);

  it('is refused at the launch, with the line that is wrong', async () => {
    writeFileSync(join(task, 'task.ts'), code.replace("[{ word: 'rose' }", '[{ word: }'));
    await expect(launchWith(daemon.port, task)).rejects.toThrow(/\.\/task\.ts:3/);
    writeFileSync(join(task, 'task.ts'), code.replace('validateOnboarding', 'validateOnbarding'));
    await expect(launchWith(daemon.port, task)).rejects.toThrow(/the task has \\"validateOnbarding\\"/);
  });

  it('is checked without a daemon, too', async () => {
    writeFileSync(join(task, 'task.ts'), code);
    const given = { dataFolder: join(folder, 'none'), cacheFolder };
    const { code: exit, out } = await command(['run', task, '--dry-run'], given);
    expect([exit, out]).toEqual([0, expect.stringMatching(/^code +onboardingData, validateOnboarding$/m)]);
  });
});
