import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import type { RunConfig } from '../src/api/run-config.ts';
import { command } from '../src/cli/for-tests.ts';
import { readSettings } from '../src/startup/config.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';
import { repack, unpack } from './repack.ts';
import { callerAt } from './reviewers.ts';

type Run = { id: string; status: string; units: number };
type Commit = { sequence: number; run: string; id: string; facts: { type: string; data: Record<string, unknown> }[] };

describe('the code of an imported task', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const at = (name: string) => join(folder, name);
  const { cacheFolder } = readSettings(process.env);
  const mark = at('the-code-ran');
  const tasks = at('tasks');
  let home: TestDaemon;
  let endless: string;

  /** A task whose code never ends, and leaves a mark wherever it is loaded. */
  function writeEndless(place: string): string {
    writeTask(place, 'endless', [], { data: 'data.mjs' });
    writeFileSync(
      join(place, 'data.mjs'),
      `import { writeFileSync } from 'node:fs';
       writeFileSync(${JSON.stringify(mark)}, 'x');
       export async function* data() { for (let n = 1; ; n++) yield { n }; }`,
    );
    return place;
  }

  beforeAll(async () => {
    home = await openTestDaemon();
    ({ id: endless } = await launchWith(home.port, writeEndless(join(tasks, 'endless'))));
    await settled(home.port);
    const { code } = await command(['archive', at('all.tar.gz'), '--identities'], { dataFolder: dataOf(home) });
    expect(code).toBe(0);
    rmSync(mark);
  });
  afterAll(async () => {
    await home?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const dataOf = (daemon: TestDaemon) => join(daemon.folder, 'data');
  const runOf = ({ port }: TestDaemon, run: string) => json<Run>(port, `/api/runs/${run}`);
  const problemsOf = async ({ port }: TestDaemon) => (await json<{ problems: string[] }>(port, '/health')).problems;

  /** The archive, as somebody sends it who wants code of their own to run: in this folder, by this further fact. */
  async function forge(file: string, place: string, type?: string): Promise<string> {
    const { entries, manifest } = await unpack(at('all.tar.gz'));
    const commits = String(entries.get('log.jsonl'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Commit);
    for (const { facts } of commits)
      for (const { type, data } of facts) if (type === 'task-run.opened') data.launched = { folder: place };
    const last = commits.findLast(({ run }) => run === endless);
    const fact = last?.facts.at(-1);
    if (type && fact) {
      last?.facts.push({ ...fact, id: 'forged-1', type, version: 1, data: { runId: endless } } as typeof fact);
    }
    entries.set('log.jsonl', Buffer.from(commits.map((commit) => `${JSON.stringify(commit)}\n`).join('')));
    await repack(at(file), { entries, manifest });
    return at(file);
  }

  it.each([
    ['collecting', undefined],
    ['paused', 'task-run.paused'],
    ['completed with data left', 'task-run.completed'],
  ])('is never run for a run that was %s, also if it is extended and the daemon starts again', async (_, type) => {
    let away = await openTestDaemon();
    try {
      const file = await forge('forged.tar.gz', writeEndless(at('evil')), type);
      const { code, err } = await command(['import', file], { dataFolder: dataOf(away) });
      expect([code, code === 0 ? '' : err]).toEqual([0, '']);
      const anna = callerAt(away.port, 'anna');
      for (const [verb, body] of [
        ['resume', undefined],
        ['extend', { units_per_assignment: 2 }],
      ] as const) {
        const { status } = await anna.post(`/api/runs/${endless}/${verb}`, body);
        expect([verb, status]).toEqual([verb, 409]);
      }
      await settled(away.port);
      const before = await runOf(away, endless);
      away = await away.reopen();
      await settled(away.port);
      expect(await runOf(away, endless)).toEqual({ ...before, worker_url: expect.any(String) });
      expect(existsSync(mark)).toBe(false);
    } finally {
      await away.end();
    }
  });

  it('is not run in a restored data folder, which says so and keeps its answers', async () => {
    const restored = at('restored');
    const file = await forge('restorable.tar.gz', writeEndless(at('evil')));
    const { code, out, err } = await command(['restore', file], { dataFolder: join(restored, 'data'), cacheFolder });
    expect([code, out]).toEqual([0, expect.stringContaining('Restored 1 run, ')]);
    expect(err).toContain(`${endless} (${at('evil')})`);
    expect(err).toContain('--trust-tasks');
    let again = await openTestDaemon({}, restored);
    try {
      for (const _ of [1, 2]) {
        expect(await problemsOf(again)).toEqual([
          expect.stringContaining(`Run ${endless} creates no more assignments`),
        ]);
        expect(await runOf(again, endless)).toMatchObject({ status: 'launched', units: expect.any(Number) });
        again = await again.reopen();
      }
      const relaunched = await command(['relaunch', endless, '--as-is'], { dataFolder: dataOf(again) });
      expect([relaunched.code, relaunched.err]).toEqual([1, expect.stringContaining('(task/code-not-trusted)')]);
      expect(existsSync(mark)).toBe(false);
    } finally {
      await again.stop();
    }
  });

  it('runs in a restored data folder if an owner trusts it, in the folder that was named', async () => {
    const restored = at('trusted');
    const given = { dataFolder: join(restored, 'data'), cacheFolder };
    const { code, err } = await command(
      ['restore', at('all.tar.gz'), '--trust-tasks', '--tasks-in', at('nowhere'), '--tasks-in', tasks],
      given,
    );
    expect([code, err]).toEqual([0, expect.stringContaining(join(tasks, 'endless'))]);
    const again = await openTestDaemon({}, restored);
    try {
      while (!existsSync(mark)) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await problemsOf(again)).toEqual([]);
    } finally {
      await again.stop();
      rmSync(mark);
    }
  });

  it('is not run if its folder is not found, also with --trust-tasks', async () => {
    const restored = at('elsewhere');
    const given = { dataFolder: join(restored, 'data'), cacheFolder };
    const { code, err } = await command(
      ['restore', at('all.tar.gz'), '--trust-tasks', '--tasks-in', at('nowhere')],
      given,
    );
    expect([code, err]).toEqual([0, expect.stringContaining(`${endless} (endless`)]);
    const again = await openTestDaemon({}, restored);
    try {
      expect(await problemsOf(again)).toEqual([expect.stringContaining('creates no more assignments')]);
    } finally {
      await again.stop();
    }
  });

  it('is never run inside the data folder, whatever its path', async () => {
    const inside = writeEndless(join(dataOf(home), 'pages/x'));
    const link = at('link');
    symlinkSync(inside, link);
    const outside = writeEndless(at('outside'));
    const places = [inside, link, `${inside}/../../pages/x`];
    const linked = at('linked-data');
    writeTask(linked, 'linked', [], { data: 'data.mjs' });
    symlinkSync(join(inside, 'data.mjs'), join(linked, 'data.mjs'));
    for (const place of places) await expect(launchWith(home.port, place)).rejects.toThrow('task/in-data-folder');
    await expect(launchWith(home.port, linked)).rejects.toThrow('task/odd-file');
    const page = join(inside, 'page');
    await expect(launchWith(home.port, outside, { page })).rejects.toThrow('task/in-data-folder');
    const tasksAsTheyAre = await json<RunConfig>(home.port, `/api/runs/${endless}/config`);
    expect(tasksAsTheyAre.folder).toBe(join(tasks, 'endless'));
  });
});
