import { describe, expect, it } from 'vitest';
import { noSpecialUnits } from '../../../src/api/fixtures.ts';
import type { LiveRun } from '../../../src/api/runs.ts';
import { filtered, formatEnd, formatProgress, formatRate, inOrder, type RunFilter, sharesOf } from './labels.ts';

const run: LiveRun = {
  id: 'r1',
  task: 'films',
  title: 'Films',
  status: 'launched',
  assignments: 400,
  units_per_assignment: 3,
  units: 1200,
  open: 1100,
  assigned: 2,
  completed: 98,
  accepted: 0,
  soft_rejected: 0,
  rejected: 0,
  expired: 0,
  ...noSpecialUnits,
  at_work: 2,
  problem: null,
  hidden: false,
  development: false,
  worker_identity: 'open',
  requirements: [],
  onboarding: null,
  screening: null,
  gold: null,
  worker_url: 'http://r1.localhost:8400/',
  opened_at: '2026-11-21T12:00:00Z',
  launched_at: '2026-11-21T12:00:01Z',
  ended_at: null,
  to_review: 98,
  second_opinions: 0,
  pace_per_hour: 40,
  expected_end: null,
  currency: 'USD',
  pay_cents: 10,
  spent_cents: 0,
  committed_cents: 980,
  bonus_cents: 0,
  present: 0,
  turned_away: 0,
  refused: [],
  only_for_new: 0,
  unit_order: 'first in, first out',
  most_units_per_assignment: null,
  treatments: null,
  conditions: [],
  problems: [],
};

describe('the progress of a run', () => {
  it('names what there is', () => {
    expect(formatProgress(run)).toBe('98 of 1,200 done · 2 in progress · 1,100 open');
  });

  it('is shown by the state of each unit', () => {
    expect(sharesOf({ ...run, accepted: 5, rejected: 1 }).map(({ units, word }) => `${units} ${word}`)).toEqual([
      '5 accepted',
      '1 rejected',
      '92 to review',
      '2 in progress',
      '1100 open',
    ]);
  });

  it('tells units of the data from gold and screening units', () => {
    const special = { special_units: 5, special_open: 1, special_assigned: 1, special_completed: 3 };
    const more = { ...run, ...special, units: 1205, open: 1101, assigned: 3, completed: 101 };
    expect(formatProgress(more)).toBe(
      '98 of 1,200 done · 2 in progress · 1,100 open; gold and screening units: 3 of 5 done · 1 in progress · 1 open',
    );
  });

  it('leaves out what there is not', () => {
    const stopped: LiveRun = { ...run, status: 'stopped', open: 0, assigned: 0, expired: 1102 };
    expect(formatProgress(stopped)).toBe('98 of 1,200 done · 1,102 cancelled');
    expect(sharesOf(stopped)).toEqual([
      { state: 'waiting', units: 98, word: 'to review' },
      { state: 'cancelled', units: 1102, word: 'cancelled' },
    ]);
  });

  it('is a preparation while the run opens', () => {
    expect(formatProgress({ ...run, status: 'opening' })).toBe('Preparing: 1,200 units so far');
  });
});

describe('the pace of a run', () => {
  it('is shown as far as it is known', () => {
    expect(formatRate(null)).toBe('Too early to say');
    expect(formatRate(2.345)).toBe('2.3 per hour');
    expect(formatRate(1234.5)).toBe('1,235 per hour');
  });

  it('gives an end, the more roughly the further away it is', () => {
    const noon = new Date(2026, 10, 21, 12).getTime();
    const after = (minutes: number) => new Date(noon + minutes * 60_000).toISOString();
    expect(formatEnd(null, noon)).toBe('Not known yet');
    expect(formatEnd(after(0.5), noon)).toBe('In a moment');
    expect(formatEnd(after(25), noon)).toBe('In 25 min');
    expect(formatEnd(after(150), noon)).toMatch(/^About 2:30\sPM$/);
    expect(formatEnd(after(24 * 60), noon)).toMatch(/^About Sun/);
    expect(formatEnd(after(20 * 24 * 60), noon)).toBe('About Dec 11, 2026');
    expect(formatEnd(after(400 * 24 * 60), noon)).toBe('In more than a year');
  });
});

describe('the runs on the overview', () => {
  const ended: LiveRun = { ...run, id: 'ended', status: 'completed', opened_at: '2026-11-25T12:00:00Z' };
  const paused: LiveRun = { ...run, id: 'paused', title: 'Maps', status: 'paused' };
  const newer: LiveRun = { ...run, id: 'newer', opened_at: '2026-11-22T12:00:00Z' };
  const all = [paused, ended, run, newer];

  it('stay where they are whatever becomes of them, the newest first', () => {
    expect(inOrder(all).map(({ id }) => id)).toEqual(['ended', 'newer', 'paused', 'r1']);
    const later = all.map((one) => ({ ...one, status: 'stopped' as const }));
    expect(inOrder(later).map(({ id }) => id)).toEqual(['ended', 'newer', 'paused', 'r1']);
  });

  it('are found by title, task or id, and by whether they are over', () => {
    const found = (words: string, state: RunFilter['state'] = 'all') =>
      filtered(inOrder(all), { words, state }).map(({ id }) => id);
    expect(found('')).toHaveLength(4);
    expect(found('MAPS')).toEqual(['paused']);
    expect(found('new')).toEqual(['newer']);
    expect(found(`${run.task} r1`)).toEqual(['r1']);
    expect(found('nothing')).toEqual([]);
    expect(found('', 'over')).toEqual(['ended']);
    expect(found('', 'open')).toEqual(['newer', 'paused', 'r1']);
  });
});
