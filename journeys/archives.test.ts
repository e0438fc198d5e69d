import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import type { ImportRow } from '../src/api/archives.ts';
import { command } from '../src/cli/for-tests.ts';
import { readSettings } from '../src/startup/config.ts';
import type { DaemonSettings } from '../src/startup/daemon.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { postForm } from './forms.ts';
import { callerAt } from './reviewers.ts';
import { launchItems, submitAnswers } from './submitting.ts';
import { visit } from './visitor.ts';

type Run = { id: string; task: string; status: string; open: number; assigned: number; expired: number };
type Worker = { id: string; qualifications: { name: string; value: number }[]; blocked: { reason: string } | null };

const picture = Buffer.from('PNG, as good as any');
const hashOfPicture = createHash('sha256').update(picture).digest('hex');

describe('studies that move from one data folder to another', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const at = (name: string) => join(folder, name);
  let home: TestDaemon;
  let away: TestDaemon;
  let films: string;
  let pictures: string;
  let french: string;

  beforeAll(async () => {
    home = await openTestDaemon();
    away = await openTestDaemon();
    ({ id: films } = await launchItems(home, 'films', [{ n: 1 }, { n: 2 }]));
    await submitAnswers(home, films, 'ada', [{ genre: 'Drama' }, { genre: 'Comedy' }]);
    ({ id: pictures } = await launchItems(home, 'pictures', [{ n: 1 }, { n: 2 }, { n: 3 }], { signals: ['paste'] }));
    await submitPicture(home, pictures, 'bob');
    const cleo = openWorker(home.port, pictures, 'cleo');
    await cleo.arrive();
    cleo.close();
    const anna = callerAt(home.port, 'anna');
    await anna.post(`/api/units/${films}.0.0/accept`, { note: 'Well seen.', bonus_cents: 20 });
    await anna.post(`/api/units/${films}.1.0/reject`, { note: 'Not funny.' });
    const made = await anna.post('/api/qualifications', { name: 'French', description: 'Reads it.' });
    french = String(made.body.qualification);
    await anna.put(`/api/workers/${await workerAt(home, 'ada')}/qualifications/${french}`, { value: 3, note: 'Good.' });
    await anna.post(`/api/workers/${await workerAt(home, 'bob')}/block`, { reason: 'Copies.' });
    await settled(home.port);
  });
  afterAll(async () => {
    await home?.end();
    await away?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const dataOf = (daemon: TestDaemon) => join(daemon.folder, 'data');
  const { cacheFolder } = readSettings(process.env);
  const manyhands = (daemon: TestDaemon, ...words: string[]) => command(words, { dataFolder: dataOf(daemon) });
  async function result(daemon: TestDaemon, ...words: string[]): Promise<string> {
    const { code, out, err } = await manyhands(daemon, ...words);
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    await settled(daemon.port);
    return out;
  }
  const headOf = async ({ port }: TestDaemon) =>
    (await json<{ log: { sequence: number } }>(port, '/health')).log.sequence;
  const exportOf = async ({ port }: TestDaemon, of: string, more = '') =>
    (await visit(port, `/api/export?of=${of}${more}`)).text;
  const runsOf = async ({ port }: TestDaemon) => (await json<{ runs: Run[] }>(port, '/api/runs')).runs;
  const importsOf = async ({ port }: TestDaemon) =>
    (await json<{ imports: ImportRow[] }>(port, '/api/imports')).imports;
  const workersOf = async ({ port }: TestDaemon) => (await json<{ workers: Worker[] }>(port, '/api/workers')).workers;
  const workerAt = async (daemon: TestDaemon, name: string) => {
    await settled(daemon.port);
    return (await json<{ workers: Worker[] }>(daemon.port, `/api/workers?search=${name}`)).workers[0]?.id ?? '';
  };

  async function submitPicture(daemon: TestDaemon, run: string, name: string) {
    const worker = openWorker(daemon.port, run, name);
    const { agentId } = (await worker.arrive()) as Work;
    worker.close();
    const parts = [
      { name: 'USED_AGENT_ID', value: agentId },
      { name: 'final_string_data', value: '{"caption":"Der Mond"}' },
      { name: 'picture', file: 'moon.png', type: 'image/png', bytes: picture },
    ];
    const counted = { 'manyhands-signals': 'pastes=2&pastedCharacters=340&keysTyped=12' };
    await postForm(daemon.port, `${run}.localhost`, '/submit_task', parts, counted);
  }

  it('are archived in one file, and the command says what is in it', async () => {
    const { code, err } = await manyhands(home, 'archive', at('all.tar.gz'), '--identities');
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/^Wrote .+all\.tar\.gz \(2 runs, 3 answers, .+ unpacked, SHA-256 /m),
    ]);
    expect(err).toContain('It holds the whole data folder, its key');
    await result(home, 'archive', at('nameless.tar.gz'));
    await result(home, 'archive', at('films.tar.gz'), '--task', 'films', '--identities');
    const names = (file: string) => gunzipSync(readFileSync(at(file))).toString('latin1');
    expect(names('all.tar.gz')).toMatch(/"worker":"ada"/);
    expect(names('nameless.tar.gz')).not.toMatch(/"ada|"bob|pseudonymKey":"\w/);
    expect(names('films.tar.gz')).not.toMatch(/pictures|Der Mond|pseudonymKey/);
  });

  it('can be checked before anything is recorded', async () => {
    const before = await headOf(away);
    const printed = await result(away, 'import', at('all.tar.gz'), '--dry-run');
    expect(printed).toContain(
      `Would be imported as "all.tar.gz": 2 runs (${films}, ${pictures}), 1 new qualification, 1 grant and 1 block.`,
    );
    expect(await headOf(away)).toBe(before);
  });

  it('are imported with answers, reviews, files and pages, and workers get the names of this data folder', async () => {
    const { id: elsewhere } = await launchItems(away, 'colours', [{ n: 1 }, { n: 2 }]);
    await submitAnswers(away, elsewhere, 'ada', [{ colour: 'blue' }]);
    const ada = await workerAt(away, 'ada');
    const printed = await result(away, 'import', at('all.tar.gz'), '--label', 'summer');
    expect(printed).toContain(
      `Imported as "summer": 2 runs (${films}, ${pictures}), 1 new qualification, 1 grant and 1 block.`,
    );

    const known = await workersOf(away);
    expect(known).toHaveLength(3);
    expect(known.find(({ id }) => id === ada)?.qualifications).toMatchObject([{ name: 'French', value: 3 }]);
    expect(known.find(({ blocked }) => blocked)?.blocked?.reason).toMatch(
      /^Copies\. \(Imported from "summer", blocked by anna at /,
    );
    const nameless = (text: string) => text.replace(/"worker(_id)?":"w[^"]+"/g, '');
    for (const of of [films, pictures]) {
      const [there, here] = [await exportOf(home, of), await exportOf(away, of)].map(nameless);
      if (of === films) expect(here).toBe(there);
      else {
        expect(here?.split('\n')[0]).toBe(there?.split('\n')[0]);
        expect(here).toContain('"signals":{"pastes":2,"pasted_characters":340}');
      }
    }
    expect((await visit(away.port, `/api/files/${hashOfPicture}`)).text).toBe(picture.toString());
    const page = await visit(away.port, '/', { host: `${films}.localhost` });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('<title>Bench</title>')]);
    expect(await json(away.port, '/api/verify')).toMatchObject({ ok: true });
  });

  it('are stopped if they were running, since they may continue where they came from', async () => {
    const [there, here] = await Promise.all(
      [home, away].map(async (daemon) => (await runsOf(daemon)).find(({ id }) => id === pictures)),
    );
    expect(there).toMatchObject({ status: 'launched', open: 1, assigned: 1 });
    expect(here).toMatchObject({ status: 'stopped', open: 0, assigned: 1, expired: 1 });
  });

  it('are listed with their label, their runs and their origin', async () => {
    expect(await importsOf(away)).toMatchObject([
      {
        label: 'summer',
        runs: [films, pictures],
        identities: true,
        position: await headOf(home),
        completed_at: expect.any(String),
      },
    ]);
    expect(await result(away, 'imports')).toMatch(/^LABEL.*\nsummer .*films-/);
    await result(away, 'archive', at('again.tar.gz'), '--label', 'summer', '--identities');
  });

  it('are imported once, however often the file is imported', async () => {
    const before = await headOf(away);
    const printed = await result(away, 'import', at('all.tar.gz'));
    expect(printed).toContain('Nothing was imported: everything is here already.');
    expect(printed).toContain(`Already here and unchanged: ${films}, ${pictures}.`);
    expect(await headOf(away)).toBe(before);
    expect(existsSync(join(away.folder, 'data/imports')) ? readdirSync(join(away.folder, 'data/imports')) : []).toEqual(
      [],
    );
  });

  it('are refused if their history differs, and left as they are', async () => {
    const before = await headOf(home);
    const { code, err } = await manyhands(home, 'import', at('again.tar.gz'));
    expect([code, err]).toEqual([
      1,
      expect.stringContaining(`Run ${pictures} is here already, with a different history`),
    ]);
    expect(await headOf(home)).toBe(before);
  });

  it('keep the values of workers here, or take those of the archive', async () => {
    const ada = await workerAt(away, 'ada');
    const bob = (await workersOf(away)).find(({ blocked }) => blocked)?.id;
    const anna = callerAt(away.port, 'anna');
    const held = (await json<{ qualifications: { id: string }[] }>(away.port, '/api/qualifications')).qualifications[0]
      ?.id;
    await anna.put(`/api/workers/${ada}/qualifications/${held}`, { value: 1 });
    await anna.post(`/api/workers/${bob}/unblock`);
    expect(await result(away, 'import', at('all.tar.gz'), '--on-conflict', 'earlier', '--dry-run')).toContain(
      '1 grant and 1 block',
    );
    expect(await result(away, 'import', at('all.tar.gz'))).toContain(
      '2 values of workers differ in the archive and stay as they are',
    );
    expect(await result(away, 'import', at('all.tar.gz'), '--on-conflict', 'higher')).toContain('": 1 grant.');
    expect((await workersOf(away)).find(({ id }) => id === ada)?.qualifications).toMatchObject([{ value: 3 }]);
  });

  it('give the same bytes of exports without identities', async () => {
    const third = await openTestDaemon();
    try {
      await result(third, 'import', at('nameless.tar.gz'));
      for (const format of ['jsonl', 'csv', 'csv-long', 'mephisto'])
        expect(await exportOf(third, films, `&format=${format}`)).toBe(
          await exportOf(home, films, `&format=${format}`),
        );
      expect(await json(third.port, '/api/verify')).toMatchObject({ ok: true });
    } finally {
      await third.end();
    }
  });

  it('are imported into a data folder without a daemon as well', async () => {
    const third = await openTestDaemon();
    try {
      await third.stop();
      const openDaemon = (settings: DaemonSettings) => openTestDaemon(settings, third.folder);
      const { code, out } = await command(['import', at('films.tar.gz')], { dataFolder: dataOf(third), openDaemon });
      expect([code, out]).toEqual([0, expect.stringContaining('Imported as "films.tar.gz": 1 run (')]);
      const { err } = await command(['archive', at('closed.tar.gz')], { dataFolder: dataOf(third), openDaemon });
      expect(err).toMatch(/Wrote .+closed\.tar\.gz \(1 run, 2 answers, /);
    } finally {
      rmSync(third.folder, { recursive: true, force: true });
    }
  });

  it('are imported into a data folder that no daemon has started yet', async () => {
    const fresh = mkdtempSync(join(folder, 'fresh-'));
    const dataFolder = join(fresh, 'data');
    // Without the cache folder of the command, which is its data folder in specs.
    const openDaemon = ({ cacheFolder: _, ...settings }: DaemonSettings) => openTestDaemon(settings, fresh);
    const missing = await command(['import', at('missing.tar.gz')], { dataFolder, openDaemon });
    expect(missing.err).toContain('there is no such file');
    expect(existsSync(dataFolder)).toBe(false);
    const tried = await command(['import', at('films.tar.gz'), '--dry-run'], { dataFolder, openDaemon });
    expect([tried.code, tried.out, existsSync(dataFolder)]).toEqual([0, expect.stringContaining('1 run'), false]);
    const { code, out } = await command(['import', at('films.tar.gz')], { dataFolder, openDaemon });
    expect([code, out]).toEqual([0, expect.stringContaining('Imported as "films.tar.gz": 1 run (')]);
    const again = await openTestDaemon({}, fresh);
    try {
      await settled(again.port);
      expect(await runsOf(again)).toMatchObject([{ id: films, status: 'completed' }]);
      expect(await json(again.port, '/api/verify')).toMatchObject({ ok: true });
    } finally {
      await again.stop();
    }
  });

  it('are restored in an empty folder as the same data folder, with the same key, and nothing is stopped', async () => {
    const empty = at('restored');
    // What a restore left that was killed is no hindrance.
    mkdirSync(join(empty, 'data.restoring/nats'), { recursive: true });
    writeFileSync(join(empty, 'data.restoring/layout.json'), '{"layout":1}');
    const { code, out, err } = await command(['restore', at('all.tar.gz')], {
      dataFolder: join(empty, 'data'),
      cacheFolder,
    });
    expect([code, out, err]).toEqual([
      0,
      expect.stringContaining('Restored 2 runs, '),
      expect.stringContaining('no accounts'),
    ]);
    const again = await openTestDaemon({}, empty);
    try {
      await settled(again.port);
      // One more commit records that it was restored, and which tasks' code is trusted.
      expect(await headOf(again)).toBe((await headOf(home)) + 1);
      for (const of of [films, pictures]) {
        const identities = '&identities=true';
        expect(await exportOf(again, of, identities)).toBe(await exportOf(home, of, identities));
      }
      expect(await runsOf(again)).toMatchObject([{ id: pictures, status: 'launched', open: 1 }, { id: films }]);
      expect(await json(again.port, '/api/verify')).toMatchObject({ ok: true });
      expect((await visit(again.port, `/api/files/${hashOfPicture}`)).text).toBe(picture.toString());
      // Who comes again is known by the key: no fourth worker.
      await submitAnswers(again, pictures, 'ada', [{ caption: 'Der Stern' }]);
      expect(await workersOf(again)).toHaveLength(3);
    } finally {
      await again.stop();
    }
  });

  it('are not restored in a folder that is not empty, nor from a part of a data folder', async () => {
    const dataFolder = join(at('restored'), 'data');
    const refused = async (file: string, folder: string) =>
      (await command(['restore', file], { dataFolder: folder, cacheFolder })).err;
    expect(await refused(at('all.tar.gz'), dataFolder)).toContain('(restore/not-empty)');
    for (const file of ['films.tar.gz', 'nameless.tar.gz'])
      expect(await refused(at(file), at('never'))).toContain('(restore/not-whole)');
    expect(existsSync(at('never'))).toBe(false);
    expect(readdirSync(at('restored'))).toEqual(['data']);
    expect(readdirSync(folder).filter((name) => name.includes('never'))).toEqual([]);
  });
});
