// @vitest-environment happy-dom
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { listUnits } from '../../../../src/api/units.ts';
import { aUnitRow } from '../../fixtures.ts';
import { addressSearch, answer, openApp, refusal, sentTo } from '../../for-tests.tsx';

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
