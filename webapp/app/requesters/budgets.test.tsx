// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type Budget, listBudgets, setBudget } from '../../../src/api/budgets.ts';
import { listProviders, listRequesters } from '../../../src/api/requesters.ts';
import { answer, openApp, refusal, sentTo } from '../for-tests.tsx';

const budget: Budget = {
  ...{ scope: 'requester', name: 'lab', currency: 'GBP' },
  ...{ cap_cents: 10_000, committed_cents: 2_500, left_cents: 7_500 },
};

async function openWith(...budgets: Budget[]) {
  answer(listProviders, { providers: [{ name: 'prolific', title: 'Prolific', keys: [] }] });
  answer(listRequesters, { requesters: [] });
  answer(listBudgets, { budgets });
  const me = openApp('/requesters');
  return { me, part: within(await screen.findByRole('region', { name: 'Budgets' })) };
}

describe('the budgets', () => {
  it('are shown with what is committed and left, and are removed', async () => {
    const { me, part } = await openWith(budget);
    await part.findByText('25.00 GBP of 100.00 GBP committed, 75.00 GBP left');
    expect(part.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25');
    answer(setBudget, { budgets: [] });
    await me.click(part.getByRole('button', { name: 'Remove the budget of requester lab in GBP' }));
    await screen.findByText('The budget of requester lab is removed.');
    const removed = { scope: 'requester', name: 'lab', currency: 'GBP', cap_cents: null };
    expect(sentTo(setBudget).map(({ body }) => body)).toEqual([removed]);
  });

  it('are set, once their amount is one and the server takes it', async () => {
    const { me, part } = await openWith();
    await part.findByText('There are no budgets.');
    await me.click(part.getByRole('button', { name: 'Set a budget…' }));
    const dialog = within(await screen.findByRole('dialog'));
    answer(setBudget, refusal('run/unknown', 'There is no run "films-9".', 404));
    await me.selectOptions(dialog.getByLabelText('Of'), 'run');
    await me.type(dialog.getByLabelText('Name'), 'films-9');
    await me.type(dialog.getByLabelText('Amount'), '80,5x');
    await dialog.findByText(/^Enter an amount/);
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Set' }).disabled).toBe(true);
    await me.type(dialog.getByLabelText('Amount'), '{Backspace}');
    await me.clear(dialog.getByLabelText('Currency'));
    await me.type(dialog.getByLabelText('Currency'), 'gbp');
    await me.click(dialog.getByRole('button', { name: 'Set' }));
    await dialog.findByText('There is no run "films-9".');
    answer(setBudget, { budgets: [budget] });
    await me.click(dialog.getByRole('button', { name: 'Set' }));
    await screen.findByText('The budget of run films-9 is 80.50 GBP.');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const body = { scope: 'run', name: 'films-9', cap_cents: 8050, currency: 'GBP' };
    expect(sentTo(setBudget).map((one) => one.body)).toEqual([body, body]);
  });
});
