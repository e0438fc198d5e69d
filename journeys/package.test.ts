import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { readSettings } from '../src/startup/config.ts';

type Ended = { code: number | null; out: string; err: string };

/** What npm says where its registry cannot be reached. */
const unreachable = /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT/;

/** How long npm may take on a busy machine. */
const installTimeoutMs = 400_000;

describe('the package, in an empty folder of somebody who has Node alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-package-'));
  const study = join(folder, 'study');
  // Without what npm says to programs that it runs, such as these tests.
  const own = Object.entries(process.env).filter(([name]) => !/^(npm|MANYHANDS)_/.test(name));
  const cache = { MANYHANDS_CACHE: readSettings(process.env).cacheFolder };
  const env = { ...Object.fromEntries(own), ...cache, MANYHANDS_PORT: '0', NO_COLOR: '1' };
  let daemon: ChildProcess | undefined;
  let whyNot: string | undefined;
  let withoutSqlite: Ended | undefined;
  let said = '';
  let port = 0;
  let run = '';

  const call = (program: string, args: readonly string[], cwd: string) =>
    new Promise<Ended>((resolve) => {
      const child = execFile(program, args, { cwd, env }, (error, out, err) => {
        resolve({ code: error ? (child.exitCode ?? 1) : 0, out, err });
      });
      child.stdin?.end();
    });

  /** What a command prints that is called as people do; it has to succeed. */
  async function manyhands(...words: string[]): Promise<string> {
    const { code, out, err } = await call('npx', ['manyhands', ...words], study);
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    return out;
  }
  async function statusOf(host: string, path: string): Promise<number | undefined> {
    const [response] = (await once(get({ port, path, headers: { host } }), 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  }
  const needsPackages = ({ skip }: TestContext) => skip(whyNot !== undefined, whyNot);

  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
    const packed = await call('npm', ['pack', '--json', '--pack-destination', folder], packageFolder);
    expect(packed).toMatchObject({ code: 0 });
    const [{ filename }] = JSON.parse(packed.out) as [{ filename: string }];
    mkdirSync(study);
    // Compiling SQLite takes minutes, so the one of this project is put there.
    const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
    const installed = await call('npm', ['install', ...options, join(folder, filename)], study);
    if (installed.code !== 0 && unreachable.test(installed.err)) {
      whyNot = `the registry of npm cannot be reached: ${installed.err.trim().split('\n')[0]}`;
      return;
    }
    expect(installed).toMatchObject({ code: 0 });
    withoutSqlite = await call('npx', ['manyhands', 'start'], study);
    const sqlite = 'node_modules/better-sqlite3/build';
    cpSync(join(packageFolder, sqlite), join(study, sqlite), { recursive: true });
  }, installTimeoutMs);
  afterAll(async () => {
    if (daemon && daemon.exitCode === null) {
      daemon.kill('SIGTERM');
      await once(daemon, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('says in a sentence how to mend a SQLite that is not there', (context) => {
    needsPackages(context);
    expect(withoutSqlite).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^SQLite does not load .*npm rebuild better-sqlite3.*\n$/),
    });
  });

  it('makes a task and checks it, without a daemon', async (context) => {
    needsPackages(context);
    const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
    expect(await manyhands('--version')).toBe(`${version}\n`);
    expect(await manyhands('new', 'cats', '--kind', 'choice', '--labels', 'cat,dog')).toContain(
      'npx manyhands dev cats\n',
    );
    expect(await manyhands('run', 'cats', '--dry-run')).toMatch(/items +3\nunits +9\n[\s\S]*Nothing was launched/);
  });

  it('has the statistics as a package, with its types, that needs no daemon', async (context) => {
    needsPackages(context);
    const program = `import { krippendorffsAlpha, matrixOf } from 'manyhands/statistics';
      const rated = [['a', 'a'], ['b', 'b'], ['a', 'b']].flatMap((row, item) =>
        row.map((answer, at) => ({ item: String(item), worker: String(at), answer })));
      console.log(krippendorffsAlpha(matrixOf(rated), 'nominal').value.toFixed(4));`;
    const { code, out, err } = await call('node', ['--input-type=module', '--eval', program], study);
    expect({ code, out, err }).toEqual({ code: 0, out: '0.4444\n', err: '' });
    const types = readFileSync(join(study, 'node_modules/manyhands/dist/statistics/package.d.ts'), 'utf8');
    expect(types).toContain('krippendorffsAlpha');
  });

  it('starts a daemon and launches the task', async (context) => {
    needsPackages(context);
    // Without npx between, so that a signal reaches it.
    daemon = spawn(join(study, 'node_modules/.bin/manyhands'), ['start'], { cwd: study, env });
    daemon.stderr?.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    for await (const line of createInterface({ input: daemon.stdout! })) {
      port = Number(/start page +http:\/\/localhost:(\d+)\//.exec(line)?.[1] ?? port);
      if (line.includes('facts.url')) break;
    }
    daemon.stdout?.resume();
    run = (JSON.parse(await manyhands('run', 'cats', '--json')) as { id: string }).id;
  });

  it('shows the app and the page of the task, and takes an answer', async (context) => {
    needsPackages(context);
    expect({ ended: daemon?.exitCode ?? daemon?.signalCode, said }).toMatchObject({ ended: null });
    expect(await statusOf(`localhost:${port}`, '/')).toBe(200);
    expect(await statusOf(`${run}.localhost:${port}`, '/form.js')).toBe(200);
    const ada = openWorker(port, run, 'ada');
    await ada.submit((await ada.arrive()) as Work, { answer: 'cat' });
    ada.close();
  });

  it('prints commands as they are called there, also those in refusals of the server', async (context) => {
    needsPackages(context);
    const { code, err } = await call('npx', ['manyhands', 'pause', 'dogs'], study);
    expect([code, err]).toEqual([1, expect.stringContaining('"MANYHANDS_PORT=0 npx manyhands runs" lists')]);
  });

  it('exports the answer', async (context) => {
    needsPackages(context);
    const exported = await manyhands('export', 'cats');
    expect(
      exported
        .trim()
        .split('\n')
        .map((row) => (JSON.parse(row) as { answer: unknown }).answer),
    ).toEqual([{ answer: 'cat' }]);
  });
});
