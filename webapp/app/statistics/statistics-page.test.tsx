// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { statistics } from '../../../src/api/quality.ts';
import { noon } from '../fixtures.ts';
import { answer, openApp, sentTo } from '../for-tests.tsx';

// The library of charts draws nothing without a layout.
vi.mock('../charts/lazy-charts.tsx', () => ({
  preloadCharts: () => undefined,
  HorizontalBars: () => null,
  UprightBars: () => null,
  ProgressLines: () => null,
}));

type Statistics = z.output<typeof statistics.reply>;
const open = (changes: Partial<Statistics> = {}) => {
  answer(statistics, {
    questions: [],
    progress: [{ at: noon, submitted: 3, reviewed: 1 }],
    seconds: { median: 12, bins: [{ from: 0, to: 20, count: 3 }] },
    workers: [{ worker: 'w2x4p9kq7m3ts', submitted: 3, median_seconds: null }],
    workers_total: 1,
    sequence: 1,
    ...changes,
  });
  return openApp('/statistics?run=films-1');
};
const chart = async (name: string) => within(await screen.findByRole('region', { name }));
const rows = async (name: string) =>
  (await chart(name)).getAllByRole('row').map((row) => [...row.children].map(({ textContent }) => textContent));

describe('the statistics of a run', () => {
  it('has every chart as a table, a missing figure as a dash', async () => {
    open();
    expect(await rows('Answers per worker')).toEqual([
      ['worker', 'submitted', 'median seconds', 'worker id'],
      ['w2x4p9kq', '3', '–', 'w2x4p9kq7m3ts'],
    ]);
    (await chart('Time per unit')).getByText('From assignment to submission; median 12 s.');
    expect(sentTo(statistics)[0]?.query).toEqual({ run: 'films-1' });
  });

  it('says so where a question has nothing to chart', async () => {
    const question = { key: 'photo', label: 'Photo', kind: 'file' as const, closed: false, answers: 3 };
    open({ questions: [{ ...question, labels: null, bins: null }] });
    (await chart('Photo')).getByText('3 answers; nothing to chart.');
  });

  it('appears with the first answer', async () => {
    open({ workers: [], workers_total: 0, progress: [] });
    await screen.findByText('No answers yet');
    screen.getByText(/This page updates automatically\.$/);
  });
});
