import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, settled } from '../bench/api.ts';
import { openWorker } from '../bench/crowd/worker.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems } from './submitting.ts';

/** An item that has this many bytes as it is counted. */
const itemOf = (bytes: number) => ({ text: 'x'.repeat(bytes - JSON.stringify({ shared: { text: '' } }).length) });

describe('an item that is larger than the log takes', () => {
  let daemon: TestDaemon;
  beforeAll(async () => {
    daemon = await openTestDaemon();
  });
  afterAll(() => daemon.end());

  it('is refused at the launch, which leaves no run; one of the size that is named gets to workers', async () => {
    const refused: Error = await launchItems(daemon, 'large', [{ text: 'small' }, itemOf(5_000_000)]).catch((e) => e);
    expect(refused.message).toMatch(
      /"data\/bad-row".*items\.jsonl, line 2: the item has 5000000 bytes, and at most \d+/,
    );
    expect(await json<{ runs: unknown[] }>(daemon.port, '/api/runs')).toMatchObject({ runs: [] });

    const most = Number(/at most (\d+)/.exec(refused.message)?.[1]);
    const { id } = await launchItems(daemon, 'largest', [itemOf(most), { text: 'small' }]);
    // Also the published fact has room in a message.
    await settled(daemon.port);
    const worker = openWorker(daemon.port, id, 'ada');
    expect(await worker.arrive()).toBeDefined();
    worker.close();
  });
});
