import { expect, it } from 'vitest';
import type { OpenRun } from '../open-run.ts';
import { openRefusedItems } from './refused-items.ts';

const run = (runId: string) => ({ runId }) as OpenRun;
const worker = (id: string, qualifications = {}) => ({ id, provider: 'inhouse', name: id, qualifications });

it('items that a worker was refused are remembered for a minute, in that run, and until their qualifications change', () => {
  let now = 0;
  const refused = openRefusedItems(() => now);
  refused.of(run('films-1'), worker('ada')).add(7);
  expect([...refused.of(run('films-1'), worker('ada'))]).toEqual([7]);
  expect([...refused.of(run('films-2'), worker('ada'))]).toEqual([]);
  expect([...refused.of(run('films-1'), worker('bob'))]).toEqual([]);
  expect([...refused.of(run('films-1'), worker('ada', { french: 1 }))]).toEqual([]);
  refused.of(run('films-1'), worker('eve')).add(3);
  now = 60_001;
  expect([...refused.of(run('films-1'), worker('eve'))]).toEqual([]);
});
