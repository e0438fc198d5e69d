import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastError, lengthOf } from './last-error.ts';

describe('the last error in a log', () => {
  let folder: string;
  let log: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'manyhands-log-'));
    log = join(folder, 'nats.log');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const earlier = '[1] 2026/01/01 12:00:00.000001 [FTL] The disk was full\n';

  it('is given without its stamp', async () => {
    await writeFile(log, `${earlier}[2] 2026/01/02 12:00:00.000001 [INF] Server is ready\n`);
    expect(lastError(log, 0)).toBe('The disk was full');
  });

  it('is also what the program says before it opens its log', async () => {
    await writeFile(log, 'nats-server: nats.conf:1:2: unknown field "nonsense"\n');
    expect(lastError(log, 0)).toBe('nats.conf:1:2: unknown field "nonsense"');
  });

  it('is none of an earlier life', async () => {
    await writeFile(log, earlier);
    expect(lastError(log, lengthOf(log))).toBeUndefined();
  });

  it('is found in a log file that was started again in the meantime', async () => {
    await writeFile(log, earlier);
    expect(lastError(log, 1_000_000)).toBe('The disk was full');
  });

  it('is none without a log', () => expect(lastError(log, 0)).toBeUndefined());
});
