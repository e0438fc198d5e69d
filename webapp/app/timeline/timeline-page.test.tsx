// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { getTimeline, type TimelineEntry } from '../../../src/api/timeline.ts';
import { addressSearch, answer, openApp, refusal, sentTo } from '../for-tests.tsx';

const entry = (position: string, changes: Partial<TimelineEntry> = {}): TimelineEntry => ({
  position,
  at: '2026-11-21T12:00:07.349Z',
  by: 'reviewer:anna',
  type: 'unit.rejected',
  says: 'A reviewer rejected the work: it is neither used nor paid.',
  run: 'films-1',
  unit: 'films-1.0.0',
  worker: 'ada',
  agent: 'agent-1',
  state: 'rejected',
  why: 'Random.',
  details: { verdictId: 'v1' },
  ...changes,
});

describe('the timeline of a run', () => {
  it('shows who, why, the exact time and the state after each fact, with links', async () => {
    answer(getTimeline, { of: 'run', entries: [entry('9.0')], sequence: 9 });
    openApp('/timeline/films-1');
    const facts = within(await screen.findByRole('list', { name: 'Facts' }));
    facts.getByText('Unit rejected');
    facts.getByText('then rejected');
    facts.getByText(/:07\.3/);
    facts.getByText('Random.');
    expect(facts.getByRole('link', { name: 'films-1.0.0' }).getAttribute('href')).toBe('/units/films-1.0.0');
    expect(facts.getByRole('link', { name: 'ada' }).getAttribute('href')).toBe('/workers/ada');
  });

  it('keeps the filters in the address and sends them', async () => {
    answer(getTimeline, { of: 'run', entries: [entry('9.0')], sequence: 9 });
    const user = openApp('/timeline/films-1?worker=ada');
    await screen.findByText('Unit rejected');
    await user.selectOptions(screen.getByLabelText('Kind'), 'Pay and bonuses');
    await waitFor(() =>
      expect(addressSearch()).toMatchObject({ worker: 'ada', kind: expect.stringContaining('bonus') }),
    );
    await waitFor(() =>
      expect(sentTo(getTimeline).at(-1)?.query).toMatchObject({
        worker: 'ada',
        kind: expect.stringContaining('unit.bonus-paid'),
        order: 'newest',
      }),
    );
  });

  it('is limited to a time, which the address has in UTC', async () => {
    answer(getTimeline, { of: 'run', entries: [entry('9.0')], sequence: 9 });
    openApp('/timeline/films-1?until=2026-11-22T00:00:00.000Z&since=yesterday');
    await screen.findByText('Unit rejected');
    expect(sentTo(getTimeline).at(-1)?.query).toMatchObject({ until: '2026-11-22T00:00:00.000Z' });
    expect(sentTo(getTimeline).at(-1)?.query).not.toHaveProperty('since');
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-21T10:30' } });
    const since = new Date('2026-11-21T10:30').toISOString();
    await waitFor(() => expect(addressSearch()).toMatchObject({ since, until: '2026-11-22T00:00:00.000Z' }));
    await waitFor(() => expect(sentTo(getTimeline).at(-1)?.query).toMatchObject({ since }));
    expect(screen.getByLabelText('From')).toHaveProperty('value', '2026-11-21T10:30');
  });

  it('leads to the session of a fact, and to a qualification', async () => {
    answer(getTimeline, { of: 'qualification', entries: [entry('9.0')], sequence: 9 });
    openApp('/timeline/q1');
    const session = await screen.findByRole('link', { name: 'agent-1' });
    expect(session.getAttribute('href')).toBe('/timeline/agent-1');
    expect(screen.getByRole('link', { name: 'q1' }).getAttribute('href')).toBe('/qualifications/q1');
  });

  it('goes on where a page of a search found nothing', async () => {
    answer(getTimeline, ({ query: { cursor } }) => ({
      of: 'run' as const,
      ...(cursor === '5:0' ? { entries: [entry('3.0')] } : { entries: [], cursor: '5:0' }),
      sequence: 9,
    }));
    const user = openApp('/timeline/films-1?search=random');
    await user.click(await screen.findByRole('button', { name: 'Go on searching' }));
    await screen.findByText('Unit rejected');
    screen.getByText('1 fact shown');
  });

  it('shows a refusal as it was worded', async () => {
    answer(getTimeline, refusal('replay/unknown', 'No run, unit, agent, worker or qualification is called "x".', 404));
    openApp('/timeline/x');
    expect((await screen.findByRole('alert')).textContent).toContain('is called "x"');
  });
});
