import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch, lines } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { writeTask } from '../bench/task.ts';
import type { Manifest } from '../src/api/exports.ts';
import { command } from '../src/cli/for-tests.ts';
import { hashOf } from '../src/runtime/ports/files.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { sendBytes } from './send-bytes.ts';

type Row = Record<string, unknown>;

describe('the answers of a study, exported', () => {
  let daemon: TestDaemon;
  let run: string;
  let before: string;
  const note = Buffer.from('Schön ist sie.\n');
  beforeAll(async () => {
    daemon = await openTestDaemon();
    const items = ['the sky', 'the sea', 'the sun'].map((text) => ({ text, at: { lat: 1 } }));
    run = (await launch(daemon.port, writeTask(join(daemon.folder, 'task'), 'colours', items))).id;
    const ada = openWorker(daemon.port, run, 'ada@example.org');
    await ada.submit((await ada.arrive('1')) as Work, { colour: '=blue()', sure: { very: true } });
    const { agentId } = (await ada.arrive('2')) as Work;
    const form = new FormData();
    form.set('USED_AGENT_ID', agentId);
    form.set('final_string_data', '{"colour":"green"}');
    form.set('why', new File([note], 'why.txt', { type: 'text/plain' }));
    await post('/submit_task', form);
    ada.close();
    const [first] = await rowsOf();
    await decide(first?.unit, 'reject', 'No.');
    await decide(first?.unit, 'accept', 'After all.');
  });
  afterAll(() => daemon?.end());

  const send = (host: string, method: string, path: string, body?: Buffer, type = '') =>
    sendBytes(daemon.port, { host, method, path, body, type });
  async function post(path: string, form: FormData) {
    const encoded = new Response(form);
    const body = Buffer.from(await encoded.arrayBuffer());
    return send(`${run}.localhost`, 'POST', path, body, encoded.headers.get('content-type') ?? '');
  }
  const get = (path: string) => send('localhost', 'GET', path);
  const take = async (query: string) => (await get(`/api/export?of=${run}&${query}`)).body;
  const rowsOf = async () =>
    (await take('format=jsonl'))
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Row);
  async function decide(unit: unknown, what: string, note: string) {
    for await (const _ of lines(daemon.port, 'POST', `/api/units/${unit}/${what}`, { note }));
  }
  const manyhands = (...words: string[]) => command(words, { dataFolder: join(daemon.folder, 'data') });

  it('are the same in every format, with all reviews and no names', async () => {
    const rows = await rowsOf();
    expect(rows).toMatchObject([
      {
        status: 'accepted',
        data: { text: 'the sky' },
        answer: { colour: '=blue()', sure: { very: true } },
        review: { decision: 'accepted', note: 'After all.' },
        reviews: [{ decision: 'rejected', note: 'No.' }, { decision: 'accepted' }],
      },
      { status: 'completed', review: null, files: [{ hash: hashOf(note), name: 'why.txt', size: note.length }] },
    ]);
    const wide: Row[] = parse(await take('format=csv'), { columns: true });
    expect(wide.map((row) => [row['answer.colour'], row['answer.sure.very'], row['data.at.lat']])).toEqual([
      ["'=blue()", 'true', '1'],
      ['green', '', '1'],
    ]);
    const long: Row[] = parse(await take('format=csv-long'), { columns: true });
    expect(long.slice(0, 2).map(({ unit, field, value }) => [unit, field, value])).toEqual([
      [rows[0]?.unit, 'colour', "'=blue()"],
      [rows[0]?.unit, 'sure.very', 'true'],
    ]);
    const parquet = Uint8Array.from(await take('format=parquet'));
    expect(await parquetReadObjects({ file: parquet.buffer })).toMatchObject([
      { unit: rows[0]?.unit, 'answer.colour': '=blue()', 'answer.sure.very': true, 'review.decision': 'accepted' },
      { unit: rows[1]?.unit, 'answer.colour': 'green', 'data.at.lat': 1 },
    ]);
    const mephisto = JSON.parse((await take('format=mephisto')).toString());
    expect(Object.keys(mephisto)).toEqual(rows.map(({ unit }) => unit));
    expect(mephisto[String(rows[0]?.unit)]).toMatchObject({ status: 'approved', worker_name: '' });
    for (const format of ['jsonl', 'csv', 'csv-long', 'parquet', 'mephisto']) {
      expect((await take(`format=${format}`)).includes('ada@example.org')).toBe(false);
      expect((await take(`format=${format}&identities=true`)).includes('ada@example.org')).toBe(true);
    }
  });

  it('link to their manifest and to their files', async () => {
    const { headers, body } = await get(`/api/export?of=${run}&format=csv`);
    expect(headers['content-disposition']).toBe(`attachment; filename="${run}.csv"`);
    const [manifest = '', files = ''] = [...String(headers.link).matchAll(/<([^>]+)>/g)].map(([, link]) => link);
    expect(await json<Manifest>(daemon.port, manifest)).toMatchObject({
      of: { run },
      sequence: Number(headers['x-manyhands-sequence']),
      rows: 2,
      bytes: body.length,
      sha256: hashOf(body),
    });
    const listed = JSON.parse((await get(files)).body.toString());
    expect(listed).toMatchObject({ hash: hashOf(note), name: 'why.txt' });
    expect((await get(listed.href)).body.equals(note)).toBe(true);
  });

  it('are made again from their manifest, byte by byte, when the study has gone on', async () => {
    const file = join(daemon.folder, 'colours.csv');
    const first = await manyhands('export', 'colours', '--format', 'csv', '--out', file, '--files');
    expect(first).toMatchObject({ code: 0, err: expect.stringContaining('2 rows') });
    expect(readFileSync(join(`${file}.files`, `${hashOf(note)}.txt`)).equals(note)).toBe(true);

    before = new Date().toISOString();
    const bob = openWorker(daemon.port, run, 'bob');
    await bob.submit((await bob.arrive()) as Work, { colour: 'yellow', another: 'column' });
    bob.close();
    const [, second] = await rowsOf();
    await decide(second?.unit, 'accept', 'Fine.');
    daemon = await daemon.reopen();

    const again = join(daemon.folder, 'again.csv');
    const made = await manyhands('export', '--manifest', `${file}.manifest.json`, '--out', again);
    expect(made).toMatchObject({ code: 0, err: expect.stringContaining('Verified: these are the bytes that') });
    expect(readFileSync(again).equals(readFileSync(file))).toBe(true);
    expect(readFileSync(`${again}.manifest.json`).equals(readFileSync(`${file}.manifest.json`))).toBe(true);
    expect((await take('format=csv')).toString()).toContain('answer.another');
    expect(readdirSync(daemon.folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('are chosen by their decision and by columns, of several tasks in one file, and made again from that manifest', async () => {
    const file = join(daemon.folder, 'chosen.csv');
    const chosen = ['--answers', 'accepted', '--columns', 'run,answer.colour', '--bom'];
    const made = await manyhands('export', run, 'colours', '--format', 'csv', ...chosen, '--out', file);
    expect(made).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toBe(`\ufeffrun,answer.colour\r\n${run},'=blue()\r\n${run},green\r\n`);
    const again = join(daemon.folder, 'chosen-again.csv');
    const same = await manyhands('export', '--manifest', `${file}.manifest.json`, '--out', again);
    expect(same).toMatchObject({ code: 0, err: expect.stringContaining('Verified') });
    const simple: Row[] = parse(await take('format=csv-simple&answers=not-rejected'), { columns: true, bom: true });
    expect(simple.map(({ answer, decision }) => [answer, decision])).toContainEqual([
      '{"colour":"yellow","another":"column"}',
      '',
    ]);
  });

  it('are exported by item, with all answers to each and what they come to', async () => {
    const file = join(daemon.folder, 'items.jsonl');
    const wanted = ['--by', 'item', '--method', 'majority'];
    expect(await manyhands('export', run, ...wanted, '--out', file)).toMatchObject({ code: 0 });
    const items = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(items.map(({ data, counts, answers }) => [data.text, counts.answers, answers.length])).toEqual([
      ['the sky', 1, 1],
      ['the sea', 1, 1],
      ['the sun', 1, 1],
    ]);
    expect(items[0]).toMatchObject({ counts: { accepted: 1 }, answers: [{ answer: { colour: '=blue()' } }] });
    const again = join(daemon.folder, 'items-again.jsonl');
    const same = await manyhands('export', '--manifest', `${file}.manifest.json`, '--out', again);
    expect(same).toMatchObject({ code: 0, err: expect.stringContaining('Verified') });
    const parquet = Uint8Array.from(await take('format=parquet&by=item'));
    const read = await parquetReadObjects({ file: parquet.buffer });
    expect(read.map((item) => [item.assignment, item['counts.answers']])).toEqual(
      items.map(({ assignment }) => [assignment, 1]),
    );
  });

  it('have a methods report, which is made again from its manifest', async () => {
    const file = join(daemon.folder, 'methods.md');
    expect(await manyhands('export', run, '--format', 'report', '--out', file)).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toMatch(/^# Methods report: colours\n[\s\S]*\*\*Answers in time:\*\* 3\n/);
    const again = join(daemon.folder, 'methods-again.md');
    const same = await manyhands('export', '--manifest', `${file}.manifest.json`, '--out', again);
    expect(same).toMatchObject({ code: 0, err: expect.stringContaining('Verified') });
    const { headers, body } = await get(`/api/export?of=${run}&format=report-html`);
    expect(headers['content-disposition']).toBe(`attachment; filename="${run}.report.html"`);
    expect(body.toString()).not.toContain('ada@example.org');
  });

  it('are exported as of an earlier time, over HTTP and on the command line', async () => {
    const file = readFileSync(join(daemon.folder, 'colours.csv'));
    const asOf = (moment: string) => get(`/api/export?of=colours&format=csv&moment=${moment}`);
    expect((await asOf(before)).body.equals(file)).toBe(true);
    expect((await manyhands('export', 'colours', '--format', 'csv', '--at', before)).out).toBe(file.toString());
    expect((await asOf(new Date().toISOString())).body.toString()).toContain('answer.another');
  });

  it('are refused with a sentence for what is unknown', async () => {
    const { log } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    const wrong: [string, number, string][] = [
      ['of=nobody', 404, 'export/unknown'],
      [`of=${run}&format=xls`, 400, 'request/bad-shape'],
      [`of=${run}&at=${log.sequence + 1}`, 400, 'export/beyond-log'],
      [`of=${run}&at=1`, 404, 'export/not-yet'],
      [`of=${run}&moment=2001-01-01T00:00:00Z`, 404, 'export/not-yet'],
      [`of=${run}&moment=yesterday`, 400, 'request/bad-shape'],
      [`of=${run}&at=1&moment=2001-01-01T00:00:00Z`, 400, 'request/bad-shape'],
      [`of=${run}&of=nobody`, 404, 'export/unknown'],
      [`of=${run}&answers=some`, 400, 'request/bad-shape'],
      [`of=${run}&bom=true`, 400, 'export/no-such-choice'],
      [`of=${run}&by=item&format=csv-long`, 400, 'export/no-such-choice'],
      [`of=${run}&format=report&identities=true`, 400, 'export/no-such-choice'],
      [`of=${run}&method=mace`, 400, 'export/method-without-items'],
      [`of=${run}&columns=unit&columns=color`, 400, 'export/no-column'],
    ];
    for (const [query, status, code] of wrong) {
      const refused = await get(`/api/export?${query}`);
      expect([refused.status, JSON.parse(refused.body.toString())]).toMatchObject([status, { code }]);
    }
    expect(await manyhands('export', 'nobody')).toMatchObject({ code: 1, out: '' });
    expect(await manyhands('export', run, '--at', 'yesterday')).toMatchObject({ code: 2, out: '' });
  });
});
