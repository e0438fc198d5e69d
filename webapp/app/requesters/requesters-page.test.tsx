// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  checkRequester,
  listProviders,
  listRequesters,
  type Requester,
  registerRequester,
  removeRequester,
} from '../../../src/api/requesters.ts';
import { noon } from '../fixtures.ts';
import { answer, openApp, refusal, sentTo, signIn } from '../for-tests.tsx';

const requester = (changed: Partial<Requester> = {}): Requester => ({
  ...{ name: 'lab', provider: 'prolific', account: '6', account_name: 'Anna', currency: 'GBP', url: null },
  ...{ registered_at: noon, registered_by: 'reviewer:anna', rotated_at: null, checked_at: noon, problem: null },
  ...changed,
});
const keys = [
  { name: 'api_key', says: 'a token of your account', secret: true, optional: false, variable: null },
  { name: 'url', says: 'another address', secret: false, optional: true, variable: null },
];

function openWith(...requesters: Requester[]) {
  answer(listProviders, { providers: [{ name: 'prolific', title: 'Prolific', keys }] });
  answer(listRequesters, { requesters });
  return openApp('/requesters');
}

describe('the page of requesters', () => {
  it('shows others than owners nothing', async () => {
    signIn('reviewer');
    openApp('/requesters');
    await screen.findByText('Only owners can see requesters');
  });

  it('registers an account with a key that nobody sees, and says why one is refused', async () => {
    const me = openWith();
    answer(registerRequester, refusal('provider/wrong-key', 'Prolific does not know this key.', 422));
    const key = await screen.findByLabelText<HTMLInputElement>(/^api_key/);
    expect(key.type).toBe('password');
    await me.type(key, 'secret-key');
    await me.click(screen.getByRole('button', { name: 'Register' }));
    await screen.findByText('Prolific does not know this key.');
    expect(key.value).toBe('secret-key');
    answer(registerRequester, { requester: requester(), available_cents: 5, outcome: 'registered' });
    await me.type(screen.getByLabelText(/^Name/), 'lab');
    await me.click(screen.getByRole('button', { name: 'Register' }));
    await screen.findByText('lab is registered.');
    expect(key.value).toBe('');
    expect(sentTo(registerRequester).map(({ body }) => body)).toEqual([
      { provider: 'prolific', credentials: { api_key: 'secret-key' } },
      { provider: 'prolific', name: 'lab', credentials: { api_key: 'secret-key' } },
    ]);
  });

  it('shows whose each is and what is wrong with it, and what it can spend once it is checked', async () => {
    const me = openWith(requester({ problem: 'Prolific does not know this key.', url: 'http://127.0.0.1:9/' }));
    await screen.findByText('Prolific does not know this key.');
    screen.getByText('Refused');
    screen.getByText('Reached at http://127.0.0.1:9/');
    answer(checkRequester, { requester: requester(), available_cents: 12_345 });
    await me.click(screen.getByRole('button', { name: 'Check' }));
    await screen.findByText(/can spend 123\.45 GBP/);
  });

  it('asks before it removes one', async () => {
    const me = openWith(requester());
    answer(removeRequester, { removed: true });
    await me.click(await screen.findByRole('button', { name: 'Remove…' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(sentTo(removeRequester)).toEqual([]);
    await me.click(dialog.getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(sentTo(removeRequester)).toMatchObject([{ params: { requester: 'lab' } }]));
  });
});
