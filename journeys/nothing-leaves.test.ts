import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { connect } from 'nats';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { openWorker } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import type { RunConfig } from '../src/api/run-config.ts';
import { command } from '../src/cli/for-tests.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';
import { repack, unpack } from './repack.ts';
import { submitAnswers } from './submitting.ts';
import { visit } from './visitor.ts';

type Commit = { run: string; id: string; facts: { type: string; data: Record<string, unknown> }[] };

const commitsIn = (entries: Map<string, Buffer>): Commit[] =>
  String(entries.get('log.jsonl'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Commit);

const variable = 'MANYHANDS_JOURNEY_CANARY';
const canary = `canary-${'q7'.repeat(8)}`;

describe('the secret of a task, and its folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const at = (name: string) => join(folder, name);
  const place = at('tasks/watched');
  const logFile = at('daemon.log');
  let daemon: TestDaemon;
  let run: string;

  beforeAll(async () => {
    process.env[variable] = canary;
    writeTask(place, 'watched', [], {
      data: 'data.mjs',
      aux_parameters: { api_key: { secret: variable }, model: `\${task_dir}/model.bin` },
      task_config: { picture: `\${task_dir}/cat.png` },
    });
    writeFileSync(
      join(place, 'data.mjs'),
      `export async function* data({ config }) {
         const { api_key, model } = config.aux_parameters;
         yield { n: 1, letters: api_key.length, knowsFolder: model.startsWith('/') };
         throw new Error(\`401 for \${api_key} of \${model}, asked by \${import.meta.url}\`);
       }`,
    );
    daemon = await openTestDaemon({ logFile });
    ({ id: run } = await launchWith(daemon.port, place, { page: join(place, 'page'), 'aux_parameters.n': '1' }));
    await submitAnswers(daemon, run, 'ada', [{ genre: 'Drama' }]);
    await settled(daemon.port);
  });
  afterEach(() => {
    delete process.env[`${variable}_3`];
  });
  afterAll(async () => {
    delete process.env[variable];
    await daemon?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const leaks = (text: string) => [canary, place].filter((known) => text.includes(known));

  async function broadcastBy({ factsUrl }: TestDaemon): Promise<string> {
    const { host, username, password } = new URL(factsUrl);
    const reader = await connect({ servers: host, user: username, pass: password, reconnect: false });
    try {
      const jsm = await reader.jetstreamManager();
      const { state } = await jsm.streams.info('MANYHANDS_FACTS');
      const facts: string[] = [];
      for (let seq = state.first_seq; seq <= state.last_seq; seq++)
        facts.push(new TextDecoder().decode((await jsm.streams.getMessage('MANYHANDS_FACTS', { seq })).data));
      return facts.join('\n');
    } finally {
      await reader.close();
    }
  }

  async function outputOf(of: TestDaemon): Promise<Record<string, string>> {
    const paths = [
      '/api/events',
      `/api/replay/${run}`,
      `/api/replay/${run}.0.0`,
      '/api/runs',
      `/api/runs/${run}`,
      '/api/overview',
      '/api/imports',
      '/api/units',
      `/api/units/${run}.0.0`,
      '/api/verify',
      '/health',
      '/metrics',
      `/api/export/manifest?of=${run}`,
      '/mephisto/api/v1/tasks',
      ...['jsonl', 'csv', 'csv-long', 'mephisto'].map(
        (format) => `/api/export?of=${run}&format=${format}&identities=true`,
      ),
    ];
    const output: Record<string, string> = {};
    for (const path of paths) output[path] = (await visit(of.port, path)).text;
    const { overrides, config } = await json<RunConfig>(of.port, `/api/runs/${run}/config`);
    output.config = JSON.stringify({ overrides, config });
    output.page = (await visit(of.port, '/task_config.json', { host: `${run}.localhost` })).text;
    output.facts = await broadcastBy(of);
    return output;
  }

  it('reach the code of the task', async () => {
    const { text } = await visit(daemon.port, `/api/export?of=${run}`);
    expect(JSON.parse(text).data).toEqual({ n: 1, letters: canary.length, knowsFolder: true });
  });

  it('are in nothing that the daemon prints, writes or sends', async () => {
    const output = await outputOf(daemon);
    expect(output['/api/events']).toContain(`401 for (not shown) of model.bin, asked by data.mjs`);
    expect(output['/api/events']).toContain(`{"secret":"${variable}"}`);
    expect(output.facts).toContain('task-run.data-failed');
    expect(output.page).toContain('task_title');
    output.log = readFileSync(logFile, 'utf8');
    for (const [where, text] of Object.entries(output)) expect([where, leaks(text)]).toEqual([where, []]);
  });

  it('are in no archive, nor in its import', async () => {
    const dataFolder = join(daemon.folder, 'data');
    for (const words of [['--identities'], ['--task', 'watched']]) {
      expect((await command(['archive', at('a.tar.gz'), ...words], { dataFolder })).code).toBe(0);
      const bytes = gunzipSync(readFileSync(at('a.tar.gz'))).toString('latin1');
      expect(bytes).toContain('"folder":"watched"');
      expect(leaks(bytes)).toEqual([]);
    }
    const away = await openTestDaemon();
    try {
      expect((await command(['import', at('a.tar.gz')], { dataFolder: join(away.folder, 'data') })).code).toBe(0);
      await settled(away.port);
      for (const [where, text] of Object.entries(await outputOf(away)))
        expect([where, leaks(text)]).toEqual([where, []]);
    } finally {
      await away.end();
    }
  });

  it('are hidden where facts of an earlier version have them, which stay as they are in the log', async () => {
    expect((await command(['archive', at('b.tar.gz')], { dataFolder: join(daemon.folder, 'data') })).code).toBe(0);
    const { entries, manifest } = await unpack(at('b.tar.gz'));
    const commits = commitsIn(entries);
    for (const { facts } of commits)
      for (const { type, data } of facts) {
        if (type === 'task-run.data-failed') data.reason = `It broke in ${place}/data.mjs.`;
        if (type !== 'task-run.opened') continue;
        const aux_parameters = { api_key: canary, model: `${place}/model.bin` };
        data.config = { ...(data.config as object), aux_parameters, page: `${place}/page` };
        data.launched = { folder: place, overrides: { 'aux_parameters.api_key': canary, page: `${place}/page` } };
      }
    entries.set('log.jsonl', Buffer.from(commits.map((commit) => `${JSON.stringify(commit)}\n`).join('')));
    await repack(at('old.tar.gz'), { entries, manifest });
    const away = await openTestDaemon();
    const dataFolder = join(away.folder, 'data');
    try {
      expect((await command(['import', at('old.tar.gz')], { dataFolder })).code).toBe(0);
      await settled(away.port);
      const output = await outputOf(away);
      expect(output['/api/events']).toContain('(not shown)');
      for (const [where, text] of Object.entries(output)) expect([where, leaks(text)]).toEqual([where, []]);
      expect((await command(['archive', at('new.tar.gz'), '--identities'], { dataFolder })).code).toBe(0);
      const { entries: again } = await unpack(at('new.tar.gz'));
      expect(leaks(String(again.get('log.jsonl')))).toEqual([]);
      const ids = (from: Commit[]) => from.filter((commit) => commit.run === run).map(({ id }) => id);
      expect(ids(commitsIn(again))).toEqual(ids(commits));
      expect(await json(away.port, '/api/verify')).toMatchObject({ ok: true });
    } finally {
      await away.end();
    }
  });

  it('are not shown if a task is launched without the secret, and nothing is launched', async () => {
    const other = writeTask(at('tasks/other'), 'other', [{ n: 1 }], {
      aux_parameters: { api_key: { secret: `${variable}_2` } },
    });
    await expect(launchWith(daemon.port, other)).rejects.toThrow('task/no-secret');
    await expect(launchWith(daemon.port, other, { 'aux_parameters.api_key': canary })).rejects.toThrow(
      /task\/secret-in-config(?!.*canary)/,
    );
    expect((await json<{ runs: unknown[] }>(daemon.port, '/api/runs')).runs).toHaveLength(1);
  });

  it('are needed at a start: without the secret the run waits, and continues at the next start', async () => {
    const lazy = at('tasks/lazy');
    writeTask(lazy, 'lazy', [], { data: 'data.mjs', aux_parameters: { api_key: { secret: `${variable}_3` } } });
    writeFileSync(join(lazy, 'data.mjs'), 'export function* data() { for (let n = 1; ; n++) yield { n }; }');
    process.env[`${variable}_3`] = canary;
    const { id } = await launchWith(daemon.port, lazy);
    delete process.env[`${variable}_3`];
    daemon = await daemon.reopen();
    const problemsOf = async () => (await json<{ problems: string[] }>(daemon.port, '/health')).problems;
    while ((await problemsOf()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await problemsOf()).toEqual([expect.stringContaining(`${variable}_3, which is not set`)]);
    expect((await visit(daemon.port, '/api/events')).text.match(/data-failed/g)).toHaveLength(1);
    process.env[`${variable}_3`] = canary;
    daemon = await daemon.reopen();
    const worker = openWorker(daemon.port, id, 'bob');
    expect(await worker.arrive()).toBeDefined();
    worker.close();
    expect(await problemsOf()).toEqual([]);
  });
});
