import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { command } from '../src/cli/for-tests.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { pack, repack, type Unpacked, unpack } from './repack.ts';
import { launchItems, submitAnswers } from './submitting.ts';
import { visit } from './visitor.ts';

describe('an archive that is not what it should be', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  const good = join(folder, 'good.tar.gz');
  const file = join(folder, 'bad.tar.gz');
  let home: TestDaemon;
  let away: TestDaemon;
  let run: string;
  let other: string;
  let unpacked: Unpacked;
  let head: number;

  beforeAll(async () => {
    home = await openTestDaemon();
    away = await openTestDaemon();
    ({ id: run } = await launchItems(home, 'films', [{ n: 1 }, { n: 2 }]));
    await submitAnswers(home, run, 'ada', [{ genre: 'Drama' }, { genre: 'Comedy' }]);
    ({ id: other } = await launchItems(away, 'colours', [{ n: 1 }]));
    await settled(home.port);
    expect((await manyhands(home, 'archive', good, '--identities')).code).toBe(0);
    unpacked = await unpack(good);
    await settled(away.port);
    head = await headOf(away);
  });
  afterAll(async () => {
    await home?.end();
    await away?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const dataOf = (daemon: TestDaemon) => join(daemon.folder, 'data');
  const manyhands = (daemon: TestDaemon, ...words: string[]) => command(words, { dataFolder: dataOf(daemon) });
  const headOf = async ({ port }: TestDaemon) =>
    (await json<{ log: { sequence: number } }>(port, '/health')).log.sequence;

  /** It is refused with this code and these words, nothing is recorded, and nothing is left lying about. */
  async function expectRefused(code: string, words: string) {
    const { code: status, out, err } = await manyhands(away, 'import', file);
    expect([status, out, err]).toEqual([1, '', expect.stringContaining(words)]);
    expect(err).toContain(`(${code})`);
    expect(err.trimEnd()).not.toContain('\n');
    expect(await headOf(away)).toBe(head);
    expect(readdirSync(join(dataOf(away), 'imports'))).toEqual([]);
    expect((await json<{ imports: unknown[] }>(away.port, '/api/imports')).imports).toEqual([]);
  }
  const withEntry = (name: string, bytes: string | Buffer) =>
    new Map([...unpacked.entries, [name, Buffer.from(bytes)] as const]);
  /** The archive with its commits changed, and a manifest that agrees. */
  const withLog = (change: (log: string) => string) =>
    repack(file, { ...unpacked, entries: withEntry('log.jsonl', change(String(unpacked.entries.get('log.jsonl')))) });

  it('is refused if a byte of it was changed', async () => {
    const log = String(unpacked.entries.get('log.jsonl')).replace('Drama', 'Opera');
    await pack(file, { ...unpacked, entries: withEntry('log.jsonl', log) });
    await expectRefused('archive/damaged', '"log.jsonl" was changed');
    const bytes = readFileSync(good);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    writeFileSync(file, bytes);
    await expectRefused('archive/damaged', 'The archive is damaged: it');
  });

  it('is refused if it ends too early, wherever that is', async () => {
    const bytes = readFileSync(good);
    for (const share of [0.2, 0.9, 0.999]) {
      writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length * share)));
      await expectRefused('archive/damaged', 'it ends too early');
    }
  });

  it('is refused if it is something else', async () => {
    for (const bytes of [Buffer.from('hello'), gzipSync('hello'.repeat(500))]) {
      writeFileSync(file, bytes);
      await expectRefused('archive/not-an-archive', 'it is not a .tar.gz file');
    }
    writeFileSync(file, '');
    await expectRefused('archive/damaged', 'it ends too early');
  });

  it('is refused if an entry leads out of its folder, or is a link', async () => {
    for (const name of [
      `pages/${run}/../../../escaped`,
      '../escaped',
      '/tmp/escaped',
      `pages/../${run}/x`,
      'escaped',
    ]) {
      await repack(file, { ...unpacked, entries: withEntry(name, 'x') });
      await expectRefused('archive/damaged', 'an unknown entry');
    }
    await repack(file, { ...unpacked, links: new Map([[`pages/${run}/link`, '/etc/passwd']]) });
    await expectRefused('archive/damaged', 'an unknown entry');
    expect(existsSync(join(dataOf(away), 'escaped'))).toBe(false);
  });

  it('is refused if it has another format', async () => {
    await repack(file, { ...unpacked, manifest: { ...unpacked.manifest, format: 2 as never, code: '9.0.0' } });
    await expectRefused('archive/other-format', 'use Manyhands 9.0.0, which made it');
  });

  it('is refused if a fact of it is unknown here, or a run does not fold', async () => {
    await withLog((log) => log.replaceAll('"type":"unit.submitted"', '"type":"unit.abducted"'));
    await expectRefused('archive/unreadable-fact', 'No fact is called unit.abducted');
    await withLog((log) =>
      log.replaceAll('"type":"unit.submitted","version":1', '"type":"unit.submitted","version":7'),
    );
    await expectRefused('archive/unreadable-fact', 'newer than version 1');
    await withLog((log) => log.replace(/^.*"type":"task-run.launched".*\n/m, ''));
    await expectRefused('archive/unreadable-fact', 'does not expect task-run.completed). Nothing');
    await withLog((log) => log.replace('"genre":"Drama"', '"genre":"Drama"}},{"id":"x","at":"now","data":{"x":{"y":1'));
    await expectRefused('archive/damaged', 'a line of it is no commit');
  });

  it('is refused if its facts belong to other runs', async () => {
    await withLog((log) => log.replaceAll(`"unitId":"${run}.0.0"`, `"unitId":"${other}.0.0"`));
    await expectRefused('archive/damaged', `the history of run ${run} has a fact that does not belong there`);
  });

  it('is refused if it is not whole: an entry, or a file of an answer', async () => {
    const entries = new Map(unpacked.entries);
    entries.delete('log.jsonl');
    await repack(file, { ...unpacked, entries });
    await expectRefused('archive/damaged', 'it has no log.jsonl');
    const named = JSON.stringify([{ hash: 'a'.repeat(64), size: 1, type: 't', name: 'n', field: 'f' }]);
    await withLog((log) => log.replace('"answer":{"genre":"Drama"}', `"answer":{"genre":"Drama"},"files":${named}`));
    await expectRefused('archive/damaged', `the file ${'a'.repeat(64)} of an answer is missing`);
  });

  it('is refused if there is no such file', async () => {
    const { code, err } = await manyhands(away, 'import', join(folder, 'none.tar.gz'));
    expect([code, err]).toEqual([1, expect.stringContaining('there is no such file. (data/bad-file)')]);
  });

  it('is refused over HTTP with a status, also without a label', async () => {
    const post = (query: string) =>
      visit(away.port, `/api/imports?${query}`, {
        method: 'POST',
        body: 'hello',
        headers: { 'content-type': 'application/gzip' },
      });
    expect(await post('label=x')).toMatchObject({ status: 400, code: 'archive/not-an-archive' });
    expect(await post('')).toMatchObject({ status: 400, code: 'request/bad-shape' });
    expect(await headOf(away)).toBe(head);
  });

  it('leaves nothing behind when its sender disconnects', async () => {
    const socket = connect(away.port, '127.0.0.1');
    const headers = `host: localhost:${away.port}\r\ncontent-type: application/gzip\r\ncontent-length: 100000`;
    socket.write(`POST /api/imports?label=x HTTP/1.1\r\n${headers}\r\n\r\n`);
    socket.write(readFileSync(good).subarray(0, 500));
    const waiting = () => readdirSync(join(dataOf(away), 'imports')).length;
    await until(() => waiting() === 1);
    expect((await manyhands(away, 'import', good)).err).toContain('(import/under-way)');
    socket.destroy();
    await until(() => waiting() === 0);
    expect(await headOf(away)).toBe(head);
  });

  it('is not made of an unknown run, task or label', async () => {
    const refused = async (...words: string[]) =>
      (await manyhands(home, 'archive', join(folder, 'none.tar.gz'), ...words)).err;
    expect(await refused('--task', 'ruins')).toContain('(archive/unknown-task)');
    expect(await refused('--run', 'ruins-1')).toContain('(run/unknown)');
    expect(await refused('--label', 'winter')).toContain('(archive/unknown-label)');
    expect(await refused('--since', '2999-01-01')).toContain('(archive/nothing)');
    expect(existsSync(join(folder, 'none.tar.gz'))).toBe(false);
  });

  it('is imported if it is the one that was made', async () => {
    await repack(file, unpacked);
    expect((await manyhands(away, 'import', file)).code).toBe(0);
  });
});
