import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, launch } from '../bench/api.ts';
import { openWorker, type Work } from '../bench/crowd/worker.ts';
import { sentences, writeTask } from '../bench/task.ts';
import { copyStore } from '../src/adapters/nats/server/store-copy.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { mountSmallDisk, noMounting, unmount } from './small-disk.ts';
import { visit } from './visitor.ts';

const disk = mountSmallDisk('160m');
if (!disk) console.warn(`A full disk is not tried here: ${noMounting}`);

describe.runIf(disk)('a disk that is really full', () => {
  let daemon: TestDaemon;
  let run: string;
  let acknowledged = 0;
  beforeAll(async () => {
    daemon = await openTestDaemon({ storeLimitBytes: 2_000_000_000 }, disk);
    run = (await launch(daemon.port, writeTask(join(daemon.folder, 'task'), 'full', sentences(500)))).id;
  });
  afterAll(async () => {
    await daemon.stop();
    unmount(disk as string);
  });

  async function onePiece(name: string) {
    const worker = openWorker(daemon.port, run, name);
    try {
      await worker.submit((await worker.arrive()) as Work, { text: 'x'.repeat(2000) });
      acknowledged++;
    } finally {
      worker.close();
    }
  }

  it('refuses workers with a sentence, and loses no answer', async () => {
    for (let n = 0; n < 20; n++) await onePiece(`worker-${n}`);
    try {
      for (let n = 0; ; n++) writeFileSync(join(daemon.folder, `filler-${n}`), Buffer.alloc(4_000_000));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    }
    await expect(onePiece('unlucky')).rejects.toThrow(/log\/(full|unavailable)/);
    await expect.poll(async () => (await visit(daemon.port, '/ready')).status).toBe(503);
    const { ok, problems } = await json<{ ok: boolean; problems: string[] }>(daemon.port, '/health');
    expect([ok, problems.join(' ')]).toEqual([false, expect.stringContaining('disk')]);
  });

  it('takes answers again by itself once there is space', async () => {
    execFileSync('sh', ['-c', `rm ${daemon.folder}/filler-*`]);
    for (let again = 0; ; again++) {
      if (
        await onePiece(`again-${again}`).then(
          () => true,
          () => false,
        )
      )
        break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    for (let n = 0; n < 5; n++) await onePiece(`later-${n}`);
    const { log } = await json<{ log: { sequence: number } }>(daemon.port, '/health');
    const { completed } = await json<{ completed: number }>(daemon.port, `/api/runs/${run}?after=${log.sequence}`);
    // What was refused with "unavailable" may have been stored all the same; what was acknowledged has been.
    expect(completed).toBeGreaterThanOrEqual(acknowledged);
    expect(await json(daemon.port, '/api/verify')).toMatchObject({ ok: true });
  });
});

describe.runIf(disk)('a disk without room for a copy of the log', () => {
  it('does not take a large file: it is refused, and nothing of it is left', async () => {
    const folder = mountSmallDisk('10m') as string;
    try {
      const blocks = join(folder, 'store/jetstream/LOG/streams/MANYHANDS_LOG/msgs');
      mkdirSync(blocks, { recursive: true });
      writeFileSync(join(blocks, '1.blk'), Buffer.alloc(5_100_000));
      const messages: string[] = [];
      await copyStore({ folder, notify: (sentence) => messages.push(sentence) });
      expect(messages).toEqual([expect.stringMatching(/\(6 MB\) are not copied .+: the disk has \d MB free\./)]);
      expect(readdirSync(folder)).toEqual(['store']);
    } finally {
      unmount(folder);
    }
  });
});
