// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { listBonuses, markBonusPaid } from '../../../src/api/bonuses.ts';
import { exportPayouts, listPayouts, type Payout, recordPayouts, undoPayouts } from '../../../src/api/payouts.ts';
import { queryClient } from '../data/api.ts';
import { noon } from '../fixtures.ts';
import { answer, openApp, refusal, sentTo, signIn } from '../for-tests.tsx';

const payout = (changed: Partial<Payout> = {}): Payout => ({
  ...{ run: 'films-1', task: 'films', worker: 'w1', worker_name: 'Ada', currency: 'EUR', answers: 2 },
  ...{ base: '3.00', bonus: '0.50', total: '3.50', reason: 'Thorough.', paid_at: null, paid_by: null, note: '' },
  position: null,
  ...changed,
});

describe('the page of pay', () => {
  it('shows others than owners nothing', async () => {
    signIn('reviewer');
    openApp('/pay');
    await screen.findByText('Only owners can see what is paid');
  });

  it('lists what is due, and leads to the sheet up to the same position', async () => {
    answer(listPayouts, { payouts: [payout()], sequence: 412 });
    openApp('/pay');
    const row = within((await screen.findByText('3.50 EUR')).closest('tr') as HTMLElement);
    for (const text of ['films-1', '3.00', '0.50', 'Thorough.']) row.getByText(text);
    const sheet = screen.getByRole('link', { name: /Download the sheet/ });
    expect(sheet.getAttribute('href')).toBe(`${exportPayouts.path}?state=due&upto=412`);
  });

  it('records one line as paid after it was confirmed, up to the position of the list', async () => {
    answer(listPayouts, { payouts: [payout()], sequence: 412 });
    answer(recordPayouts, { answers: 2, bonuses: 1, from: 418, sequence: 420 });
    const me = openApp('/pay');
    await me.click(await screen.findByRole('button', { name: 'Paid: 3.50 EUR to Ada' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(sentTo(recordPayouts)).toEqual([]);
    await me.type(dialog.getByLabelText('Note'), 'Transfer 7');
    await me.click(dialog.getByRole('button', { name: 'Record as paid' }));
    await screen.findByText('2 answers and 1 bonus recorded as paid.');
    expect(sentTo(recordPayouts)).toMatchObject([
      { body: { run: 'films-1', worker: 'w1', upto: 412, note: 'Transfer 7' } },
    ]);
  });

  it('records what was on the screen, also if more is due by then, and shows that on request', async () => {
    let sequence = 412;
    answer(listPayouts, ({ query }) => {
      const upto = Number(query.upto ?? sequence);
      return { payouts: [payout(), ...(upto > 412 ? [payout({ worker: 'w2', total: '9.00' })] : [])], sequence: upto };
    });
    answer(recordPayouts, { answers: 2, bonuses: 1, from: 418, sequence: 420 });
    const me = openApp('/pay');
    await me.click(await screen.findByRole('button', { name: 'All paid…' }));
    sequence = 420;
    await queryClient.invalidateQueries();
    expect(sentTo(listPayouts)).toHaveLength(2);
    await me.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Record as paid' }));
    await screen.findByText('2 answers and 1 bonus recorded as paid.');
    expect(sentTo(recordPayouts).map(({ body }) => body)).toEqual([{ upto: 412 }]);
    expect(screen.queryByText('9.00 EUR')).toBeNull();
    await me.click(screen.getByRole('button', { name: 'Show what is due now' }));
    await screen.findByText('9.00 EUR');
    const sheet = screen.getByRole('link', { name: /Download the sheet/ });
    expect(sheet.getAttribute('href')).toBe(`${exportPayouts.path}?state=due&upto=420`);
  });

  it('takes back one payment of a worker, with a reason, and none that was recorded before or since', async () => {
    const made = { paid_at: noon, paid_by: 'reviewer:eve' };
    let payouts = [
      payout({ ...made, note: 'Transfer 7', position: 300, total: '10.00' }),
      payout({ ...made, note: 'Transfer 9', position: 418 }),
    ];
    answer(listPayouts, () => ({ payouts, sequence: 420 }));
    answer(undoPayouts, { answers: 2, bonuses: 0, not_owed: 0, from: 421, sequence: 421 });
    const me = openApp('/pay?show=paid');
    await me.click(await screen.findByRole('button', { name: 'Not paid: 3.50 EUR to Ada' }));
    for (const note of ['Transfer 7', 'Transfer 9']) screen.getByText(note);
    payouts = [...payouts, payout({ ...made, position: 430, total: '1.00' })];
    await queryClient.invalidateQueries();
    await screen.findByText('1.00 EUR');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Take back' }).disabled).toBe(true);
    await me.type(dialog.getByLabelText(/^Reason/), 'It came back.');
    await me.click(dialog.getByRole('button', { name: 'Take back' }));
    await screen.findByText('2 answers and 0 bonuses taken back: owed again.');
    const { run, worker } = payout();
    expect(sentTo(undoPayouts).map(({ body }) => body)).toEqual([
      { run, worker, from: 418, upto: 418, note: 'It came back.' },
    ]);
  });

  it('takes back everything that was just recorded, from its message', async () => {
    answer(listPayouts, { payouts: [payout()], sequence: 412 });
    answer(recordPayouts, { answers: 2, bonuses: 1, from: 418, sequence: 420 });
    answer(undoPayouts, { answers: 2, bonuses: 1, not_owed: 1, from: 421, sequence: 421 });
    const me = openApp('/pay?run=films-1');
    await me.click(await screen.findByRole('button', { name: 'All paid…' }));
    await me.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Record as paid' }));
    answer(listPayouts, { payouts: [], sequence: 420 });
    await screen.findByText('2 answers and 1 bonus recorded as paid.');
    await me.click(await screen.findByRole('button', { name: /^Take back…/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Not paid after all?' }));
    await me.type(dialog.getByLabelText(/^Reason/), 'Not sent.');
    await me.click(dialog.getByRole('button', { name: 'Take back' }));
    await screen.findByText(
      '2 answers and 1 bonus taken back; 1 of them is not owed again, since a decision or a promise was undone.',
    );
    expect(sentTo(undoPayouts).map(({ body }) => body)).toEqual([
      { run: 'films-1', from: 418, upto: 420, note: 'Not sent.' },
    ]);
  });

  it('records everything of the scope, and says why it was refused', async () => {
    answer(listPayouts, { payouts: [payout()], sequence: 412 });
    answer(recordPayouts, refusal('payout/nothing-due', 'Nothing of it is due any more.'));
    const me = openApp('/pay?run=films-1');
    await me.click(await screen.findByRole('button', { name: 'All paid…' }));
    await me.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Record as paid' }));
    await screen.findByText('Nothing of it is due any more.');
    expect(sentTo(recordPayouts).map(({ body }) => body)).toEqual([{ run: 'films-1', upto: 412 }]);
  });

  it('lists unpaid bonuses across workers, and what was paid with who said so', async () => {
    const bonus = { id: 'b1', unit: 'films-1.0.0', worker: 'w1', cents: 50, currency: 'EUR', reason: 'Thorough.' };
    const granted = { state: 'intended' as const, granted_by: 'reviewer:eve', granted_at: noon };
    answer(listBonuses, { bonuses: [{ ...bonus, ...granted }], sequence: 7 });
    answer(markBonusPaid, { sequence: 8 });
    answer(listPayouts, { payouts: [payout({ paid_at: noon, paid_by: 'reviewer:eve', position: 5 })], sequence: 7 });
    const me = openApp('/pay?show=bonuses');
    await me.click(await screen.findByRole('button', { name: 'Mark as paid' }));
    await waitFor(() => expect(sentTo(markBonusPaid)).toMatchObject([{ params: { bonus: 'b1' } }]));
    await me.click(screen.getByRole('radio', { name: 'Paid' }));
    await screen.findByText(/by eve/);
    expect(sentTo(listPayouts)).toMatchObject([{ query: { state: 'paid' } }]);
  });
});
