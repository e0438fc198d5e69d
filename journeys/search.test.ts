import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, lines, settled } from '../bench/api.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { callerAt } from './reviewers.ts';
import { launchItems, submitAnswers } from './submitting.ts';

type Found = { units: { id: string }[]; total: number; searched?: unknown };

const titles = ['The Third Man', 'Laura', 'Ossessione', 'Le Corbeau'];

describe('searching the answers', () => {
  let daemon: TestDaemon;
  let run: string;
  beforeAll(async () => {
    daemon = await openTestDaemon();
    const items = titles.map((title, n) => ({ n, title }));
    run = (await launchItems(daemon, 'films', items, { units_per_assignment: 1 })).id;
  });
  afterAll(() => daemon.end());

  async function found(words: string, more = ''): Promise<string[]> {
    await settled(daemon.port);
    const path = `/api/units?run=${run}&search=${encodeURIComponent(words)}${more}`;
    const { units, total, searched } = await json<Found>(daemon.port, path);
    expect([total, searched]).toEqual([units.length, undefined]);
    return units.map(({ id }) => id);
  }

  it('finds an answer as soon as it is handed in, a decision as soon as it is made', async () => {
    expect(await found('zither')).toEqual([]);
    await submitAnswers(daemon, run, 'ada', [
      { why: 'Unforgettable: the Zither!' },
      { why: 'Is it a café – or noir?' },
    ]);
    expect(await found('zither')).toEqual([`${run}.0.0`]);
    expect(await found('CAFE - laura')).toEqual([`${run}.1.0`]);
    await callerAt(daemon.port, 'anna').post(`/api/units/${run}.1.0/reject`, { note: 'Asks back instead of saying.' });
    expect(await found('asks', '&status=rejected')).toEqual([`${run}.1.0`]);
    expect(await found('asks', '&status=accepted')).toEqual([]);
  });

  it('finds the same after a rebuild, and after a restart without its index', async () => {
    let last: Record<string, unknown> | undefined;
    for await (const line of lines(daemon.port, 'POST', '/api/rebuild')) last = line;
    expect(last).toMatchObject({ rebuilt: { same: true } });
    expect(await found('third zi')).toEqual([`${run}.0.0`]);
    await daemon.stop();
    rmSync(join(daemon.folder, 'data/read-model/search.db'));
    daemon = await openTestDaemon({}, daemon.folder);
    expect(await found('third zi')).toEqual([`${run}.0.0`]);
    expect(await found('o', '&sort=newest&status=open')).toEqual([`${run}.2.0`]);
  });
});
