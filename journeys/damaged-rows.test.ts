import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settled } from '../bench/api.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems, submitAnswers } from './submitting.ts';
import { visit } from './visitor.ts';

const pageBytes = 4096;

let daemon: TestDaemon;
let run: string;
let messages: string[];
beforeEach(async () => {
  messages = [];
  daemon = await openTestDaemon({ notify: (sentence) => void messages.push(sentence) });
  run = (await launchItems(daemon, 'colours', [{ n: 1 }, { n: 2 }], { units_per_assignment: 2 })).id;
  await submitAnswers(daemon, run, 'ada', ['blue', 'red']);
  await settled(daemon.port);
});
afterEach(() => daemon?.end());

/** Empties every page of the rows but the first, as a disk does, without an error. */
function damageRows() {
  const folder = rowsFolder();
  const file = join(folder, readFileSync(join(folder, 'current'), 'utf8').trim());
  const db = new Sqlite(file);
  db.pragma('wal_checkpoint(truncate)');
  db.close();
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0, pageBytes));
}

const rowsFolder = () => join(daemon.folder, 'data', 'read-model');

async function healthy() {
  while ((await visit(daemon.port, '/health')).status !== 200) await new Promise((done) => setTimeout(done, 50));
}

const take = () => visit(daemon.port, `/api/export?of=${run}&format=jsonl`);

describe('rows that are damaged while the daemon runs', () => {
  it('are reported to every request, and are rebuilt once, complete', async () => {
    const before = await take();
    damageRows();
    const meanwhile = await Promise.all([take(), take(), take()]);
    // A late request may get the rebuilt rows.
    const replies = meanwhile.map(({ status, text, code }) => (status === 200 ? text : code));
    expect(replies).toContain('read-model/damaged');
    expect(replies.filter((one) => one !== 'read-model/damaged' && one !== before.text)).toEqual([]);
    await healthy();
    const after = await take();
    expect([after.status, after.text]).toEqual([200, before.text]);
    const kept = readdirSync(join(daemon.folder, 'data', 'kept'));
    expect([
      kept.length,
      messages.filter((sentence) => sentence.startsWith('The damaged rows are kept')).length,
    ]).toEqual([1, 1]);
  });
});

describe('rows that are deleted while the daemon runs', () => {
  it.each([
    ['with their folder', () => ['']],
    ['but for the file itself', () => readdirSync(rowsFolder()).filter((name) => /-(wal|shm)$/.test(name))],
  ])('are rebuilt by themselves, %s', async (_, names) => {
    const before = await take();
    for (const name of names()) rmSync(join(rowsFolder(), name), { recursive: true });
    const { status, text, code } = await take();
    expect(status === 200 ? text : code).toBe('read-model/damaged');
    await submitAnswers(daemon, run, 'bob', ['green']);
    await expect
      .poll(() => messages)
      .toContainEqual(expect.stringMatching(/because its files were deleted or replaced/));
    await healthy();
    await settled(daemon.port);
    const after = (await take()).text.trim().split('\n');
    expect([after.length, after.slice(0, 2)]).toEqual([3, before.text.trim().split('\n')]);
    const found = await visit(daemon.port, `/api/units?run=${run}&search=green`);
    expect(found.json<{ total: number }>().total).toBe(1);
  });
});
