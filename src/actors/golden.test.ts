import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { read } from '../events/catalog.ts';
import { evolve, newRun } from './run.ts';
import { statusOf } from './task-run.ts';

const lines = readFileSync(new URL('../events/golden/a-run.1.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean);

it('a run recorded by the first version still folds to what it was', () => {
  const run = newRun();
  for (const line of lines) evolve(run, read(JSON.parse(line)));
  expect(statusOf(run.taskRun)).toBe('completed');
  expect(run.tally).toEqual({
    units: 4,
    open: 0,
    assigned: 0,
    completed: 2,
    accepted: 1,
    softRejected: 0,
    rejected: 1,
    expired: 2,
  });
  const states = [...run.units.entries()].map(([id, { state }]) => [id, state]);
  expect(states).toEqual([
    ['colours-1.0.0', 'accepted'],
    ['colours-1.0.1', 'rejected'],
    ['colours-1.1.0', 'expired'],
  ]);
  expect([...run.agents.entries()].map(([, { state }]) => state)).toEqual(['accepted', 'late', 'rejected', 'returned']);
});
