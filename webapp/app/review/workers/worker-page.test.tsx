// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { listBonuses } from '../../../../src/api/bonuses.ts';
import { blockWorker, getWorker, listQualifications, unblockWorker } from '../../../../src/api/workers.ts';
import { aQualification, aWorker, noon } from '../../fixtures.ts';
import { answer, openApp, sentTo } from '../../for-tests.tsx';

beforeEach(() => {
  answer(listBonuses, { bonuses: [], sequence: 1 });
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

  it('says so where nothing was granted or decided', async () => {
    open();
    (await part('Qualifications')).getByText('This worker has no qualification yet.');
    (await part('History')).getByText('No reviews, grants or blocks yet.');
  });
});
