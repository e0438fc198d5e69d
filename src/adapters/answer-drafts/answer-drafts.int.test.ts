import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAnswerDrafts } from './answer-drafts.ts';

let folder: string;
let nowMs = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-answer-drafts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const said: string[] = [];
const fileOf = () => join(folder, 'answer-drafts.db');
const open = () =>
  openAnswerDrafts({
    ...{ file: fileOf(), keptFolder: join(folder, 'kept'), now: () => nowMs },
    notify: (sentence) => void said.push(sentence),
  });

describe('the drafts of answers', () => {
  it('are kept for each agent, the newest in place of the others, until they are forgotten', () => {
    const first = open();
    expect(first.save('a1', { draft: { tone: 'god' }, savedAt: 2 })).toBe(true);
    expect(first.save('a1', { draft: { tone: 'good' }, savedAt: 2 })).toBe(true);
    expect(first.save('a1', { draft: 'older', savedAt: 1 })).toBe(false);
    first.save('a2', { draft: null, savedAt: 1 });
    // Not closed, as if the process had been killed.
    const second = open();
    expect(second.find('a1')).toEqual({ draft: { tone: 'good' }, savedAt: 2 });
    expect(second.find('a2')).toEqual({ draft: null, savedAt: 1 });
    second.forget('a1');
    expect(first.find('a1')).toBeUndefined();
    for (const drafts of [first, second]) drafts.close();
  });

  it('are removed when nobody has come back to them for a month', () => {
    const drafts = open();
    drafts.save('a1', { draft: 1, savedAt: 1 });
    drafts.close();
    nowMs = 31 * 24 * 60 * 60_000;
    const later = open();
    expect(later.find('a1')).toBeUndefined();
    later.close();
  });

  it('are begun again when their file is damaged, which is said', () => {
    writeFileSync(fileOf(), 'no database '.repeat(1000));
    const drafts = open();
    expect(drafts.find('a1')).toBeUndefined();
    expect(said.at(-1)).toContain('was damaged and is begun again');
    drafts.close();
    // Work goes on even where drafts cannot be read or removed.
    expect(drafts.find('a1')).toBeUndefined();
    drafts.forget('a1');
  });

  it('go on in a new file when theirs is damaged while it is open, and the damaged one is kept', () => {
    const drafts = open();
    for (let n = 0; n < 50; n++) drafts.save(`a${n}`, { draft: 'x'.repeat(4000), savedAt: 1 });
    const damaged = damage();
    drafts.save('a1', { draft: 'typed later', savedAt: 2 });
    expect(said.at(-1)).toContain(`${fileOf()} was damaged`);
    expect(drafts.find('a1')?.draft).toBe('typed later');
    const [name = ''] = readdirSync(join(folder, 'kept'));
    expect(readFileSync(join(folder, 'kept', name, 'answer-drafts.db')).equals(damaged)).toBe(true);
    drafts.close();
  });
});

/** Empties every page of the file but the first, as a disk does; returns what it then holds. */
function damage(): Buffer {
  const db = new Sqlite(fileOf());
  db.pragma('wal_checkpoint(truncate)');
  db.close();
  const bytes = readFileSync(fileOf()).fill(0, 4096);
  writeFileSync(fileOf(), bytes);
  return bytes;
}
