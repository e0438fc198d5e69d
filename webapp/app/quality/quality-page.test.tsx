// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { quality } from '../../../src/api/quality.ts';
import { addressSearch, answer, openApp, sentTo } from '../for-tests.tsx';
import type { Quality } from './query.ts';

// The library of charts draws nothing without a layout.
vi.mock('../charts/lazy-charts.tsx', () => ({
  preloadCharts: () => undefined,
  HorizontalBars: () => null,
  UprightBars: () => null,
  ProgressLines: () => null,
}));

const why = 'Every item has one answer only, so nothing can be compared.';
const none = { value: null, why };
const genre = { key: 'genre', label: 'Genre', kind: 'choice' as const, closed: true, answers: 4 };
const figures = (changes: Partial<Quality> = {}): Quality => ({
  questions: [genre],
  question: 'genre',
  level: 'nominal',
  items: 4,
  workers: 3,
  answers: 4,
  agreement: {
    ...{ pairwise: none, alpha: none, alpha_interval: null, fleiss: none },
    ...{ cohen: none, cohen_linear: null, cohen_quadratic: null, ac1: none },
  },
  item_agreement: [],
  labels: [],
  reliability: [],
  gold_units: null,
  gold: null,
  strengths: null,
  strengths_notes: [],
  pastes: [],
  evidence: [],
  sequence: 1,
  ...changes,
});
const open = (changes?: Partial<Quality>, search = '') => {
  answer(quality, figures(changes));
  return openApp(`/quality${search}`);
};
const card = async (name: string) => (await screen.findByRole('region', { name })).textContent;

describe('the quality of answers', () => {
  it.each(['Alpha', 'Same answer', "Fleiss' kappa", 'AC1'])('says why %s is undefined', async (name) => {
    open();
    expect(await card(name)).toBe(`${name}Undefined${why}`);
  });

  it('says how far to trust alpha, and within which bounds', async () => {
    const alpha = { value: 0.7 };
    open({ agreement: { ...figures().agreement, alpha, alpha_interval: { low: 0.6, high: 0.8 } } });
    expect(await card('Alpha')).toContain('0.7095 % between 0.60 and 0.80; usable with care');
  });

  it('says what to know of the labels, and the level of the question unless another is asked for', async () => {
    const note = 'With 1.8 answers for each worker and label, they are smoothed.';
    open({ level: 'ordinal', aggregation: { method: 'dawid-skene', version: 2, variant: 'smoothed', notes: [note] } });
    await screen.findByText(note);
    expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Measurement level' }).value).toBe('Ordinal');
  });

  it('says what strengths do not rest on, and shows those without an interval', async () => {
    const strengths = [
      { option: 'Alien', strength: 0.5, low: null, high: null },
      { option: 'Brazil', strength: -0.5, low: -1, high: 0 },
    ];
    open({ strengths, strengths_notes: ['The choices fall into 2 parts.'] });
    expect(await card('Strength of options')).toContain('The choices fall into 2 parts.');
    expect(screen.getByRole('row', { name: /^Alien/ }).textContent).toContain('Alien0.50––');
  });

  it('shows the weighted kappas of two workers where order counts', async () => {
    const cohen = { cohen: { value: 0.3 }, cohen_linear: { value: 0.412 }, cohen_quadratic: { value: 0.513 } };
    open({ workers: 2, level: 'ordinal', agreement: { ...figures().agreement, ...cohen } });
    expect(await card("Cohen's kappa")).toContain('0.412 weighted by steps; 0.513 by squared steps');
  });

  it('says why gold items give no figure', async () => {
    open({ gold: { items: 8, majority: { value: 0.875 }, aggregated: none } });
    const gold = within(await screen.findByRole('region', { name: 'Gold items' }));
    gold.getByText('How often the result is correct on the 8 gold items.');
    gold.getByText('88 % correct');
    gold.getByText('Undefined');
    gold.getByText(why);
  });

  it('fetches what its address says, and keeps a choice there', async () => {
    const user = open({}, '?run=films-1&method=mace&level=cardinal');
    await screen.findByText('4 answers to 4 items by 3 workers.');
    expect(sentTo(quality)[0]?.query).toEqual({ run: 'films-1', method: 'mace' });
    await user.click(screen.getByRole('combobox', { name: 'Measurement level' }));
    await user.click(await screen.findByRole('option', { name: 'Ordinal' }));
    await waitFor(() => expect(addressSearch()).toMatchObject({ level: 'ordinal', method: 'mace' }));
  });

  it('shows beside the reliability of workers why rules flagged them', async () => {
    const row = { worker: 'ada', answers: 4, reliability: 0.5, agrees_with_majority: 0.5, gold: null, flags: [] };
    open({ reliability: [row, { ...row, worker: 'bob', flags: ['In a hurry.', 'if returned >= 2: flag'] }] });
    const workers = within(await screen.findByRole('region', { name: 'Workers' }));
    workers.getByRole('columnheader', { name: 'Flagged by rules' });
    expect(
      within(workers.getByRole('row', { name: /^bob/ }))
        .getAllByRole('cell')
        .at(-1)?.textContent,
    ).toBe('In a hurry.; if returned >= 2: flag');
    expect(
      within(workers.getByRole('row', { name: /^ada/ }))
        .getAllByRole('cell')
        .at(-1)?.textContent,
    ).toBe('–');
    // Where the table is narrow, each value stands below the name of its column.
    const [, ...values] = within(workers.getByRole('row', { name: /^bob/ })).getAllByRole('cell');
    const heads = workers.getAllByRole('columnheader').slice(1);
    expect(values.map((cell) => cell.dataset.head)).toEqual(heads.map((head) => head.textContent?.trim()));
  });

  it('has no column of flags where nobody is flagged', async () => {
    const row = { worker: 'ada', answers: 4, reliability: 0.5, agrees_with_majority: 0.5, gold: null, flags: [] };
    open({ reliability: [row] });
    await screen.findByRole('row', { name: /^ada/ });
    expect(screen.queryByRole('columnheader', { name: 'Flagged by rules' })).toBeNull();
  });

  it('lists the workers who paste most, with links to those units', async () => {
    open({ pastes: [{ worker: 'ada', answers: 4, with_pastes: 3 }], questions: [], question: null });
    expect(await card('Answers with pastes')).toContain('ada3 of 475 %');
    expect(screen.getByRole('link', { name: 'ada' }).getAttribute('href')).toBe('/units?worker=ada&pasted=yes');
  });

  it('says which questions can be compared where there is none', async () => {
    open({ questions: [], question: null });
    await screen.findByText('Nothing to compare');
    screen.getByText('No unusual patterns found.');
  });
});
