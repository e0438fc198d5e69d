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

  it('ends after 7 days, however often it is used', () => {
    const { use, id } = begun();
    for (let hours = 0; hours < 7 * 24 - 1; hours++) {
      now += hourMs;
      expect(use(id)).toBeDefined();
    }
    now += hourMs;
    expect(use(id)).toBeUndefined();
  });

  it('is not used by one who only looks', () => {
    const { look, id } = begun();
    now += 11 * hourMs;
    expect(look(id)).toMatchObject({ name: 'ada', login: 'password' });
    now += hourMs;
    expect(look(id)).toBeUndefined();
  });

  it('is written down once a minute at most', () => {
    const { use, id } = begun();
    const noted = () => now - (database.prepare('SELECT seen_at FROM sessions').pluck().get() as number);
    now += 60_000;
    use(id);
    expect(noted()).toBe(60_000);
    now += 1;
    use(id);
    expect(noted()).toBe(0);
  });

  it('ends when it is ended, and is found under no other id', () => {
    const { use, end, begin, id } = begun();
    const other = begin({ name: 'bob', login: 'oidc' });
    expect([id === other, use('another id')]).toEqual([false, undefined]);
    end(id);
    expect([use(id), use(other)]).toMatchObject([undefined, { name: 'bob', login: 'oidc' }]);
  });

  it('that is over is swept away by the next one that begins', () => {
    const count = () => database.prepare('SELECT count(*) FROM sessions').pluck().get();
    begun();
    now += 12 * hourMs - 1;
    begun();
    expect(count()).toBe(2);
    now += 1;
    const { use, id } = begun();
    expect(count()).toBe(2);
    for (let hours = 0; hours < 7 * 24 - 1; hours++) {
      now += hourMs;
      use(id);
    }
    begun();
    now += hourMs;
    begun();
    expect(count()).toBe(2);
  });
});
