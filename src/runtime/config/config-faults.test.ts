import { describe, expect, it } from 'vitest';
import { nearestKey } from './config-faults.ts';

describe('the nearest known key', () => {
  it.each([
    ['taskname', 'task_name'],
    ['Task-Name', 'task_name'],
    ['units_per_assignement', 'units_per_assignment'],
    ['description', 'task_description'],
    ['data_jsonl', 'data'],
    ['dat', 'data'],
    ['pages', 'page'],
  ])('to %s is %s', (typed, meant) => expect(nearestKey(typed)).toBe(meant));

  it.each(['x', 'banana', 'provider', '_blueprint_type', 'page'.repeat(1_000_000)])('to %s is none', (typed) =>
    expect(nearestKey(typed)).toBeUndefined(),
  );
});
