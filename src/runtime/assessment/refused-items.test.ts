import { expect, it } from 'vitest';
import type { OpenRun } from '../open-run.ts';
import { openRefusedItems } from './refused-items.ts';

const run = (runId: string) => ({ runId }) as OpenRun;
const worker = (id: string, qualifications = {}) => ({ id, provider: 'inhouse', name: id, qualifications });

it('items that a worker was refused are remembered for a minute, in that run, and until their qualifications change', () => {
  let now = 0;
  const refused = openRefusedItems(() => now);
  refused.of(run('films-1'), worker('ada')).set(7, 'refused');
  expect([...refused.of(run('films-1'), worker('ada'))]).toEqual([[7, 'refused']]);
  expect([...refused.of(run('films-2'), worker('ada'))]).toEqual([]);
  expect([...refused.of(run('films-1'), worker('bob'))]).toEqual([]);
  expect([...refused.of(run('films-1'), worker('ada', { french: 1 }))]).toEqual([]);
  refused.of(run('films-1'), worker('eve')).set(3, 'failed');
  refused.forget(run('films'));
  expect(refused.of(run('films-1'), worker('eve')).size).toBe(1);
  now = 60_001;
  expect([...refused.of(run('films-1'), worker('eve'))]).toEqual([]);
});

it('items that a worker was refused are forgotten with the code that refused them', () => {
  const refused = openRefusedItems(() => 0);
  refused.of(run('films-1'), worker('ada')).set(7, 'refused');
  refused.of(run('films-2'), worker('ada')).set(7, 'refused');
  refused.forget(run('films-1'));
  expect([...refused.of(run('films-1'), worker('ada'))]).toEqual([]);
  expect([...refused.of(run('films-2'), worker('ada'))]).toEqual([[7, 'refused']]);
});
