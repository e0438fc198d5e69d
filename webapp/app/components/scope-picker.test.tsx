// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { statistics } from '../../../src/api/quality.ts';
import { overview } from '../../../src/api/runs.ts';
import { aRun } from '../fixtures.ts';
import { addressSearch, answer, openApp, refusal } from '../for-tests.tsx';

const runs = [
  aRun({ id: 'films-1', task: 'films', title: 'Which film?', opened_at: '2026-01-01T12:00:00Z' }),
  aRun({ id: 'films-2', task: 'films', title: 'Which film?', opened_at: '2026-01-02T12:00:00Z' }),
  aRun({ id: 'maps-1', task: 'maps', title: 'maps-1', opened_at: '2025-12-31T12:00:00Z' }),
];

beforeEach(() => {
  answer(overview, { runs, problems: [], dashboard_url: null, sequence: 1 });
  answer(statistics, refusal('figures/none', 'No figures here.'));
});

describe('the choice of a task or run', () => {
  const open = async (address: string) => {
    const user = openApp(address);
    const field = await screen.findByRole<HTMLInputElement>('combobox', { name: 'Task or run' });
    return { user, field };
  };
  const offered = async () => (await screen.findAllByRole('option')).map((option) => option.textContent);

  it('is by titles, with what tells runs of one title apart', async () => {
    const { user, field } = await open('/statistics');
    await user.click(field);
    expect(await offered()).toEqual([
      'All tasks',
      'Which film? · films',
      'maps-1 · maps',
      'Which film? · films-2',
      'Which film? · films-1',
      'maps-1',
    ]);
  });

  it.each([
    ['a title', 'which', ['Which film? · films', 'Which film? · films-2', 'Which film? · films-1']],
    ['an id', 'films-2', ['Which film? · films-2']],
  ])('finds by %s, by keyboard alone', async (_, words, found) => {
    const { user, field } = await open('/statistics');
    await user.click(field);
    await user.clear(field);
    await user.type(field, words);
    expect(await offered()).toEqual(found);
    await user.keyboard('{ArrowDown}{Enter}');
    await screen.findByDisplayValue(found[0] ?? '');
    expect(Object.keys(addressSearch())).toEqual([found.length > 1 ? 'task' : 'run']);
  });

  it('leads back to the page of its run', async () => {
    await open('/statistics?run=films-1');
    expect((await screen.findByRole('link', { name: 'Run page' })).getAttribute('href')).toBe('/runs/films-1');
  });
});
