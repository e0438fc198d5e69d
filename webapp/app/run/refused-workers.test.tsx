// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { statistics } from '../../../src/api/quality.ts';
import { overview } from '../../../src/api/runs.ts';
import { aRun } from '../fixtures.ts';
import { answer, openApp, refusal } from '../for-tests.tsx';

const open = (changes: Parameters<typeof aRun>[0]) => {
  answer(overview, { runs: [aRun(changes)], problems: [], dashboard_url: null, sequence: 1 });
  answer(statistics, refusal('quality/not-ready', 'The figures are not ready yet.'));
  openApp('/runs/films-1');
};

describe('the page of a run', () => {
  it('counts the workers who got no unit by the reason', async () => {
    const refused = [
      { reason: 'Must have accuracy ≥ 80', workers: 1200 },
      { reason: 'blocked', workers: 1 },
    ];
    open({ refused });
    const rows = within(await screen.findByRole('region', { name: 'Workers who got no unit' })).getAllByRole('row');
    expect(rows.slice(1).map((row) => row.textContent)).toEqual(['Must have accuracy ≥ 801,200', 'Blocked1']);
  });

  it('says nothing of it where nobody was refused', async () => {
    open({ refused: [] });
    await screen.findByRole('heading', { name: 'Settings' });
    expect(screen.queryByText('Workers who got no unit')).toBeNull();
  });
});
