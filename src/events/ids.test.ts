import { describe, expect, it } from 'vitest';
import {
  AgentId,
  AssignmentId,
  assignmentIdOf,
  BonusId,
  ImportId,
  partsOf,
  QualificationId,
  RunId,
  UnitId,
  unitIdOf,
  WorkerId,
} from './ids.ts';

const takes = (schema: { safeParse(value: unknown): { success: boolean } }, ...ids: unknown[]) =>
  ids.map((id) => schema.safeParse(id).success);
const all = (answer: boolean, ids: unknown[]) => ids.map(() => answer);

describe('the id of a run or a qualification', () => {
  const good = ['colours-x7k2p', 'a', '7', 'a-b-c', 'x'.repeat(60)];
  const bad = ['', '-a', 'a-', 'a--b', 'A', 'a.b', 'a b', 'a/b', 'ä', ' a', 'a\n', 'x'.repeat(61), 7];
  it.each([
    ['run', RunId],
    ['qualification', QualificationId],
  ])('of a %s is small letters and digits in parts, fit for a host name and a subject', (_, schema) => {
    expect(takes(schema, ...good)).toEqual(all(true, good));
    expect(takes(schema, ...bad)).toEqual(all(false, bad));
  });
});

describe('the id of an assignment or a unit', () => {
  const run = 'colours-1' as RunId;

  it('is that of its run and the places in it', () => {
    expect([assignmentIdOf(run, 41), unitIdOf(run, 41, 2)]).toEqual(['colours-1.41', 'colours-1.41.2']);
    expect(partsOf(assignmentIdOf(run, 41))).toEqual({ run, index: 41, place: 0 });
    expect(partsOf(unitIdOf(run, 41, 12))).toEqual({ run, index: 41, place: 12 });
  });

  it('has as many places as its kind, and nothing else', () => {
    const assignments = ['colours-1.0', 'colours-1.123'];
    const units = ['colours-1.0.0', 'colours-1.12.345'];
    const neither = ['colours-1', 'colours-1.', '.0', 'colours-1.x', 'colours-1.0.0.0', ' colours-1.0', 'Colours.0.0'];
    expect(takes(AssignmentId, ...assignments, ...units, ...neither)).toEqual([
      ...all(true, assignments),
      ...all(false, [...units, ...neither]),
    ]);
    expect(takes(UnitId, ...units, ...assignments, ...neither)).toEqual([
      ...all(true, units),
      ...all(false, [...assignments, ...neither]),
    ]);
  });
});

describe.each([
  ['an agent', AgentId],
  ['a worker', WorkerId],
  ['a bonus', BonusId],
  ['an import', ImportId],
])('the id of %s', (_, schema) =>
  it('is any text of 1 to 64 characters', () =>
    expect(takes(schema, 'a', 'x'.repeat(64), '', 'x'.repeat(65), 7)).toEqual([true, true, false, false, false])),
);
