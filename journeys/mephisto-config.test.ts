import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { packageFolder } from '../src/adapters/package.ts';

const base = `#@package _global_
defaults:
  - /mephisto/blueprint: static_react_task
  - /mephisto/architect: local
mephisto:
  blueprint:
    data_csv: \${task_dir}/data/signs.csv
    task_source: \${task_dir}/webapp/build/bundle.js
  architect:
    port: 3000
  task:
    task_name: street-signs
    task_title: Read the sign
    task_description: What does the sign in \${town} say?
    task_reward: 0.2
    task_tags: signs,reading
`;
const example = `#@package _global_
defaults:
  - base
  - /mephisto/provider: mock
  - _self_
town: Aberaeron
num_tasks: 2
mephisto:
  blueprint:
    units_per_assignment: 2
`;
const wrong = `#@package _global_
defaults:
  - /mephisto/blueprint: static_react_task
  - /mephisto/architect: ec2
  - /mephisto/provider: mock
mephisto:
  blueprint:
    data_cvs: \${task_dir}/data/signs.csv
    task_source: \${task_dir}/webapp/build/bundle.js
    units_per_assignment: two
  task:
    task_name: \${town}
    task_title: Read the sign
    task_descriptoin: What does it say?
`;

type Shown = { code: number | null; out: string; err: string };

describe('a task folder of Mephisto, on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const task = join(folder, 'signs');
  const env = { ...process.env, MANYHANDS_DATA: join(folder, 'data'), MANYHANDS_PORT: '0', NO_COLOR: '1' };
  let daemon: ChildProcess | undefined;
  let port: number;
  let run: string;

  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
    for (const part of ['hydra_configs/conf', 'data', 'webapp/build']) mkdirSync(join(task, part), { recursive: true });
    for (const [name, text] of Object.entries({ base, example, wrong }))
      writeFileSync(join(task, `hydra_configs/conf/${name}.yaml`), text);
    writeFileSync(join(task, 'data/signs.csv'), 'sign\nARAF\nYSGOL\n');
    writeFileSync(join(task, 'webapp/build/bundle.js'), 'document.title = "Signs";\n');
  });
  afterAll(async () => {
    await end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  const command = (...words: string[]) =>
    spawn(process.execPath, [join(packageFolder, 'bin/manyhands'), ...words], { cwd: folder, env });
  async function manyhands(...words: string[]): Promise<Shown> {
    const child = command(...words);
    child.stdin.end();
    const [out, err] = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray());
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out: (await out!).join(''), err: (await err!).join('') };
  }
  const runOf = ({ out, err }: Shown) => /^run +(\S+)/m.exec(out)?.[1] ?? `none: ${out}${err}`;

  /** Runs the command that becomes the daemon, until it says that it is one. */
  async function runInForeground(...words: string[]): Promise<Shown & { run: string; port: number }> {
    const child = command('run', 'signs', ...words);
    daemon = child;
    const shown: Shown = { code: null, out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      shown.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      shown.err += text;
    });
    await expect.poll(() => shown.err, { timeout: 60_000 }).toContain('Manyhands is running at');
    const port = Number(/running at http:\/\/localhost:(\d+)/.exec(shown.err)?.[1]);
    return { ...shown, run: runOf(shown), port };
  }
  async function end(signal: NodeJS.Signals) {
    if (daemon?.exitCode !== null || daemon.signalCode !== null) return;
    daemon.kill(signal);
    await once(daemon, 'exit');
  }

  it('is checked: it says what became of each key, and what a launch would make', async () => {
    const { code, out } = await manyhands('run', 'signs', '--dry-run', 'mephisto.task.task_title=Read it');
    expect(code).toBe(0);
    const rows = out.split('\n').map((line) => line.split(/ {2,}/));
    expect(rows).toContainEqual(['MEPHISTO', 'HERE', 'VALUE OR REASON']);
    expect(rows).toContainEqual(['mephisto.blueprint.data_csv', 'data', 'data/signs.csv']);
    expect(rows).toContainEqual(['mephisto.task.task_title', 'task_title', 'Read it']);
    expect(rows).toContainEqual([
      'mephisto.task.task_description',
      'task_description',
      'What does the sign in Aberaeron say?',
    ]);
    expect(rows).toContainEqual(['town', 'aux_parameters.town', 'Aberaeron']);
    expect(rows).toContainEqual(['num_tasks', 'no effect', expect.stringContaining('run script')]);
    expect(rows).toContainEqual(['mephisto.architect.port', 'no effect', expect.stringContaining('MANYHANDS_PORT')]);
    expect(out).toMatch(/items +2\nunits +4\nkeys +sign\n[\s\S]*pay +0\.20 USD .*\nNothing was launched\./);
  });

  it('is refused with all its mistakes at once, each with its line and the nearest right key', async () => {
    const { code, out, err } = await manyhands('run', 'signs', 'conf=wrong', '--dry-run');
    expect([code, out]).toEqual([1, '']);
    const place = (line: number) => `hydra_configs/conf/wrong.yaml, line ${line}: `;
    expect(err.split('\n').slice(0, 5)).toEqual([
      expect.stringContaining(`${place(4)}"mephisto.architect._architect_type" cannot be ec2, because`),
      expect.stringContaining(
        `${place(8)}"mephisto.blueprint.data_cvs" is no known key; did you mean "mephisto.blueprint.data_csv"?`,
      ),
      expect.stringContaining(`${place(10)}"mephisto.blueprint.units_per_assignment" must be a whole number`),
      expect.stringContaining(`${place(12)}"\${town}" names nothing in the config`),
      expect.stringContaining(
        `${place(14)}"mephisto.task.task_descriptoin" is no known key; did you mean "mephisto.task.task_description"?`,
      ),
    ]);
  });

  const rowOf = async (id: string) => {
    await settled(port);
    return json<Record<string, unknown>>(port, `/api/runs/${id}`);
  };

  it('goes on with the same run when the same command is given after a crash', async () => {
    const first = await runInForeground();
    expect(first.out).toContain('mephisto.task.task_name');
    const ada = openWorker(first.port, first.run, 'ada');
    const work = (await ada.arrive()) as Work;
    expect(work.data).toMatchObject({ sign: 'ARAF' });
    await ada.submit(work, { text: 'slow' });
    ada.close();
    await end('SIGKILL');

    const again = await runInForeground();
    expect(again.run).toBe(first.run);
    expect(again.err).toContain(`Nothing was launched: run ${first.run} is not finished`);
    ({ port, run } = again);
    expect(await rowOf(run)).toMatchObject({ task: 'street-signs', units: 4, completed: 1 });
  }, 120_000);

  it('launches another run with --new, other settings or other data', async () => {
    expect(runOf(await manyhands('run', 'signs'))).toBe(run);
    const others = [
      await manyhands('run', 'signs', '--new'),
      await manyhands('run', 'signs', 'mephisto.task.task_reward=0.3'),
    ];
    appendFileSync(join(task, 'data/signs.csv'), 'TOILEDAU\n');
    others.push(await manyhands('run', 'signs'));
    const runs = [run, ...others.map(runOf)];
    expect(new Set(runs).size).toBe(4);
    const listed = JSON.parse((await manyhands('status', 'street-signs', '--json')).out) as { id: string }[];
    expect(listed.map(({ id }) => id).toSorted()).toEqual(runs.toSorted());
  }, 120_000);

  it('shows the config of its run, which launches the same task from a manyhands.yaml', async () => {
    const { out } = await manyhands('config', run);
    expect(out).toMatch(/^# from hydra_configs\/conf\/example\.yaml in .*signs\n/);
    expect(out).toContain('task_name: street-signs\n');
    expect(out).toContain('allowed_concurrent: 0\n');
    writeFileSync(join(task, 'manyhands.yaml'), out);
    const plan = await manyhands('run', 'signs', '--dry-run');
    expect(plan.out).toMatch(/^task +street-signs\nitems +3\nunits +6\n/);
  });
});
