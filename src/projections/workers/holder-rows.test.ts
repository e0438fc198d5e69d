import { describe, expect, it, vi } from 'vitest';
import { opened, sky0, skyCreated } from '../../events/fixtures.ts';
import type { QualificationId, UnitId, WorkerId } from '../../events/ids.ts';
import { QualificationCreated, QualificationRetired } from '../../events/qualification.ts';
import { WorkerBlocked, WorkerQualificationGranted } from '../../events/worker.ts';
import { minute, projected, recorded } from '../specify.ts';
import { type HolderQuery, holderPage } from './holder-rows.ts';

const { unitId } = sky0;
const [french, swift] = ['french-x7k2p', 'swift-x7k2p'] as [QualificationId, QualificationId];
const named = (qualificationId: QualificationId, name: string) =>
  QualificationCreated({ qualificationId, name, description: '' });
const granted = (worker: string, qualificationId: QualificationId, value: number, unit?: UnitId) =>
  WorkerQualificationGranted({
    workerId: worker as WorkerId,
    qualificationId,
    value,
    ...(unit ? { unitId: unit } : {}),
  });

const history = [
  ...[opened(), skyCreated, named(french, 'French'), named(swift, 'Swift')],
  ...[
    granted('ada', french, 2),
    granted('bob', french, 10, unitId),
    granted('ada', swift, 2),
    granted('cara', french, 9),
  ],
  ...[granted('bob', french, 2), granted('bob', french, 3), granted('bob', french, 9)],
];
const { db } = projected(recorded(history));
const query: HolderQuery = { by: 'granted_at', down: false, limit: 10 };
const holders = (more: Partial<HolderQuery>, of = db) =>
  holderPage(of, { ...query, ...more }).holders.map(({ worker, name, value }) => `${worker}:${name}:${value}`);

describe('the holders of qualifications', () => {
  it('are sorted by any column, numbers as numbers, page by page and each once', () => {
    const walk = (more: Partial<HolderQuery>) => {
      const seen: string[] = [];
      for (let cursor: string | undefined, pages = 0; pages === 0 || cursor; pages++) {
        const page = holderPage(db, { ...query, ...more, limit: 1, cursor });
        seen.push(...page.holders.map(({ worker, name, value }) => `${worker}:${name}:${value}`));
        cursor = page.cursor;
      }
      return seen;
    };
    const byValue = ['ada:French:2', 'ada:Swift:2', 'cara:French:9', 'bob:French:9'];
    expect(walk({ by: 'value' })).toEqual(byValue);
    expect(walk({ by: 'value', down: true })).toEqual(byValue.toReversed());
    const byName = ['ada:French:2', 'cara:French:9', 'bob:French:9', 'ada:Swift:2'];
    for (const by of ['name', 'qualification'] as const) {
      expect(walk({ by })).toEqual(byName);
      expect(walk({ by, down: true })).toEqual(byName.toReversed());
    }
    expect(walk({ by: 'name', qualification: french })).toEqual(byName.slice(0, 3));
    expect(walk({ by: 'worker' })).toEqual(['ada:French:2', 'ada:Swift:2', 'bob:French:9', 'cara:French:9']);
    expect(walk({ by: 'granted_at', down: true })[0]).toBe('bob:French:9');
    for (const cursor of ['', 'x', '1', 'x~1', '99999999999999999999~1'])
      expect(() => holderPage(db, { ...query, cursor })).toThrow(
        expect.objectContaining({ code: 'request/bad-shape' }),
      );
    for (const by of ['value', 'name'] as const)
      expect(() => holderPage(db, { ...query, by, cursor: '1~x' })).toThrow();
  });

  it('are shown with their last three grants, and the unit and task of each', () => {
    const bob = holderPage(db, { ...query, qualification: french }).holders.find(({ worker }) => worker === 'bob');
    expect(bob?.occasions).toEqual([
      { unit: null, task: null, value: 9, at: minute(10) },
      { unit: null, task: null, value: 3, at: minute(9) },
      { unit: null, task: null, value: 2, at: minute(8) },
    ]);
    const { db: earlier } = projected(recorded(history.slice(0, 6)));
    expect(holderPage(earlier, query).holders[1]?.occasions).toEqual([
      { unit: unitId, task: 'colours', value: 10, at: minute(5) },
    ]);
  });

  it('are found by qualification, and by the task of a unit for which it was granted', () => {
    expect(holders({ qualification: swift })).toEqual(['ada:Swift:2']);
    expect(holders({ task: 'colours' })).toEqual(['bob:French:9']);
    expect(holders({ task: 'other' })).toEqual([]);
  });

  it('do not include retired qualifications and, if so requested, blocked workers', () => {
    const blocked = WorkerBlocked({ workerId: 'bob' as WorkerId, reason: 'Copies.' });
    const later = projected(recorded([...history, blocked, QualificationRetired({ qualificationId: swift })])).db;
    expect(holders({}, later)).toHaveLength(3);
    expect(holders({ unblocked: true, by: 'worker' }, later)).toEqual(['ada:French:2', 'cara:French:9']);
  });

  it('go on by name behind a qualification that was retired meanwhile', () => {
    const { cursor } = holderPage(db, { ...query, by: 'name', limit: 1 });
    const later = projected(recorded([...history, QualificationRetired({ qualificationId: french })])).db;
    expect(holders({ by: 'name', cursor }, later)).toEqual(['ada:Swift:2']);
  });

  it.each(['granted_at', 'value', 'qualification', 'worker'] as const)('are read from an index, by %s', (by) => {
    const prepare = vi.spyOn(db.$client, 'prepare');
    for (const qualification of [undefined, french])
      for (const cursor of [undefined, '5~5']) holderPage(db, { ...query, by, qualification, unblocked: true, cursor });
    const ofGrants = prepare.mock.calls.map(([asked]) => asked).filter((asked) => / from "grants"/.test(asked));
    prepare.mockRestore();
    expect(ofGrants).toHaveLength(4);
    for (const asked of ofGrants) {
      const values = asked.match(/\?/g)?.map(() => 1) ?? [];
      const plan = db.$client.prepare<unknown[], { detail: string }>(`explain query plan ${asked}`).all(...values);
      expect(plan.map(({ detail }) => detail)).not.toContain('USE TEMP B-TREE FOR ORDER BY');
    }
  });
});
