import { createReadStream, mkdirSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import tar from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, json, lines, type RunRow } from '../bench/api.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';

type Row = Record<string, unknown>;

const earlier = (name: string) => fileURLToPath(new URL(`./earlier/${name}`, import.meta.url));
/** The provider of a worker was once called their crowd. */
const present = ({ crowd, provider = crowd, ...row }: Row) => ({ ...row, provider });
const rowsIn = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => present(JSON.parse(line)));
const answers = rowsIn(readFileSync(earlier('answers.jsonl'), 'utf8'));

/** Writes the files of the recorded data folder below `folder`. */
async function unpackInto(folder: string) {
  const extract = tar.extract();
  extract.end(gunzipSync(readFileSync(earlier('data.tar.gz'))));
  for await (const entry of extract) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const { name, type, mode, mtime } = entry.header;
    const path = join(folder, name);
    mkdirSync(type === 'directory' ? path : dirname(path), { recursive: true, mode: 0o700 });
    if (type === 'file') {
      writeFileSync(path, Buffer.concat(chunks), { mode });
      if (mtime) utimesSync(path, mtime, mtime);
    }
  }
}

async function exportOf(daemon: TestDaemon, task: string) {
  let text = '';
  for await (const chunk of ask(daemon.port, 'GET', `/api/export?of=${task}&format=jsonl&identities=true`))
    text += chunk;
  return rowsIn(text);
}

async function problemsOf(daemon: TestDaemon) {
  const { problems } = await json<{ problems: string[] }>(daemon.port, '/health');
  return problems;
}

/** What later versions export beside it, for answers without it. */
const since = {
  calls: [],
  messages: [],
  ...{ active_seconds: null, correct: null, pay_cents: 0, purpose: null },
  ...{ comments: [], flagged: null, signals: null, special: false },
};

/** The final answer was recorded then and is exported since: the first item was settled over its two answers. */
const settled = {
  ...{ answer: { colour: 'blue' }, at: '2026-11-29T22:05:57.751Z', by: 'reviewer:local' },
  ...{ note: 'n', over: 2 },
};
const asExportedNow = (row: Row) => ({
  ...row,
  ...since,
  bonus_cents: (row.bonuses as { cents: number }[])[0]?.cents ?? null,
  final: String(row.assignment).endsWith('.0') ? settled : null,
});

describe('a data folder that 0.1.0 of November 2026 wrote', () => {
  let daemon: TestDaemon;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
    await unpackInto(folder);
    daemon = await openTestDaemon({}, folder);
  });
  afterAll(() => daemon?.end());

  it('opens with every answer, review and name as it was', async () => {
    expect(await problemsOf(daemon)).toEqual([]);
    expect(await exportOf(daemon, 'colours')).toEqual(answers.map(asExportedNow));
  });

  it('is whole, and its live state, log and rows agree', async () => {
    let found: Row = {};
    for await (const line of lines(daemon.port, 'GET', '/api/verify')) found = line;
    expect(found).toMatchObject({ ok: true, damages: [], checks: [{ run: '-', same: true }, { same: true }] });
  });

  it('continues: its run is resumed, reviewed and undone', async () => {
    const { runs } = await json<{ runs: RunRow[] }>(daemon.port, '/api/runs');
    const [run] = runs;
    expect(run).toMatchObject({ status: 'paused', units: 6, completed: 5 });
    const post = async (path: string) => {
      for await (const line of lines(daemon.port, 'POST', path, {})) return line;
    };
    expect(await post(`/api/runs/${run?.id}/resume`)).toMatchObject({ sequence: expect.any(Number) });
    expect(await post(`/api/units/${run?.id}.1.0/accept`)).toMatchObject({ sequence: expect.any(Number) });
    expect(await post(`/api/units/${run?.id}.0.0/undo`)).toMatchObject({ sequence: expect.any(Number) });
  });
});

describe('an archive that 0.1.0 of November 2026 wrote', () => {
  let daemon: TestDaemon;
  beforeAll(async () => {
    daemon = await openTestDaemon();
  });
  afterAll(() => daemon?.end());

  it('is imported with every answer and review', async () => {
    const replies: Row[] = [];
    for await (const line of lines(
      daemon.port,
      'POST',
      '/api/imports?label=old',
      createReadStream(earlier('archive.tar.gz')),
    ))
      replies.push(line);
    expect(replies.at(-1)).toMatchObject({ imported: expect.anything() });
    const { log } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    await json(daemon.port, `/api/runs?after=${log.sequence}`);
    const own = ({ worker: _, ...row }: Row) => row;
    expect((await exportOf(daemon, 'colours')).map(own)).toEqual(answers.map((row) => asExportedNow(own(row))));
  });
});
