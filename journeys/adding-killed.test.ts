import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, lines, settled } from '../bench/api.ts';
import { writeTask } from '../bench/task.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { command } from '../src/cli/for-tests.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';
import { environmentIn, headOf, headReaches, program, spawnDaemon } from './spawned-daemon.ts';

/** Enough bytes for many commits: each has half a MiB at most. */
const count = 6000;
const itemChars = 1000;

describe('a daemon that is killed while a file of items is added', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const file = join(folder, 'more.jsonl');
  let killed: ChildProcess;
  let daemon: TestDaemon;
  let run: string;

  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
    const item = (n: number) => `${JSON.stringify({ n, text: 'x'.repeat(itemChars) })}\n`;
    writeFileSync(file, Array.from({ length: count }, (_, n) => item(n + 1)).join(''));
  });
  afterAll(async () => {
    killed?.kill('SIGKILL');
    await daemon?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const add = () => command(['add-data', run, file], { dataFolder: join(folder, 'data') });
  /** The number of each item of the run, in the order of the log. */
  async function items(): Promise<number[]> {
    const found: number[] = [];
    for await (const { data } of lines(daemon.port, 'GET', `/api/events?filter=facts.${run}.assignment.created`))
      found.push((data as { shared: { n: number } }).shared.n);
    return found;
  }

  it('has a part of it when it starts again, and says how much is missing', async () => {
    const spawned = await spawnDaemon(folder);
    killed = spawned.process;
    mkdirSync(join(folder, 'task'));
    const task = writeTask(join(folder, 'task'), 'films', [{ n: 0, text: 'x' }]);
    ({ id: run } = await launchWith(spawned.port, task));
    const before = await headOf(spawned.port);
    const words = [program, 'add-data', run, file];
    const adding = spawn(process.execPath, words, { cwd: folder, env: environmentIn(folder), stdio: 'ignore' });
    await headReaches(spawned.port, before + 3);
    killed.kill('SIGKILL');
    const [[status]] = await Promise.all([once(adding, 'exit'), once(killed, 'exit')]);
    expect(status).toBe(1);
    daemon = await openTestDaemon({}, folder);
    await settled(daemon.port);
    const made = await items();
    expect(made).toEqual(Array.from(made, (_, n) => n));
    expect(made.length).toBeGreaterThan(1);
    expect(made.length).toBeLessThanOrEqual(count);
    const missing = count + 1 - made.length;
    expect(await json(daemon.port, '/health')).toMatchObject({
      problems: [expect.stringContaining(`lacks ${missing} of ${count} items`)],
    });
  });

  it('goes on when the same command is called again, and has every item once', async () => {
    const again = await add();
    expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/^Added [\d,]+ items/) });
    expect(again.err).toMatch(/\d+ of 6000 items were added before adding broke off; it goes on with the rest\./);
    await settled(daemon.port);
    expect(await items()).toEqual(Array.from({ length: count + 1 }, (_, n) => n));
    expect(await json(daemon.port, '/health')).toMatchObject({ ok: true, problems: [] });
    expect(await json(daemon.port, `/api/runs/${run}`)).toMatchObject({ assignments: count + 1 });
    expect((await add()).out).toContain('this file was added to the run before');
  });

  it('is the same after the next start, and proven', async () => {
    daemon = await daemon.reopen();
    expect(await items()).toHaveLength(count + 1);
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });
});
