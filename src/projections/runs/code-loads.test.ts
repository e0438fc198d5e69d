import { expect, it } from 'vitest';
import { codeLoaded, launched, opened, runId } from '../../events/fixtures.ts';
import { minute, projected, recorded } from '../specify.ts';
import { codeLoads, codeLoadsProjection } from './code-loads.ts';

it('the versions of a run’s code say who loaded which, and when', () => {
  const facts = recorded([opened(), codeLoaded('aa'), launched, codeLoaded('bb')]);
  const { db } = projected(facts, [codeLoadsProjection]);
  expect(codeLoads(db, runId)).toEqual([
    { at: minute(1), by: expect.any(String), file: 'task.ts', sha256: 'aa' },
    { at: minute(3), by: expect.any(String), file: 'task.ts', sha256: 'bb' },
  ]);
  expect(codeLoads(db, 'another-1')).toEqual([]);
});
