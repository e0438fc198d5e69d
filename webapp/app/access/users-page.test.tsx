// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { addUser, changeUser, getMe, listUsers, login, removeUser } from '../../../src/api/access.ts';
import { noon } from '../fixtures.ts';
import { answer, openApp, refusal, sentTo, signIn } from '../for-tests.tsx';

const user = (name: string, role: 'reader' | 'reviewer' | 'owner') => ({
  name,
  role,
  login: 'password' as const,
  added_at: noon,
});

describe('the page of users', () => {
  beforeEach(() => answer(listUsers, { users: [user('anna', 'owner'), user('ben', 'reader')], tokens: [] }));

  it.each(['reader', 'reviewer'] as const)('shows a %s no users', async (role) => {
    signIn(role);
    openApp('/users');
    await screen.findByText('Only owners can see users');
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('lets an owner set the password of others, not their own there', async () => {
    openApp('/users');
    await screen.findByRole('button', { name: 'Change the password of ben' });
    expect(screen.queryByRole('button', { name: 'Change the password of anna' })).toBeNull();
  });

  it('adds a user with a role and a temporary password', async () => {
    answer(addUser, user('cleo', 'reviewer'));
    const me = openApp('/users');
    await me.type(await screen.findByLabelText(/^Name/), 'cleo');
    await me.type(screen.getByLabelText(/^Temporary password/), 'four words are enough');
    await me.click(screen.getByRole('button', { name: 'Add' }));
    await screen.findByText('cleo can sign in now, as reviewer.');
    expect(sentTo(addUser)).toMatchObject([
      { body: { name: 'cleo', role: 'reviewer', password: 'four words are enough' } },
    ]);
  });

  it('changes a role, and shows why it was refused', async () => {
    answer(changeUser, refusal('access/last-owner', 'anna is the last owner.'));
    const me = openApp('/users');
    await me.selectOptions(await screen.findByLabelText('Role of anna'), 'reader');
    await screen.findByText('anna is the last owner.');
    expect(sentTo(changeUser)).toMatchObject([{ params: { name: 'anna' }, body: { role: 'reader' } }]);
  });

  it('removes a user only after it was confirmed', async () => {
    answer(removeUser, { done: true });
    const me = openApp('/users');
    await me.click(await screen.findByRole('button', { name: 'Remove ben' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(sentTo(removeUser)).toEqual([]);
    await me.click(dialog.getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(sentTo(removeUser)).toMatchObject([{ params: { name: 'ben' } }]));
  });
});

describe('signing in', () => {
  const fill = async () => {
    const me = openApp('/login?next=/qualifications');
    await me.type(await screen.findByLabelText(/^Name/), 'anna');
    await me.type(screen.getByLabelText(/^Password/), 'four words are enough');
    await me.click(screen.getByRole('button', { name: 'Sign in' }));
  };

  it('shows what is wrong, and stays', async () => {
    signIn(null);
    answer(login, refusal('access/wrong-password', 'The name or the password is wrong.', 401));
    await fill();
    await screen.findByText('The name or the password is wrong.');
    expect(window.location.pathname).toBe('/login');
  });

  it('leads to the page that was asked for, as the server shows it', async () => {
    const assign = vi.spyOn(window.location, 'assign').mockImplementation(() => undefined);
    signIn(null);
    answer(login, { name: 'anna', by: 'reviewer:anna', role: 'owner', login: 'password', ways: ['password'] });
    await fill();
    await waitFor(() => expect(assign).toHaveBeenCalledWith('/qualifications'));
    assign.mockRestore();
    expect(sentTo(login)).toMatchObject([{ body: { name: 'anna', password: 'four words are enough' } }]);
  });

  it('offers no other site as the way on', async () => {
    const anyone = { name: null, by: 'reviewer:local', role: 'owner' as const, login: 'none' as const, ways: [] };
    answer(getMe, anyone);
    openApp('/login?next=//evil.example/');
    await screen.findByText('You are on this computer, so no sign-in is needed.');
    expect(screen.getByRole('link', { name: 'Continue' }).getAttribute('href')).toBe('/');
  });
});
