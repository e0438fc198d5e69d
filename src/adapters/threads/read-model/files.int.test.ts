import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allTables } from '../../../projections/all.ts';
import { openToWrite } from '../../../projections/store/database.ts';
import { newFile, watchPlace } from './files.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a file of rows', () => {
  it.each(['', '-wal', '-shm'])('is in its place until it%s is deleted or replaced', (beside) => {
    const file = join(folder, `place${beside}.db`);
    const { $client } = openToWrite(file, allTables);
    const isInPlace = watchPlace(file);
    expect(isInPlace()).toBe(true);
    renameSync(file + beside, `${file}.moved`);
    expect(isInPlace()).toBe(false);
    writeFileSync(file + beside, '');
    expect(isInPlace()).toBe(false);
    $client.close();
  });

  it('is never named as the one it replaces, which may be gone', () => {
    const empty = join(folder, 'empty');
    expect(newFile(empty)).toBe(join(empty, '1.db'));
    expect(newFile(empty, join(empty, '3.db'))).toBe(join(empty, '4.db'));
  });
});
