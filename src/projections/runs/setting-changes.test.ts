import { expect, it } from 'vitest';
import { extended, launched, opened, runId, settingsChanged } from '../../events/fixtures.ts';
import { minute, projected, recorded } from '../specify.ts';
import { settingChanges, settingChangesProjection, withChanges } from './setting-changes.ts';

it('the changes of a run say who changed what, when and why', () => {
  const { db } = projected(
    recorded([
      opened(),
      launched,
      settingsChanged({ allowed_concurrent: 2, block_qualification: 'careless' }, { allowedConcurrent: 2 }, 'Slow.'),
      extended(3),
      settingsChanged({ block_qualification: null }, { requirements: [] }),
    ]),
    [settingChangesProjection],
  );
  const history = settingChanges(db, runId);
  expect(history.map(({ at, reason }) => [at, reason])).toEqual([
    [minute(2), 'Slow.'],
    [minute(3), null],
    [minute(4), null],
  ]);
  expect(settingChanges(db, 'another-1')).toEqual([]);
  const { present, changes } = withChanges({ task_name: 'colours', allowed_concurrent: 1 }, history);
  expect(present).toEqual({ task_name: 'colours', allowed_concurrent: 2, units_per_assignment: 3 });
  expect(changes.map(({ changed }) => changed)).toEqual([
    [
      { key: 'allowed_concurrent', before: 1, after: 2 },
      { key: 'block_qualification', before: null, after: 'careless' },
    ],
    [{ key: 'units_per_assignment', before: null, after: 3 }],
    [{ key: 'block_qualification', before: 'careless', after: null }],
  ]);
  expect(changes[0]?.by).toBeTruthy();
});
