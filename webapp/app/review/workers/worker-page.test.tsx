// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { listBonuses } from '../../../../src/api/bonuses.ts';
import { getOnboarding, listOnboardings } from '../../../../src/api/onboardings.ts';
import { blockWorker, getWorker, listQualifications, unblockWorker } from '../../../../src/api/workers.ts';
import { aQualification, aWorker, noon } from '../../fixtures.ts';
import { answer, openApp, sentTo } from '../../for-tests.tsx';

const noOnboardings = { working: 0, waiting: 0, passed: 0, failed: 0 };

beforeEach(() => {
  answer(listBonuses, { bonuses: [], sequence: 1 });
  answer(listOnboardings, { onboardings: [], counts: noOnboardings, sequence: 1 });
  answer(listQualifications, { qualifications: [aQualification()], sequence: 1 });
});
const open = (changes: Parameters<typeof aWorker>[0] = {}) => {
  answer(getWorker, aWorker(changes));
  return openApp('/workers/ada');
};
const part = async (name: string) => within(await screen.findByRole('region', { name }));

describe('the page of a worker', () => {
  it('says what the worker did and where they came from', async () => {
    open({ assigned: 2 });
    const work = (await screen.findByRole('region', { name: 'Work' })).textContent;
    expect(work).toContain('In progress: 2 · submitted: 3 · median time: 12 s · source: link');
    expect(work).toContain('2 of 3 reviewed');
  });

  it('sums up what the pages of their answers counted, as evidence', async () => {
    const counts = { pastes: { total: 12, median: 0.5 }, keys_typed: { total: 1500, median: 40 } };
    open({ signals: { answers: 20, with_pastes: 8, counts } });
    const signals = await part('Signals');
    signals.getByText('Counted in 20 answers, 8 with a paste (40 %).');
    const rows = signals.getAllByRole('row').map((row) => row.textContent);
    expect(rows).toEqual(['CountedIn allMedian of an answer', 'Pastes120.5', 'Keys typed1,50040']);
    signals.getByText(/This is evidence, not a verdict/);
  });

  it('writes amounts of the history with their currency', async () => {
    const nothing = { unit: null, qualification: null, qualification_name: null, value: null, note: null };
    const paid = { ...nothing, at: noon, by: 'reviewer:eve', what: 'paid' as const };
    open({ history: [{ ...paid, cents: 150, currency: 'EUR' }] });
    await screen.findByText(/\(1\.50 EUR\) by/);
  });

  it('blocks a worker only for a reason', async () => {
    answer(blockWorker, { sequence: 2 });
    const user = open();
    await user.click((await part('Block / unblock')).getByRole('button', { name: 'Block…' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Block' }));
    dialog.getByText('Give a reason for the block.');
    expect(sentTo(blockWorker)).toEqual([]);
    await user.type(dialog.getByLabelText(/^Reason/), 'Spam.');
    await user.click(dialog.getByRole('button', { name: 'Block' }));
    await waitFor(() =>
      expect(sentTo(blockWorker)).toMatchObject([{ params: { worker: 'ada' }, body: { reason: 'Spam.' } }]),
    );
  });

  it('shows why a worker is blocked, and allows them again', async () => {
    answer(unblockWorker, { sequence: 2 });
    const user = open({ blocked: { reason: 'Spam.', by: 'reviewer:ben', at: noon } });
    const access = await part('Block / unblock');
    access.getByText('Blocked from all tasks');
    access.getByText('Spam.');
    await user.click(access.getByRole('button', { name: 'Unblock…' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Unblock' }));
    await screen.findByText('Worker unblocked.');
    expect(sentTo(unblockWorker)).toMatchObject([{ params: { worker: 'ada' } }]);
  });

  it('shows what the worker is qualified for, and who granted it', async () => {
    const grant = { worker: 'ada', qualification: 'q1', name: 'careful', value: 7 };
    open({ qualifications: [{ ...grant, granted_at: noon, granted_by: 'reviewer:ben' }] });
    const held = await part('Qualifications');
    expect(held.getByLabelText('Value of careful')).toHaveProperty('value', '7');
    held.getByText(/^ben, /);
    held.getByRole('button', { name: 'Revoke careful' });
  });

  it('shows how the worker did in onboardings, page by page', async () => {
    const row = {
      ...{ id: 'onboarding-a1', run: 'films-1', task: 'films', worker: 'ada', status: 'failed' as const },
      ...{ page: 1, pages: 2, mistakes: 2, max_mistakes: 1, started_at: noon, ended_at: noon },
    };
    const step = {
      page: 1,
      submitted_at: noon,
      active_seconds: 65,
      inputs: { text: 'Lovely.' },
      answer: { tone: 'bad' },
    };
    const judged = { expected: { tone: 'good' }, correct: false, explanation: 'It is praise.' };
    answer(listOnboardings, { onboardings: [row], counts: { ...noOnboardings, failed: 1 }, sequence: 1 });
    answer(getOnboarding, { ...row, steps: [{ ...step, ...judged }] });
    const user = open();
    const table = await part('Onboardings');
    table.getByText('Failed');
    table.getByText('2 (1 allowed)');
    await user.click(table.getByRole('button', { name: 'Pages of films-1' }));
    for (const text of ['Lovely.', 'bad', 'good', 'It is praise.', 'Wrong', '1 min 5 s active'])
      await table.findByText(text);
  });

  it('says so where nothing was granted or decided', async () => {
    open();
    (await part('Qualifications')).getByText('This worker has no qualification yet.');
    (await part('History')).getByText('No reviews, grants or blocks yet.');
  });
});
