// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type InvitationRow,
  inviteWorkers,
  listInvitations,
  withdrawInvitation,
} from '../../../src/api/invitations.ts';
import { overview } from '../../../src/api/runs.ts';
import { grantQualification, listQualifications } from '../../../src/api/workers.ts';
import { aQualification, aRun, noon } from '../fixtures.ts';
import { answer, openApp, refusal, sentTo, signIn } from '../for-tests.tsx';

const invitation = (worker: string, more: Partial<InvitationRow> = {}): InvitationRow => ({
  ...{ worker, worker_id: `w-${worker}`, state: 'not_come', reason: null, assigned: 0, submitted: 0 },
  ...{ invited_at: noon, invited_by: 'reviewer:anna', expires_at: null, withdrawn_at: null },
  link: `http://films-1.localhost/?token=${worker}`,
  ...more,
});
const invited = [
  invitation('ada', { state: 'working', assigned: 1, submitted: 3 }),
  invitation('bob'),
  invitation('cyd', { state: 'withdrawn', withdrawn_at: noon, link: null }),
];
const runs = (worker_identity: 'invited' | 'open') => ({
  ...{ runs: [aRun({ worker_identity })], problems: [], dashboard_url: null, sequence: 1 },
});

describe('the screen of invited workers', () => {
  beforeEach(() => {
    answer(overview, runs('invited'));
    answer(listInvitations, { invitations: invited, sequence: 1 });
  });
  const open = () => openApp('/runs/films-1/invitations');

  it('shows how far each worker is, and has a link only for those who may come', async () => {
    open();
    await screen.findByText('1 working, 1 not come yet, 1 withdrawn');
    const rows = screen.getAllByRole('row').map((row) => row.textContent);
    expect(rows[1]).toMatch(/^adaCopy linkWithdraw…Grant…Working13/);
    expect(screen.getByRole('link', { name: 'ada' }).getAttribute('href')).toBe('/workers/w-ada');
    expect(screen.getByRole('button', { name: 'Copy link of bob' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Copy link of cyd' })).toBeNull();
    const csv = screen.getByRole('link', { name: 'Download as CSV' });
    expect(csv.getAttribute('href')).toBe('/api/runs/films-1/invitations.csv');
  });

  it('says why those were refused who came and got nothing, and finds them', async () => {
    const refused = invitation('dan', { state: 'refused', reason: 'Must have native' });
    answer(listInvitations, { invitations: [...invited, refused], sequence: 1 });
    const me = open();
    await screen.findByText('1 working, 1 not come yet, 1 withdrawn, 1 refused');
    expect(screen.getByRole('row', { name: /^dan/ }).textContent).toContain('Refused: Must have native');
    await me.selectOptions(screen.getByLabelText('State'), 'Refused');
    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(2));
    expect(screen.getByRole('row', { name: /^dan/ })).toBeTruthy();
  });

  it('invites those who are named, each once, and says what it left out', async () => {
    answer(inviteWorkers, { invited: 1, already: 1, sequence: 2 });
    const me = open();
    await me.type(await screen.findByLabelText('Names'), 'ada\n\ndan\nada');
    await me.type(screen.getByLabelText('Valid for (days)'), '7');
    await me.click(screen.getByRole('button', { name: 'Invite' }));
    await screen.findByText(
      /^Invited 1 of 2; new links are valid until .+\. 1 had a valid .*Left out: 1 blank line and 1 name/,
    );
    expect(sentTo(inviteWorkers)).toMatchObject([
      { params: { run: 'films-1' }, body: { workers: ['ada', 'dan'], expires_at: expect.any(String) } },
    ]);
  });

  it('sends nothing that holds no names, and shows what was refused', async () => {
    const me = open();
    const send = await screen.findByRole('button', { name: 'Invite' });
    await me.click(send);
    await screen.findByText('Write the names first, one a line.');
    await me.type(screen.getByLabelText('Names'), 'ada\n\u200b');
    await me.click(send);
    await screen.findByText(/^Line 2: a name must show something/);
    expect(sentTo(inviteWorkers)).toEqual([]);
    answer(inviteWorkers, refusal('log/full', 'The disk is full.'));
    await me.clear(screen.getByLabelText('Names'));
    await me.type(screen.getByLabelText('Names'), 'ada');
    await me.click(send);
    await screen.findByText('The disk is full.');
  });

  it('withdraws an invitation after it was confirmed', async () => {
    answer(withdrawInvitation, { sequence: 2 });
    const me = open();
    await me.click(await screen.findByRole('button', { name: 'Withdraw the invitation of bob' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(sentTo(withdrawInvitation)).toEqual([]);
    await me.click(dialog.getByRole('button', { name: 'Withdraw' }));
    await waitFor(() => expect(sentTo(withdrawInvitation)).toMatchObject([{ body: { worker: 'bob' } }]));
  });

  it('grants a qualification to somebody who was refused', async () => {
    answer(listQualifications, { qualifications: [aQualification({ name: 'native' })], sequence: 1 });
    answer(grantQualification, { sequence: 2, notice: null });
    const me = open();
    await me.click(await screen.findByRole('button', { name: 'Grant bob a qualification' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('button', { name: 'Grant' })).toHaveProperty('disabled', true);
    await me.click(dialog.getByRole('combobox', { name: 'Qualification' }));
    await me.click(await dialog.findByRole('option', { name: 'native' }));
    await me.click(dialog.getByRole('button', { name: 'Grant' }));
    await waitFor(() =>
      expect(sentTo(grantQualification)).toMatchObject([
        { params: { worker: 'inhouse:bob', qualification: 'q1' }, body: { value: 1 } },
      ]),
    );
  });

  it('is for owners, and for runs with invitations', async () => {
    signIn('reviewer');
    open();
    await screen.findByText('Only owners can see invitations');
  });
  it('says how the workers of another run are known', async () => {
    answer(overview, runs('open'));
    open();
    await screen.findByText('This run has no invitations');
  });
});
