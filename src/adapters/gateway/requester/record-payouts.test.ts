import { describe, expect, it } from 'vitest';
import type { PaymentCommand } from '../../../actors/paid-by-hand.ts';
import {
  accepted,
  ada,
  begun,
  bonusGranted,
  opening,
  runId,
  settings,
  sky0,
  submitted,
  took,
} from '../../../events/fixtures.ts';
import type { RunId } from '../../../events/ids.ts';
import { TaskRunOpened } from '../../../events/task-run.ts';
import { projected, recorded } from '../../../projections/specify.ts';
import { recordPayouts } from './record-payouts.ts';

const config = { task: 'colours', task_reward: 1.5, currency: 'EUR' };
const other = 'colours-2' as RunId;

/** The facts of a run with an answer and a bonus that are due. */
const factsOf = (run: RunId, launched: { development?: true } = {}) =>
  JSON.parse(
    JSON.stringify([
      TaskRunOpened({ ...opening, config, settings, launched: { ...opening.launched, ...launched } }),
      ...begun().slice(1),
      ...[...took(ada), submitted(ada), accepted(ada), bonusGranted(ada)],
    ])
      .replaceAll(runId, run)
      .replaceAll('bonus-1', `bonus-of-${run}`)
      .replaceAll(ada.agentId, `agent-of-${run}`),
  );

function daemon({ unreadable, development }: { unreadable?: string; development?: true } = {}) {
  const asked: { run: string; command: PaymentCommand }[] = [];
  const mine: unknown[] = factsOf(runId);
  const commits = recorded([...mine, ...factsOf(other, { development })] as Parameters<typeof recorded>[0]);
  const { db } = projected(commits.map((commit, nth) => (nth < mine.length ? commit : { ...commit, run: other })));
  const run = {
    exists: async ({ run }: { run: string }) => run !== unreadable,
    // The bonus was paid by somebody else meanwhile, so one fact is recorded.
    pay: async ({ run, command }: { run: string; command: PaymentCommand }) => {
      asked.push({ run, command });
      return { answers: command.units.length, bonuses: 0, notOwed: 0, sequence: 40 + asked.length };
    },
  };
  return { asked, settings: { calls: { run }, db } };
}
const by = 'reviewer:anna';

describe('recording payouts', () => {
  it('records nothing where one of the runs takes no commands', async () => {
    for (const scope of [{}, { task: 'colours' }, { runs: [runId, other] }]) {
      const { asked, settings } = daemon({ unreadable: other });
      const refused = { code: 'payout/unreadable-run', message: expect.stringContaining(other) };
      await expect(recordPayouts(settings, { ...scope, upto: 1000 }, { by })).rejects.toMatchObject(refused);
      expect(asked).toEqual([]);
    }
  });

  it('leaves out a run that takes no commands where nothing of it is asked for', async () => {
    const { asked, settings } = daemon({ unreadable: other });
    await recordPayouts(settings, { runs: [runId], upto: 1000 }, { by });
    expect(asked.map(({ run }) => run)).toEqual([runId]);
  });

  it('leaves out runs for development, unless one is asked for by its id', async () => {
    for (const [scope, runs] of [
      [{}, [runId]],
      [{ task: 'colours' }, [runId]],
      [{ runs: [other] }, [other]],
    ] as const) {
      const { asked, settings } = daemon({ development: true });
      await recordPayouts(settings, { ...scope, upto: 1000 }, { by });
      expect(asked.map(({ run }) => run)).toEqual(runs);
    }
  });

  it('replies with what was recorded, not with what was asked for', async () => {
    const { asked, settings } = daemon();
    expect(await recordPayouts(settings, { upto: 1000 }, { note: 'Transfer 7', by })).toEqual({
      ...{ answers: 2, bonuses: 0, notOwed: 0, from: 41, sequence: 42 },
    });
    expect(asked.map(({ command }) => command)).toMatchObject([
      { units: [{ unitId: sky0.unitId, cents: 150 }], bonuses: [{ bonusId: `bonus-of-${runId}` }], note: 'Transfer 7' },
      { bonuses: [{ bonusId: `bonus-of-${other}` }] },
    ]);
  });

  it('is refused where nothing is due any more', async () => {
    const { settings } = daemon();
    await expect(recordPayouts(settings, { upto: 0 }, { by })).rejects.toMatchObject({ code: 'payout/nothing-due' });
  });
});
