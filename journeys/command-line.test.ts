import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import { processOf } from '../src/adapters/nats/server/processes.ts';
import { packageFolder } from '../src/adapters/package.ts';

type Row = Record<string, unknown>;
type Ended = { code: number | null; out: string; err: string };

describe('the command line, with a daemon of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const data = join(folder, 'data');
  const env = { ...process.env, MANYHANDS_DATA: data, MANYHANDS_PORT: '0', NO_COLOR: '1' };
  let daemon: ChildProcess;
  let port = 0;
  let run: string;

  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
  });
  afterAll(async () => {
    if (daemon?.exitCode === null && daemon.signalCode === null) {
      daemon.kill('SIGTERM');
      await once(daemon, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const command = (...words: string[]) =>
    spawn(process.execPath, [join(packageFolder, 'bin/manyhands'), ...words], { cwd: folder, env });

  async function manyhands(...words: string[]): Promise<Ended> {
    const child = command(...words);
    child.stdin.end();
    const [out, err] = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray());
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out: (await out!).join(''), err: (await err!).join('') };
  }
  /** The result of a command that has to succeed. */
  async function result(...words: string[]): Promise<string> {
    const { code, out, err } = await manyhands(...words);
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    return out;
  }
  const resultOf = async <Value>(...words: string[]) => JSON.parse(await result(...words)) as Value;
  const lines = (text: string) => text.split('\n').filter(Boolean);
  const rows = async (...words: string[]) => lines(await result(...words)).map((line) => JSON.parse(line) as Row);
  async function expectRefused(words: string[], refusal: string, status = 1) {
    const { code, out, err } = await manyhands(...words);
    expect({ code, out, err }).toEqual({ code: status, out: '', err: expect.stringContaining(refusal) });
  }

  /** Starts the daemon and waits until it says that it runs. */
  async function start(): Promise<string> {
    daemon = command('start');
    daemon.stderr?.resume();
    let welcome = '';
    for await (const line of createInterface({ input: daemon.stdout! })) {
      welcome += `${line}\n`;
      if (line.includes('facts.url')) break;
    }
    daemon.stdout?.resume();
    port = Number(/start page +http:\/\/localhost:(\d+)\//.exec(welcome)?.[1]);
    return welcome;
  }
  const submitColour = async (name: string, colour: string) => {
    const worker = openWorker(port, run, name);
    await worker.submit((await worker.arrive(`${name}-${colour}`)) as Work, { colour });
    worker.close();
    await settled(port);
  };

  it('says what to do without a daemon and without data', async () => {
    await expectRefused(['runs'], '(data/none)');
    await expectRefused(['events', '--follow'], '(daemon/not-running)');
    expect(existsSync(data)).toBe(false);
  });

  it('starts', async () => {
    expect(await start()).toContain('Manyhands is running. Ctrl-C stops it.');
    await expectRefused(['start'], '(daemon/running)');
    expect(await manyhands('runs')).toMatchObject({ code: 0, err: expect.stringContaining('no runs yet') });
  });

  it('launches a task with settings of its own', async () => {
    const items = ['the sky', 'the sea', 'the sun', 'the moon'].map((text) => ({ text }));
    writeTask(join(folder, 'task'), 'colours', items);
    const launched = await resultOf<Row>('run', 'task', 'task_title=Which colour?', '--json');
    expect(launched).toMatchObject({ task: 'colours', title: 'Which colour?', status: 'launched', units: 4 });
    run = launched.id as string;
    expect(launched.worker_url).toBe(`http://${run}.localhost:${port}/`);
  });

  it('ends with 1 when it is refused, and with 2 when it is misspelt', async () => {
    await Promise.all([
      expectRefused(['run', 'nowhere'], '(task/no-folder)'),
      expectRefused(['run', 'task', 'units_per_asignment=3'], '(task/bad-config)'),
      expectRefused(['status', 'nothing-1'], '(run/unknown)'),
      expectRefused(['replay', 'nothing-1'], '(replay/unknown)'),
      expectRefused(['lunch'], 'lunch', 2),
      expectRefused(['export'], 'missing', 2),
      expectRefused(['run', 'task', 'no-setting'], 'no-setting', 2),
    ]);
    expect(await resultOf<Row[]>('runs', '--json')).toHaveLength(1);
  });

  it('shows the progress of a run', async () => {
    for (const [name, colour] of Object.entries({ ada: 'blue', bob: '=green()', cyd: 'yellow' })) {
      await submitColour(name, colour);
    }
    expect(await result('runs')).toMatch(new RegExp(`${run} +Running +4 +1 +0 +0 +3 +3`));
    expect(await result('status', run)).toContain('4: 1 open, 0 in progress, 3 submitted, 0 cancelled');
    expect(await resultOf<Row>('status', run, '--json')).toMatchObject({ open: 1, completed: 3 });
  });

  it('reviews', async () => {
    const waiting = await resultOf<Row[]>('review', 'list', '--json');
    const [one, two, three] = waiting.map(({ id }) => id as string) as [string, string, string];
    expect(await result('review', 'accept', one)).toBe(`${one} is accepted.\n`);
    await result('review', 'reject', two, '--note', 'No colour.');
    expect(await result('review', 'accept', one)).toBe(`${one} is accepted.\n`);
    const other = await manyhands('review', 'soft-reject', one, three, '--note', 'Thin.');
    expect(other).toMatchObject({ code: 1, out: `${three} is paid, not used.\n` });
    expect(other.err).toContain('(unit/already-reviewed)');
    expect(await result('review', 'list', '--status', 'rejected')).toContain('No colour.');
    expect(await resultOf<Row>('status', run, '--json')).toMatchObject({ accepted: 1, soft_rejected: 1, rejected: 1 });
  });

  it('exports to the terminal and into files', async () => {
    const exported = await rows('export', 'colours');
    expect(exported.map(({ answer }) => (answer as Row).colour)).toEqual(['blue', '=green()', 'yellow']);
    const file = join(folder, 'colours.csv');
    await result('export', run, '--format', 'csv', '--out', 'colours.csv');
    expect(lines(readFileSync(file, 'utf8'))).toHaveLength(4);
    expect(readFileSync(file, 'utf8')).toContain("'=green()");
    writeFileSync(file, 'mine');
    await expectRefused(['export', 'nothing', '--out', 'colours.csv'], '(export/unknown)');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('prints facts, from the beginning, as they come, and as a replay', async () => {
    const submitted = await rows('events', '--filter', 'facts.*.unit.submitted');
    expect(submitted.map(({ type }) => type)).toEqual(Array(3).fill('unit.submitted'));
    const from = String(submitted[1]?.position).split('.')[0]!;
    expect(await rows('events', '--filter', 'facts.*.unit.submitted', '--from', from)).toHaveLength(2);
    const life = lines(await result('replay', `${run}.0.0`));
    expect(life.map((line) => line.trim().split(/ {2,}/).slice(2, 4))).toEqual([
      ['assignment.created', 'open'],
      ['unit.assigned', 'assigned'],
      ['unit.submitted', 'completed'],
      ['unit.accepted', 'accepted'],
    ]);
    const replayed = await rows('replay', run, '--json');
    expect(replayed.length).toBeGreaterThan(3);
    const to = String(replayed[2]?.position).split('.')[0]!;
    expect((await rows('replay', run, '--json', '--to', to)).length).toBeLessThan(replayed.length);
  });

  it('rebuilds the same rows', async () => {
    expect(await resultOf<Row>('rebuild', '--json')).toMatchObject({ same: true });
  });

  it('verifies the log and checks the machine', async () => {
    const findings = await resultOf<Row[]>('doctor', '--json');
    expect(findings.filter(({ state }) => state === 'wrong')).toEqual([]);
    expect(findings.map(({ name }) => name)).toEqual(expect.arrayContaining(['daemon', 'nats-server', 'port']));
  });

  it('keeps everything when the daemon is killed, and leaves no nats-server', async () => {
    const before = [await result('runs', '--json'), await result('export', run), await result('events')];
    const natsPid = () => JSON.parse(readFileSync(join(data, 'nats/nats.pid'), 'utf8')).server as number;
    const orphan = natsPid();
    daemon.kill('SIGKILL');
    await once(daemon, 'exit');
    await expect.poll(() => isServing(orphan), { timeout: 20_000 }).toBe(false);

    await start();
    expect(natsPid()).not.toBe(orphan);
    const withoutPort = (text: string) => text.replace(/localhost:\d+/g, 'localhost');
    const after = [await result('runs', '--json'), await result('export', run), await result('events')];
    expect(after.map(withoutPort)).toEqual(before.map(withoutPort));
    await submitColour('dan', 'white');
    const status = () => resultOf<Row>('status', run, '--json');
    await expect.poll(status, { timeout: 20_000 }).toMatchObject({ status: 'completed', completed: 4 });
  });

  it('follows the facts, and stops a run', async () => {
    const second = (await resultOf<Row>('run', 'task', '--json')).id as string;
    const following = command('events', '--follow', '--filter', `facts.${second}.>`);
    const heard: Row[] = [];
    const over = (async () => {
      for await (const line of createInterface({ input: following.stdout })) heard.push(JSON.parse(line));
    })();
    await expect.poll(() => heard.length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(await result('stop', second, '--yes')).toContain(`Run ${second} is stopped.`);
    await expect.poll(() => heard.at(-1)?.type, { timeout: 20_000 }).toMatch(/task-run\.(stopped|completed)/);
    expect(await resultOf<Row>('status', second, '--json')).toMatchObject({ open: 0 });
    following.kill('SIGINT');
    await over;
    await expectRefused(['stop', second], '(');
  });

  it('stops on a signal, and later commands open the data folder by themselves', async () => {
    daemon.kill('SIGINT');
    expect(await once(daemon, 'exit')).toEqual([0, null]);
    expect(await rows('export', run)).toHaveLength(4);
    expect(await resultOf<Row[]>('runs', '--json')).toHaveLength(2);
    await expectRefused(['events', '--follow'], '(daemon/not-running)');
  });
});

/** Whether the nats-server with this process id runs; one that has ended may be listed for a while. */
const isServing = async (pid: number) => (await processOf(pid))?.command.includes('nats-server') ?? false;
