import type { NatsConnection } from 'nats';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { jetStreamFiles } from '../../adapters/nats/files/files.ts';
import { connectTo } from '../../adapters/nats/nats.ts';
import { testNatsServer } from '../../adapters/nats/server/for-tests.ts';
import { allTables } from '../../projections/all.ts';
import { openToWrite } from '../../projections/store/database.ts';
import { answers } from '../../projections/units/answers.ts';
import { namedFiles } from '../../projections/units/named-files.ts';
import type { RemovableFiles } from '../ports/files.ts';
import { brokenFiles } from '../verify/files.ts';
import { checkFiles } from './check.ts';

let server: Awaited<ReturnType<typeof testNatsServer>>;
let connection: NatsConnection;
let files: RemovableFiles;
beforeEach(async () => {
  server = await testNatsServer();
  connection = await connectTo(server.logUrl, 'spec');
  files = await jetStreamFiles(connection);
});
afterEach(async () => {
  await connection.close();
  await server.stop();
});

/** Rows of answers with these files. */
function rowsNaming(...hashes: string[]) {
  const db = openToWrite(':memory:', allTables);
  for (const [nth, hash] of hashes.entries()) {
    const of = { agentId: `agent-${nth}`, unitId: `films-1.${nth}.0`, runId: 'films-1', workerId: 'ada' };
    const files = [{ hash, size: 1, type: 'text/plain', name: 'a.txt', field: 'file' }];
    db.insert(answers)
      .values({ ...of, files, submittedAt: '2026-01-01T00:00:00.000Z', late: false, autoSubmitted: false })
      .run();
    db.insert(namedFiles).values({ hash }).run();
  }
  return db;
}

const store = (text: string) => files.put(Buffer.from(text), files.hold());

describe('the files of answers', () => {
  it('are checked once, and nothing is reported if all are there', async () => {
    const db = rowsNaming(await store('one'), await store('two'));
    const reported: string[] = [];
    const check = checkFiles({ files, db, notify: (sentence) => reported.push(sentence) });
    expect(check.isSound()).toBe(false);
    await vi.waitFor(() => expect(check.isSound()).toBe(true));
    expect([check.problems(), reported]).toEqual([[], []]);
  });

  it('are not waited for if their chunks are missing or damaged', async () => {
    const half = await store('x'.repeat(300_000));
    const bucket = await connection.jetstream().views.os('MANYHANDS_FILES');
    const { nuid } = (await bucket.info(half)) ?? {};
    const jsm = await connection.jetstreamManager();
    await jsm.streams.purge('OBJ_MANYHANDS_FILES', { filter: `$O.MANYHANDS_FILES.C.${nuid}` });
    await expect(files.get(half)).rejects.toThrow('cannot be read to its end');
    // As many chunks as before, with other content.
    for (let nth = 0; nth < 3; nth++) await connection.jetstream().publish(`$O.MANYHANDS_FILES.C.${nuid}`, 'x');
    await expect(files.get(half)).rejects.toThrow('cannot be read to its end');
    expect(await files.get('f'.repeat(64))).toBeUndefined();
  });

  it('are gone, not damaged, if they are removed while they are read', async () => {
    const bytes = 'x'.repeat(300_000);
    for (const [nth, delayMs] of [0, 0, 1].entries()) {
      const hold = files.hold();
      const hash = await files.put(Buffer.from(`${nth}${bytes}`), hold);
      hold.end();
      const removing = new Promise((resolve) => setTimeout(resolve, delayMs)).then(() => files.remove(hash));
      const read = await files.get(hash);
      if (read) expect(Buffer.from(read).toString()).toBe(`${nth}${bytes}`);
      await removing;
      expect(await files.get(hash)).toBeUndefined();
    }
  });

  it('are reported if a chunk is missing, and if a file was never stored', async () => {
    const half = await store('x'.repeat(300_000));
    const { nuid } = (await (await connection.jetstream().views.os('MANYHANDS_FILES')).info(half)) ?? {};
    const jsm = await connection.jetstreamManager();
    const { seq } = await jsm.streams.getMessage('OBJ_MANYHANDS_FILES', {
      last_by_subj: `$O.MANYHANDS_FILES.C.${nuid}`,
    });
    await jsm.streams.deleteMessage('OBJ_MANYHANDS_FILES', seq);
    const db = rowsNaming(await store('whole'), half, 'f'.repeat(64));
    const check = checkFiles({ files, db, notify: () => undefined });
    await vi.waitFor(() =>
      expect(check.problems()).toEqual([expect.stringMatching(/^2 files of answers are missing/)]),
    );
    expect(check.isSound()).toBe(false);
    expect(await brokenFiles(db, files, () => undefined)).toEqual([
      expect.stringContaining(half),
      expect.stringContaining('f'.repeat(64)),
    ]);
  });
});
