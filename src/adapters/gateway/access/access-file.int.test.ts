import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessFileIn, openAccessFile } from './access-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-access-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the file of accounts', () => {
  it.each([2000, 50])('says so when only %d bytes of it are there', (bytes) => {
    const file = accessFileIn(folder);
    openAccessFile(file).close();
    truncateSync(file, bytes);
    expect(() => openAccessFile(file)).toThrow(
      expect.objectContaining({ code: 'access/damaged', message: expect.stringContaining(file) }),
    );
    expect(statSync(file).size).toBe(bytes);
  });
});
