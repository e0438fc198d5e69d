import { afterEach, describe, expect, it, vi } from 'vitest';
import { queryClient } from './data/api.ts';
import { screenAt, screens } from './screens.ts';

// The library of charts takes its time to load, and is none of this.
vi.mock('./charts/lazy-charts.tsx', () => ({ preloadCharts: () => undefined }));
vi.stubGlobal('localStorage', { getItem: () => null });
const fetched: string[] = [];
vi.stubGlobal('fetch', async (address: string) => {
  fetched.push(String(address));
  return new Response('{}', { headers: { 'content-type': 'application/json' } });
});
afterEach(() => {
  fetched.splice(0);
  queryClient.clear();
});

/** What is fetched when a page opens at an address, before anything is drawn. */
async function fetchedAt(pathname: string, search: Record<string, string> = {}): Promise<string[]> {
  screenAt(pathname)?.prefetch(search);
  await vi.waitFor(() => expect(fetched).not.toHaveLength(0));
  return fetched;
}

describe('the screen at an address', () => {
  it.each([
    ['/units', screens.units],
    ['/units/', screens.units],
    ['/units/films-1.0.0', screens.unit],
    ['/workers/w1', screens.worker],
    ['/runs/films-1', screens.run],
    ['/runs/films-1/invitations', screens.invitations],
    ['/review', screens.review],
    ['/tasks', screens.tasks],
    ['/tasks/new', screens.newTask],
  ])('is found: %s', (pathname, { load }) => expect(screenAt(pathname)?.load).toBe(load));

  it.each(['/', '/nowhere', '/units/films-1.0.0/more', '/runs'])('is none: %s', (pathname) =>
    expect(screenAt(pathname)).toBeUndefined(),
  );

  it('asks for what its address names, letters that addresses write otherwise among it', async () =>
    expect(await fetchedAt('/units/films%201.0.0')).toEqual(['/api/units/films%201.0.0']));

  it('asks for an address that cannot be decoded as it is', async () =>
    expect(await fetchedAt('/units/%E0%A4%A')).toEqual(['/api/units/%25E0%25A4%25A']));

  it('asks only for what the screen knows of its address', async () =>
    expect(await fetchedAt('/quality', { run: 'films-1', task: 'films', from: 'a-letter' })).toEqual([
      '/api/quality?run=films-1',
    ]));

  it('asks once for all that a review begins with, however often', async () => {
    screenAt('/review')?.prefetch({ run: 'films-1' });
    expect(await fetchedAt('/review', { run: 'films-1' })).toEqual([
      '/api/review?run=films-1&by=worker&order=fewest&limit=40',
    ]);
  });
});
