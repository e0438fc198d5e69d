import { describe, expect, it } from 'vitest';
import type { RunRow } from './run-row.ts';
import { progressWords, reviewWords } from './words.ts';

const run: RunRow = {
  id: 'r1',
  task: 'films',
  title: 'Films',
  status: 'launched',
  assignments: 400,
  units: 1200,
  open: 1100,
  assigned: 2,
  completed: 98,
  accepted: 0,
  soft_rejected: 0,
  rejected: 0,
  expired: 0,
  worker_url: 'http://r1.localhost:8400/',
  opened_at: '2026-11-21T12:00:00Z',
};

describe('the progress of a run', () => {
  it('names what there is', () => {
    expect(progressWords(run)).toBe('98 of 1,200 done · 2 in work · 1,100 open');
  });

  it('leaves out what there is not', () => {
    const stopped: RunRow = { ...run, status: 'stopped', open: 0, assigned: 0, expired: 1102 };
    expect(progressWords(stopped)).toBe('98 of 1,200 done · 1,102 withdrawn');
  });

  it('is a preparation while the run opens', () => {
    expect(progressWords({ ...run, status: 'opening' })).toBe('Being prepared: 1,200 units so far');
  });
});

describe('the reviews of a run', () => {
  it('are nothing to speak of before the first', () => {
    expect(reviewWords(run)).toBe('');
  });

  it('are counted by verdict', () => {
    expect(reviewWords({ ...run, accepted: 5, rejected: 1 })).toBe('Reviewed: 5 accepted, 1 rejected');
  });
});
