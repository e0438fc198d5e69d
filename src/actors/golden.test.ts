import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { read } from '../events/catalog.ts';
import { evolve } from './evolve-run.ts';
import { newRun } from './run.ts';
import { statusOf } from './task-run.ts';
import { emptyWorkspace, evolve as evolveWorkspace } from './workspace.ts';

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
    soft_rejected: 0,
    rejected: 1,
    expired: 2,
    special_units: 0,
    special_completed: 0,
  });
  const states = [...run.units.entries()].map(([id, { state }]) => [id, state]);
  expect(states).toEqual([
    ['colours-1.0.0', 'accepted'],
    ['colours-1.0.1', 'rejected'],
    ['colours-1.1.0', 'expired'],
  ]);
  expect([...run.agents.entries()].map(([, { state }]) => state)).toEqual(['accepted', 'late', 'rejected', 'returned']);
});

it('what the first version recorded of the workspace still folds to what it was', () => {
  const workspace = emptyWorkspace();
  const recorded = readFileSync(new URL('../events/golden/people.1.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  for (const line of recorded) evolveWorkspace(workspace, read(JSON.parse(line)));
  expect([...workspace.qualifications.entries()].map(([id, { state, context }]) => [id, state, context.name])).toEqual([
    ['french-x7k2p', 'active', 'Français'],
    ['german-b2b2b', 'retired', 'German'],
  ]);
  expect([...workspace.workers.entries()].map(([id, { state, context }]) => [id, state, context.values])).toEqual([
    ['worker-ada', 'free', { 'french-x7k2p': 3 }],
    ['worker-bob', 'blocked', {}],
  ]);
  expect([[...workspace.names.keys()], [...workspace.blocked]]).toEqual([['français'], ['worker-bob']]);
});

it('an import recorded by the first version still folds to what it was', () => {
  const workspace = emptyWorkspace();
  const recorded = readFileSync(new URL('../events/golden/imports.1.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  for (const line of recorded) evolveWorkspace(workspace, read(JSON.parse(line)));
  expect([...workspace.imports.entries()].map(([id, { state, context }]) => [id, state, context.label])).toEqual([
    ['m4r9qz7x2k', 'begun', 'summer'],
    ['b7h2d5w8nc', 'completed', 'summer again'],
  ]);
  expect([...workspace.arriving]).toEqual(['films-1']);
});
