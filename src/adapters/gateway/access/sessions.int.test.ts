import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAccessFile } from './access-file.ts';
import { sessionsIn } from './sessions.ts';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

describe('a session', () => {
  let folder: string;
  let database: ReturnType<typeof openAccessFile>;
  let now: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'manyhands-sessions-'));
    database = openAccessFile(join(folder, 'access.db'));
    now = 100 * dayMs;
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  const begun = () => {
    const sessions = sessionsIn(database, () => now);
    return { ...sessions, id: sessions.begin({ name: 'ada', login: 'password' }) };
  };

  it('ends 12 hours after the last request, also when the clock is set forward', () => {
    const { use, id } = begun();
    now += 11 * hourMs;
    expect(use(id)).toMatchObject({ name: 'ada' });
    now += 11 * hourMs;
    expect(use(id)).toMatchObject({ name: 'ada' });
    now += 12 * hourMs;
    expect(use(id)).toBeUndefined();
  });

  it('outlives a small correction of the clock, and no large one', () => {
    const { use, id } = begun();
    now -= hourMs / 2;
    expect(use(id)).toMatchObject({ name: 'ada' });
    // What was noted in the meantime counts from the clock as it is.
    now += 12 * hourMs;
    expect(use(id)).toBeUndefined();
    const later = begun();
    now -= 30 * dayMs;
    expect(later.use(later.id)).toBeUndefined();
  });
});
