import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, lines, settled } from '../bench/api.ts';
import { openWorker } from '../bench/crowd/worker.ts';
import { packageFolder } from '../src/adapters/package.ts';
import type { ImportRow } from '../src/api/archives.ts';
import { command } from '../src/cli/for-tests.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { environmentIn, headOf, headReaches, program, spawnDaemon } from './spawned-daemon.ts';
import { launchItems, submitAnswers } from './submitting.ts';
import { visit } from './visitor.ts';

/** Enough answers for an import to take a while: each is two commits. */
const answers = 400;

describe('a daemon that is killed during an import', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const data = join(folder, 'data');
  const file = join(folder, 'films.tar.gz');
  let home: TestDaemon;
  let away: TestDaemon;
  let daemon: ChildProcess;
  let films: string;

  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
    home = await openTestDaemon();
    const items = Array.from({ length: answers + 2 }, (_, n) => ({ n }));
    ({ id: films } = await launchItems(home, 'films', items, { assignment_duration_in_seconds: 1 }));
    await submitAnswers(home, films, 'ada', Array(answers).fill({ genre: 'Drama' }));
    // Bob holds a unit when the archive is made, and his time is over soon after.
    const bob = openWorker(home.port, films, 'bob');
    await bob.arrive();
    bob.close();
    await settled(home.port);
    expect((await manyhands(join(home.folder, 'data'), 'archive', file, '--identities')).code).toBe(0);
  });
  afterAll(async () => {
    daemon?.kill('SIGKILL');
    await home?.end();
    await away?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const manyhands = (dataFolder: string, ...words: string[]) => command(words, { dataFolder });
  async function* factsOf(daemon: TestDaemon, run: string) {
    for await (const fact of lines(daemon.port, 'GET', `/api/events?filter=facts.${run}.>`))
      yield fact as { id: string; type: string };
  }

  it('has a part of it when it starts again', async () => {
    const { process: spawned, port } = await spawnDaemon(folder);
    daemon = spawned;
    const importing = spawn(process.execPath, [program, 'import', file], {
      ...{ cwd: folder, env: environmentIn(folder) },
      stdio: 'ignore',
    });
    const before = await headOf(port);
    await headReaches(port, before + 20);
    daemon.kill('SIGKILL');
    const [[status]] = await Promise.all([once(importing, 'exit'), once(daemon, 'exit')]);
    expect(status).toBe(1);
    away = await openTestDaemon({}, folder);
    await settled(away.port);
    expect(await headOf(away.port)).toBeLessThan(answers * 2);
  });

  it('quarantines that part, and says what to do', async () => {
    const sentence = `Run ${films} could not be opened, as its import is unfinished. Import the file of "films.tar.gz" again; it continues where it stopped.`;
    expect(await json(away.port, '/api/runs')).toMatchObject({ set_aside: [{ run: films, sentence }] });
    expect(await json(away.port, '/health')).toMatchObject({ ok: false, problems: [sentence] });
    expect((await visit(away.port, '/', { host: `${films}.localhost` })).code).toBe('run/unknown');
    expect((await visit(away.port, `/api/export?of=${films}`)).code).toBe('export/arriving');
    expect((await manyhands(data, 'archive', join(folder, 'part.tar.gz'))).err).toContain('(archive/unreadable)');
    const [brought] = (await json<{ imports: ImportRow[] }>(away.port, '/api/imports')).imports;
    expect(brought).toMatchObject({ label: 'films.tar.gz', runs: [films], completed_at: null });
    // The deadlines of the units in work are over; nothing happens.
    for await (const { type } of factsOf(away, films)) expect(type).not.toBe('unit.timed-out');
  });

  it('continues where it stopped when the file is imported again, and has every commit once', async () => {
    const before = await headOf(away.port);
    const { code, out } = await manyhands(data, 'import', file, '--label', 'again');
    expect([code, out]).toEqual([0, expect.stringContaining(`1 run (${films})`)]);
    await settled(away.port);
    expect(await headOf(away.port)).toBeGreaterThan(before);

    const ids: string[] = [];
    for await (const { id } of factsOf(away, films)) ids.push(id);
    expect(new Set(ids).size).toBe(ids.length);
    const theirs: string[] = [];
    for await (const { id, type } of factsOf(home, films)) if (type !== 'unit.timed-out') theirs.push(id);
    expect(ids.slice(0, theirs.length)).toEqual(theirs);

    expect(await json(away.port, '/api/verify')).toMatchObject({ ok: true });
    expect(await json(away.port, '/health')).toMatchObject({ ok: true, problems: [] });
    expect(await json(away.port, '/api/runs')).toMatchObject({ set_aside: [], runs: [{ id: films }] });
    const brought = (await json<{ imports: ImportRow[] }>(away.port, '/api/imports')).imports;
    expect(brought).toMatchObject([{ label: 'films.tar.gz', completed_at: expect.any(String) }]);
  });

  it('has the whole import also after the next start', async () => {
    const before = await headOf(away.port);
    expect((await manyhands(data, 'import', file)).out).toContain('Nothing was imported');
    expect(await headOf(away.port)).toBe(before);
    away = await away.reopen();
    expect(await json(away.port, '/health')).toMatchObject({ ok: true, problems: [] });
    expect(await json(away.port, '/api/verify')).toMatchObject({ ok: true });
  });
});
