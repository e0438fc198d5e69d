// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  createQualification,
  editQualification,
  grantQualification,
  listGrants,
  listQualifications,
  retireQualification,
} from '../../../../src/api/workers.ts';
import { aQualification, noon } from '../../fixtures.ts';
import { answer, openApp, refusal, sentTo, signIn } from '../../for-tests.tsx';

const granted = { worker: 'ada', qualification: 'q1', name: 'careful', value: 3, granted_at: noon };
const grant = { ...granted, granted_by: 'reviewer:ben', note: 'Ten good ones.', before: [] };
const openOne = (changes: Parameters<typeof aQualification>[0] = {}) => {
  answer(listQualifications, { qualifications: [aQualification({ workers: 1, ...changes })], sequence: 1 });
  answer(listGrants, { grants: [grant], sequence: 1 });
  return openApp('/qualifications/q1');
};

describe('qualifications', () => {
  it('are created by name, and shown why not', async () => {
    answer(listQualifications, { qualifications: [], sequence: 1 });
    answer(createQualification, refusal('qualification/name-taken', 'There is a qualification called careful.'));
    const user = openApp('/qualifications');
    await screen.findByText('No qualifications yet');
    await user.click(screen.getByRole('button', { name: 'Create a qualification' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('button', { name: 'Create' })).toHaveProperty('disabled', true);
    await user.type(dialog.getByLabelText(/^Name/), 'careful');
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    await dialog.findByText('There is a qualification called careful.');
    expect(sentTo(createQualification)).toMatchObject([{ body: { name: 'careful', description: '' } }]);
  });

  it('show who holds them, with value and reason', async () => {
    openOne();
    await screen.findByText('1 worker holds it');
    const row = await screen.findByRole('row', { name: /^ada/ });
    expect(row.textContent).toContain('Ten good ones.');
  });

  it('are changed by reviewers, and not by readers', async () => {
    signIn('reader');
    openOne();
    await screen.findByRole('row', { name: /^ada/ });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Change what ada holds' })).toBeNull());
  });

  it('are granted to somebody who has never been here, by name, and say so', async () => {
    const notice = 'inhouse:adda has never been here; the grant waits for them.';
    answer(grantQualification, { sequence: 2, notice });
    const user = openOne();
    await user.click(await screen.findByRole('button', { name: 'Grant…' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText('Name'), 'adda');
    await user.click(dialog.getByRole('button', { name: 'Grant' }));
    await screen.findByText(`Granted to adda. ${notice}`);
    expect(sentTo(grantQualification)).toMatchObject([
      { params: { worker: 'inhouse:adda', qualification: 'q1' }, body: { value: 1 } },
    ]);
  });

  it('are renamed in place', async () => {
    answer(editQualification, { sequence: 2 });
    const user = openOne();
    await user.click(await screen.findByRole('button', { name: 'Edit…' }));
    const dialog = within(await screen.findByRole('dialog'));
    const name = dialog.getByLabelText(/^Name/);
    await user.clear(name);
    await user.type(name, 'very careful');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sentTo(editQualification)).toMatchObject([{ body: { name: 'very careful' } }]));
  });

  it('are retired only after it was confirmed, and then left as they are', async () => {
    answer(retireQualification, { sequence: 2 });
    const user = openOne();
    await user.click(await screen.findByRole('button', { name: 'Retire…' }));
    const dialog = within(await screen.findByRole('dialog'));
    dialog.getByText(/This cannot be undone\.$/);
    expect(sentTo(retireQualification)).toEqual([]);
    answer(listQualifications, { qualifications: [aQualification({ retired: true })], sequence: 2 });
    await user.click(dialog.getByRole('button', { name: 'Retire' }));
    await screen.findByText(/Retired: it can no longer be granted\.$/);
    expect(screen.queryByRole('button', { name: 'Edit…' })).toBeNull();
  });
});
