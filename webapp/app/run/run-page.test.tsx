// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { listOnboardings } from '../../../src/api/onboardings.ts';
import { statistics } from '../../../src/api/quality.ts';
import { overview } from '../../../src/api/runs.ts';
import { aRun, noon } from '../fixtures.ts';
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

  it('lists what the run asks of workers, and their onboardings where it has one', async () => {
    const counts = { working: 1, waiting: 0, passed: 0, failed: 0 };
    const row = {
      ...{ id: 'onboarding-a1', run: 'films-1', task: 'films', worker: 'ada', status: 'working' as const },
      ...{ page: 2, pages: 3, mistakes: 0, max_mistakes: 2, started_at: noon, ended_at: null },
    };
    answer(listOnboardings, { onboardings: [row], counts, sequence: 1 });
    open({
      requirements: ['Must have accuracy ≥ 80'],
      onboarding: { qualification: 'trained', pages: 3, max_mistakes: 2 },
    });
    const part = within(await screen.findByRole('region', { name: 'Onboarding' }));
    await part.findByText('2 of 3');
    part.getByRole('option', { name: 'In progress (1)' });
    expect(part.getByRole('link', { name: /as CSV/ }).getAttribute('href')).toBe(
      '/api/export/onboardings?of=films-1&format=csv',
    );
    const settings = (await screen.findByRole('region', { name: 'Settings' })).textContent;
    expect(settings).toContain('Must have accuracy ≥ 80');
    expect(settings).toContain('3 pages, 2 mistakes allowed; grants trained');
  });

  it('says nothing of it where nobody was refused', async () => {
    open({ refused: [] });
    await screen.findByRole('heading', { name: 'Settings' });
    expect(screen.queryByText('Workers who got no unit')).toBeNull();
  });
});
