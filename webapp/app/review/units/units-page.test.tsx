// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { listUnitColumns } from '../../../../src/api/unit-columns.ts';
import { listUnits } from '../../../../src/api/units.ts';
import { makeVerdict, undoVerdict } from '../../../../src/api/verdicts.ts';
import { aUnitRow } from '../../fixtures.ts';
import { addressSearch, answer, answerLines, openApp, refusal, sentTo, signIn } from '../../for-tests.tsx';

const page = (from: number, count: number, cursor?: string) => ({
  units: Array.from({ length: count }, (_, at) => aUnitRow(`films-1.${from + at}.0`)),
  total: 60,
  counted_to: 1000,
  cursor,
  sequence: 1,
});

describe('the list of units', () => {
  it('asks for what its address says, and leaves out what is no status', async () => {
    answer(listUnits, page(0, 1));
    openApp(
      '/units?run=films-1&status=accepted,nonsense&worker=ada&sort=slowest&second=wanted&pasted=yes&purpose=gold',
    );
    await screen.findByText('films-1.0.0');
    expect(sentTo(listUnits)[0]?.query).toMatchObject({
      run: 'films-1',
      status: 'accepted',
      worker: 'ada',
      sort: 'slowest',
      second_opinion: 'true',
      pasted: 'true',
      purpose: 'gold',
    });
  });

  it.each([false, true])('keeps a filter in the address (on a slow device: %s)', async (isSlow) => {
    answer(listUnits, page(0, 1));
    const user = openApp('/units', { isSlow });
    await screen.findByText('films-1.0.0');
    await user.selectOptions(screen.getByLabelText('Order'), 'newest');
    await user.type(screen.getByLabelText('Search'), 'shark');
    await waitFor(() => expect(addressSearch()).toMatchObject({ sort: 'newest', search: 'shark' }));
    await waitFor(() => expect(sentTo(listUnits).at(-1)?.query).toMatchObject({ sort: 'newest', search: 'shark' }));
  });

  it('fetches the next page by the cursor of the last one', async () => {
    answer(listUnits, ({ query: { cursor } }) => (cursor === 'more' ? page(30, 30) : page(0, 30, 'more')));
    openApp('/units');
    await screen.findByText('films-1.0.0');
    await waitFor(() => expect(sentTo(listUnits).map(({ query }) => query.cursor)).toContain('more'));
  });

  it('says how many there are, and what to do where none matches', async () => {
    answer(listUnits, { ...page(0, 0), total: 0 });
    openApp('/units?search=nothing');
    await screen.findByText('Nothing matches');
    screen.getByText('0 units found');
  });

  it('shows a refusal as it was worded', async () => {
    answer(listUnits, refusal('search/too-long', 'Search for fewer words.', 400));
    openApp('/units');
    expect((await screen.findByRole('alert')).textContent).toBe('Search for fewer words.');
  });
});

describe('the table of units', () => {
  const withCells = {
    ...page(0, 2),
    units: [
      aUnitRow('films-1.0.0', {
        cells: { 'item:title': 'Jaws', 'answer:genre': 'Horror' },
        purpose: 'gold',
        correct: true,
      }),
      aUnitRow('films-1.1.0', { cells: { 'item:title': 'Heat' }, purpose: 'gold', correct: false }),
    ],
    columns: ['item:title', 'answer:genre'],
  };
  const headings = () => screen.getAllByRole('columnheader').map(({ textContent }) => textContent?.trim());

  it('shows items and answers in words, and how gold units were answered', async () => {
    answer(listUnits, withCells);
    openApp('/units');
    await screen.findByText('Jaws');
    expect(sentTo(listUnits)[0]?.query.columns).toBe('first');
    expect(headings()).toEqual(expect.arrayContaining(['Unit', 'Item: title', 'Answer: genre', 'Gold', 'Time']));
    const table = within(screen.getByRole('region', { name: 'Units' }));
    table.getByText('Horror');
    table.getByText('✓ right');
    table.getByText('✗ wrong');
  });

  it('shows of other units, too, whether they answered as is known to be right', async () => {
    const known: (Record<string, boolean> | undefined)[] = [
      { genre: true },
      { genre: false },
      { genre: true, year: false },
      undefined,
    ];
    answer(listUnits, { ...page(0, 4), units: known.map((one, at) => aUnitRow(`films-1.${at}.0`, { known: one })) });
    openApp('/units?columns=unit,gold');
    const table = within(await screen.findByRole('region', { name: 'Units' }));
    await table.findByText('✓ right');
    table.getByText('✗ wrong');
    table.getByText('✗ 1 of 2 wrong');
    expect(sentTo(listUnits)[0]?.query).toMatchObject({ known: 'true' });
  });

  it('keeps the chosen columns in the address', async () => {
    answer(listUnits, withCells);
    answer(listUnitColumns, {
      columns: [
        { id: 'item:title', of: 'item', key: 'title' },
        { id: 'answer:genre', of: 'answer', key: 'genre' },
      ],
      sequence: 1,
    });
    const user = openApp('/units?columns=unit,item:title');
    await screen.findByText('Jaws');
    expect(headings()).toEqual(['', 'Unit', 'Item: title']);
    await user.click(screen.getByRole('button', { name: 'Columns' }));
    await user.click(await screen.findByRole('checkbox', { name: 'genre' }));
    await waitFor(() => expect(addressSearch().columns).toBe('unit,item:title,answer:genre'));
    await waitFor(() => expect(sentTo(listUnits).at(-1)?.query.columns).toBe('item:title,answer:genre'));
  });

  it('is sorted by the headings that have an order', async () => {
    answer(listUnits, withCells);
    const user = openApp('/units');
    await screen.findByText('Jaws');
    await user.click(screen.getByRole('button', { name: 'Time' }));
    await waitFor(() => expect(addressSearch().sort).toBe('fastest'));
    await user.click(screen.getByRole('button', { name: 'Time' }));
    await waitFor(() => expect(addressSearch().sort).toBe('slowest'));
    await user.click(screen.getByRole('button', { name: 'Status' }));
    await waitFor(() => expect(sentTo(listUnits).at(-1)?.query.sort).toBe('status'));
    await user.click(screen.getByRole('button', { name: 'Status' }));
    await waitFor(() => expect(sentTo(listUnits).at(-1)?.query.sort).toBe('-status'));
    expect(screen.getByLabelText('Order')).toHaveProperty('value', '-status');
  });

  it('decides the selected units with a reason, and offers to undo that', async () => {
    answer(listUnits, withCells);
    answerLines(makeVerdict, () => [
      { verdict: 'v1', reviewed: 2, unchanged: 0, refused: [], follow_refused: [], sequence: 9 },
    ]);
    answerLines(undoVerdict, () => [
      { verdict: 'v1', undone: 2, refused: [], kept: [], paid: [], bonuses: [], sequence: 10 },
    ]);
    const user = openApp('/units');
    await user.click(await screen.findByRole('checkbox', { name: 'Select all shown' }));
    await user.click(screen.getByRole('button', { name: 'Reject…' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Reject 2 units' }));
    dialog.getByText('Give a reason.');
    expect(sentTo(makeVerdict)).toEqual([]);
    await user.type(dialog.getByLabelText(/^Reason/), 'Random.');
    await user.click(dialog.getByRole('button', { name: 'Reject 2 units' }));
    await user.click(await screen.findByRole('button', { name: /^Undo: Reject 2 answers/ }));
    await screen.findByText('2 decisions undone.');
    expect(sentTo(makeVerdict)[0]?.body).toMatchObject({
      decision: 'rejected',
      note: 'Random.',
      units: ['films-1.0.0', 'films-1.1.0'],
    });
    expect(sentTo(undoVerdict)).toMatchObject([{ params: { verdict: 'v1' } }]);
  });

  it('decides all that match the filters, whether they are shown or not', async () => {
    answer(listUnits, { ...withCells, total: 60 });
    answerLines(makeVerdict, () => [
      { verdict: 'v1', reviewed: 60, unchanged: 0, refused: [], follow_refused: [], sequence: 9 },
    ]);
    const user = openApp('/units?run=films-1&status=completed&worker=ada');
    await user.click(await screen.findByRole('checkbox', { name: 'Select films-1.0.0' }));
    screen.getByText('1 unit selected.');
    await user.click(screen.getByRole('button', { name: 'Select all 60 units that match' }));
    await user.click(screen.getByRole('button', { name: 'Accept…' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Accept 60 units' }));
    await screen.findByRole('button', { name: /^Undo: Accept 60 answers/ });
    expect(sentTo(makeVerdict)[0]?.body).toMatchObject({
      decision: 'accepted',
      matching: { run: 'films-1', status: 'completed', worker: 'ada' },
    });
  });

  it('decides all that match but those whose box was unticked', async () => {
    answer(listUnits, { ...withCells, total: 60 });
    answerLines(makeVerdict, () => [
      { verdict: 'v1', reviewed: 59, unchanged: 0, refused: [], follow_refused: [], sequence: 9 },
    ]);
    const user = openApp('/units?status=completed');
    await user.click(await screen.findByRole('checkbox', { name: 'Select films-1.0.0' }));
    await user.click(screen.getByRole('button', { name: 'Select all 60 units that match' }));
    await user.click(screen.getByRole('checkbox', { name: 'Select films-1.1.0' }));
    screen.getByText('All 60 units that match are selected, but 1.');
    expect(screen.getByRole('checkbox', { name: 'Select films-1.0.0' })).toHaveProperty('checked', true);
    await user.click(screen.getByRole('button', { name: 'Accept…' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Accept 59 units' }));
    await screen.findByRole('button', { name: /^Undo: Accept 59 answers/ });
    expect(sentTo(makeVerdict)[0]?.body).toMatchObject({
      matching: { status: 'completed' },
      except: ['films-1.1.0'],
    });
  });

  it('shows the units to review alone before it selects all of them, since it decides no others', async () => {
    answer(listUnits, ({ query: { status } }) => ({ ...withCells, total: status === 'completed' ? 12 : 60 }));
    const user = openApp('/units?worker=ada');
    await user.click(await screen.findByRole('checkbox', { name: 'Select films-1.0.0' }));
    await user.click(screen.getByRole('button', { name: 'Select all units to review that match' }));
    await screen.findByText('All 12 units that match are selected.');
    expect(addressSearch()).toMatchObject({ worker: 'ada', status: 'completed' });
    await user.click(screen.getByRole('checkbox', { name: 'Select all shown' }));
    expect(screen.queryByRole('toolbar', { name: 'Selected units' })).toBeNull();
  });

  it('has no box to tick for a unit that was not submitted', async () => {
    answer(listUnits, { ...page(0, 1), units: [...page(0, 1).units, aUnitRow('films-1.9.0', { status: 'open' })] });
    const user = openApp('/units');
    expect(await screen.findByRole('checkbox', { name: 'Select films-1.9.0' })).toHaveProperty('disabled', true);
    await user.click(screen.getByRole('checkbox', { name: 'Select all shown' }));
    screen.getByText('1 unit selected.');
  });

  it('shows what is in the 21st column as well', async () => {
    const names = Array.from({ length: 25 }, (_, nth) => `item:key-${nth}`);
    const cells = Object.fromEntries(names.map((name, nth) => [name, `value ${nth}`]));
    answer(listUnits, { ...page(0, 1), units: [aUnitRow('films-1.0.0', { cells })], columns: names });
    openApp(`/units?columns=unit,${names.join(',')}`);
    await screen.findByText('value 20');
    screen.getByText('value 24');
    expect(sentTo(listUnits)[0]?.query.columns).toBe(names.join(','));
  });

  it('shows at most 100 columns of items and answers, and says so where they are chosen', async () => {
    const names = Array.from({ length: 101 }, (_, nth) => `item:key-${nth}`);
    answer(listUnits, { ...page(0, 1), columns: names.slice(0, 100) });
    answer(listUnitColumns, {
      columns: names.map((id) => ({ id, of: 'item' as const, key: id.slice(5) })),
      sequence: 1,
    });
    const user = openApp(`/units?columns=unit,${names.join(',')}`);
    await user.click(await screen.findByRole('button', { name: 'Columns' }));
    await screen.findByText('A table shows at most 100 columns of items and answers.');
    expect(await screen.findByRole('checkbox', { name: 'key-100' })).toHaveProperty('disabled', true);
    expect(sentTo(listUnits)[0]?.query.columns).toBe(names.slice(0, 100).join(','));
  });

  it('has no boxes for those who may only read', async () => {
    signIn('reader');
    answer(listUnits, withCells);
    openApp('/units');
    await screen.findByText('Jaws');
    await waitFor(() => expect(screen.queryByRole('checkbox', { name: 'Select all shown' })).toBeNull());
  });
});
