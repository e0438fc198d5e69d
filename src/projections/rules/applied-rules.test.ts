import { describe, expect, it } from 'vitest';
import { ada, begun, bob, opened, runId, sky0, submitted, took } from '../../events/fixtures.ts';
import type { QualificationId, VerdictId } from '../../events/ids.ts';
import { type Rule, RuleApplied, RuleFollowed, RuleUndone } from '../../events/rule.ts';
import { qualityOf } from '../quality/quality-of.ts';
import { readSheet } from '../quality/read-sheet.ts';
import { openStudy } from '../quality/sheet.ts';
import { projected, recorded, specifyProjection } from '../specify.ts';
import { unitDetail } from '../units/unit-detail.ts';
import { historyOfWorker } from '../workers/worker-history.ts';
import { workerPage } from '../workers/worker-rows.ts';
import {
  appliedRulePage,
  appliedRules,
  appliedRulesProjection,
  flagsIn,
  ruleCounts,
  standingRules,
} from './applied-rules.ts';

const given = specifyProjection(appliedRulesProjection);
const flag: Rule = { measure: 'returned', comparator: '>=', threshold: 2, action: { type: 'flag' } };
const pause: Rule = { ...flag, action: { type: 'pause', minutes: 90 }, reason: 'Too picky.' };
const grant: Rule = {
  ...flag,
  action: { type: 'grant', qualificationId: 'careful-aaaaa' as QualificationId, name: 'careful', value: 1 },
};
const idOf = (nth: number) => `${runId}.rule.${nth}` as VerdictId;
const applied = (nth: number, rule: Rule, { workerId } = ada) =>
  RuleApplied({ runId, applicationId: idOf(nth), workerId, unitId: sky0.unitId, rule, measured: 2, submitted: 7 });
const undone = (nth: number, { workerId } = ada) =>
  RuleUndone({ runId, applicationId: idOf(nth), workerId, note: 'Wrong gold.' });
const refused = [{ what: 'grant' as const, code: 'qualification/retired', message: 'It is retired.' }];
const followed = (nth: number, step: 'applied' | 'undone') =>
  RuleFollowed({ runId, applicationId: idOf(nth), workerId: ada.workerId, step, refused: refused as never });

describe('the rows of what rules did', () => {
  it('have the rule in one line, what was measured, and the end of a pause', () =>
    given(applied(0, pause)).thenRows(appliedRules, {
      line: 'if returned >= 2: pause for 90 min',
      ...{ action: 'pause', reason: 'Too picky.', measured: 2, submitted: 7, until: '2026-01-01T01:30:00.000Z' },
      ...{ undoneAt: null, note: null },
    }));

  it('have who took it back, and why', () =>
    given(applied(0, flag), applied(1, flag, bob), undone(0)).thenRows(
      appliedRules,
      { until: null, undoneAt: '2026-01-01T00:02:00.000Z', undoneBy: 'spec', note: 'Wrong gold.' },
      { undoneAt: null },
    ));

  it('have what could not be done when it was carried out, and keep that', () =>
    given(applied(0, grant), followed(0, 'applied'), undone(0), followed(0, 'undone')).thenRows(appliedRules, {
      refused,
    }));

  it('stop at the undoing of what never applied', () => given(undone(4)).thenStopped(expect.any(String) as never));
});

describe('what rules did', () => {
  const { db } = projected(
    recorded([
      ...[opened({}), ...begun().slice(1), ...took(ada, sky0), submitted(ada, sky0)],
      ...[applied(0, flag), applied(1, pause), applied(2, flag, bob), undone(2, bob)],
      ...[applied(3, { ...flag, reason: 'Returns all.' }, bob), applied(4, grant)],
    ]),
  );
  const now = '2026-01-01T00:30:00.000Z';
  const later = '2026-01-02T00:00:00.000Z';
  const ids = (query: Partial<Parameters<typeof appliedRulePage>[1]>) =>
    appliedRulePage(db, { limit: 10, now, ...query }).applied.map(({ id }) => Number(id.split('.').at(-1)));

  it('is listed the newest first, of a run, of a worker, in force or not', () => {
    expect(ids({})).toEqual([4, 3, 2, 1, 0]);
    expect(ids({ run: runId, worker: bob.workerId })).toEqual([3, 2]);
    expect(ids({ standing: false })).toEqual([2]);
    expect(ids({ standing: true })).toEqual([4, 3, 1, 0]);
    expect(ids({ standing: false, now: later })).toEqual([2, 1]);
    expect(ids({ standing: true, now: later })).toEqual([4, 3, 0]);
    expect(ids({ run: 'another-run' })).toEqual([]);
  });

  it('is listed page after page', () => {
    const { applied: first, cursor } = appliedRulePage(db, { limit: 3, now });
    expect(first).toHaveLength(3);
    expect(ids({ limit: 3, cursor })).toEqual([1, 0]);
    expect(appliedRulePage(db, { limit: 5, now })).not.toHaveProperty('cursor');
  });

  it('is counted for each rule, whatever its reason, and a pause holds until it is over', () => {
    expect(Object.fromEntries(ruleCounts(db, runId, now))).toEqual({
      'if returned >= 2: flag': { applied: 3, standing: 2, undone: 1 },
      'if returned >= 2: pause for 90 min': { applied: 1, standing: 1, undone: 0 },
      'if returned >= 2: grant "careful" = 1': { applied: 1, standing: 1, undone: 0 },
    });
    const after = ruleCounts(db, runId, later);
    expect(after.get('if returned >= 2: pause for 90 min')).toEqual({ applied: 1, standing: 0, undone: 0 });
    expect(after.get('if returned >= 2: flag')).toMatchObject({ standing: 2 });
    expect(ruleCounts(db, 'another-run', now).size).toBe(0);
  });

  it('stands with each worker until it is taken back, or the pause is over', () => {
    const standing = (at: string) =>
      [...standingRules(db, [ada.workerId, bob.workerId], at)].map(([worker, rules]) => [
        worker,
        rules.map(({ action }) => action),
      ]);
    expect(standing(now)).toEqual([
      [ada.workerId, ['flag', 'pause', 'grant']],
      [bob.workerId, ['flag']],
    ]);
    expect(standing(later)).toEqual([
      [ada.workerId, ['flag', 'grant']],
      [bob.workerId, ['flag']],
    ]);
  });

  it('finds workers, who are not paused any more once the pause is over', () => {
    const found = (rules: 'any' | 'flag' | 'pause' | 'exclude', at = now) =>
      workerPage(db, { sort: 'most', limit: 10, rules, now: at }).workers.map(({ id }) => id);
    expect(found('pause')).toEqual([ada.workerId]);
    expect(found('pause', later)).toEqual([]);
    expect(found('exclude')).toEqual([]);
    expect(found('flag')).toContain(ada.workerId);
  });

  it('stands beside the answers of those who were flagged in the same run', () =>
    expect(unitDetail(db, sky0.unitId)).toMatchObject({ worker: ada.workerId, flagged: 'if returned >= 2: flag' }));

  it('stands beside the reliability of those who were flagged, also without an answer that counts', () => {
    const flags = { [ada.workerId]: ['if returned >= 2: flag'], [bob.workerId]: ['Returns all.'] };
    expect(Object.fromEntries(flagsIn(db, [runId]))).toEqual(flags);
    expect(flagsIn(db, ['another-run']).size).toBe(0);
    const { reliability } = qualityOf(openStudy(readSheet(db, { run: runId })), { method: 'majority' });
    expect(Object.fromEntries(reliability.map(({ worker, flags }) => [worker, flags]))).toEqual(flags);
  });

  it('stands in the history of the worker', () =>
    expect(historyOfWorker(db, bob.workerId, 10).map(({ what, note }) => [what, note])).toEqual([
      ['rule_applied', 'if returned >= 2: flag (it was 2): Returns all.'],
      ['rule_undone', 'Wrong gold.'],
      ['rule_applied', 'if returned >= 2: flag (it was 2)'],
    ]));
});
