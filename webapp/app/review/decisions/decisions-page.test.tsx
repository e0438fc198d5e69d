// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { listVerdicts, undoVerdict, type VerdictRow } from '../../../../src/api/verdicts.ts';
import { workerNames } from '../../../../src/api/worker-names.ts';
import { noon } from '../../fixtures.ts';
import { addressSearch, answer, openApp, refusal, sentTo } from '../../for-tests.tsx';

const answered = (unit: string, genre: string) => ({
  ...{ unit, run: 'films-1', title: 'Films', assignment: unit.replace(/\.\d+$/, ''), worker: 'ada' },
  words: [{ key: 'genre', label: 'What kind of film?', answer: genre }],
});
const aVerdict = (id: string, changes: Partial<VerdictRow> = {}): VerdictRow => ({
  ...{ id, decision: 'accepted', state: 'completed', by: 'reviewer:anna', at: noon, note: null },
  ...{ units: 1, unit: 'films-1.0.0', reviewed: 1, refused: 0, undone_by: null, undone_at: null },
  ...{ undone: null, undo_refused: null, in_force: true, added: 0, decided: [answered('films-1.0.0', 'Drama')] },
  ...changes,
});
const one = aVerdict('v2', { decision: 'rejected', note: 'Too thin.' });
const many = aVerdict('v1', {
  ...{ unit: null, units: 8, reviewed: 8 },
  decided: ['films-1.1.0', 'films-1.2.0', 'films-1.3.0'].map((unit) => answered(unit, 'Horror')),
});
let verdicts: VerdictRow[];

beforeEach(() => {
  verdicts = [one, many];
  answer(listVerdicts, () => ({ verdicts, sequence: 1 }));
  answer(workerNames, { names: [{ worker: 'ada', name: 'Ada Lovelace' }] });
  answer(undoVerdict, (({ params }: { params: { verdict: string } }) => {
    verdicts = verdicts.filter(({ id }) => id !== params.verdict);
    return [{ verdict: params.verdict, undone: 8, refused: [], kept: [], paid: [], bonuses: [], sequence: 3 }];
  }) as never);
});

const undoMany = 'Undo: Accept 8 answers';

describe('my decisions', () => {
  it('are listed with unit, item, worker by name, answer in words and note', async () => {
    openApp('/review/decisions');
    const row = within((await screen.findByText('Too thin.')).closest('tr') as HTMLElement);
    await row.findByText('Ada Lovelace');
    row.getByText('What kind of film?: Drama');
    row.getByText('Rejected');
    expect(row.getByRole('link', { name: 'films-1.0.0' }).getAttribute('href')).toBe('/units/films-1.0.0');
    expect(row.getByRole('link', { name: 'films-1.0' }).getAttribute('href')).toContain('assignment=films-1.0');
    expect(sentTo(listVerdicts).map(({ query }) => query)).toEqual([
      { mine: 'true', in_force: 'true', with_units: 'true', limit: '50' },
    ]);
  });

  it('are undone whole where one was on many answers', async () => {
    const user = openApp('/review/decisions');
    await user.click(await screen.findByRole('button', { name: undoMany }));
    await screen.findByText('8 decisions undone.');
    await waitFor(() => expect(screen.queryByRole('button', { name: undoMany })).toBeNull());
    expect(sentTo(undoVerdict)).toMatchObject([{ params: { verdict: 'v1' } }]);
  });

  it('stay when their undo is refused, with the reason', async () => {
    answer(undoVerdict, refusal('verdict/undone', 'This verdict was undone.'));
    const user = openApp('/review/decisions');
    await user.click(await screen.findByRole('button', { name: undoMany }));
    await screen.findByText('This verdict was undone.');
    screen.getByRole('button', { name: undoMany });
  });

  it('are undone with u, the newest first', async () => {
    const user = openApp('/review/decisions');
    await screen.findByText('Too thin.');
    await user.keyboard('u');
    await waitFor(() => expect(sentTo(undoVerdict)).toMatchObject([{ params: { verdict: 'v2' } }]));
  });

  it('offer no undo where a later decision took the place of one', async () => {
    verdicts = [aVerdict('v3', { decision: 'rejected', in_force: false }), many];
    const user = openApp('/review/decisions?show=all');
    await screen.findByText('no longer in force');
    expect(screen.getAllByRole('button', { name: /^Undo:/ })).toHaveLength(1);
    await user.keyboard('u');
    await waitFor(() => expect(sentTo(undoVerdict)).toMatchObject([{ params: { verdict: 'v1' } }]));
  });

  it('show those that were undone, too, if asked for, without an undo', async () => {
    verdicts = [
      aVerdict('v0', { state: 'undone', in_force: false, undone_by: 'reviewer:ben', undone_at: noon, undone: 1 }),
    ];
    const user = openApp('/review/decisions');
    await user.click(await screen.findByRole('radio', { name: 'All, also undone' }));
    await screen.findByText(/^undone by ben/);
    expect(screen.queryByRole('button', { name: /^Undo/ })).toBeNull();
    expect(addressSearch()).toEqual({ show: 'all' });
  });

  it('say that there are none', async () => {
    verdicts = [];
    openApp('/review/decisions');
    await screen.findByText('No decisions');
  });
});
