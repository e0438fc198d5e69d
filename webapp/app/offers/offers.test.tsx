// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  listOffers,
  makeOffer,
  type OfferPlan,
  type OfferShown,
  payRun,
  planOffer,
  raiseOffer,
  withdrawOffer,
} from '../../../src/api/offers.ts';
import { statistics } from '../../../src/api/quality.ts';
import { listRequesters, type Requester } from '../../../src/api/requesters.ts';
import { getRunConfig } from '../../../src/api/run-config.ts';
import { overview } from '../../../src/api/runs.ts';
import { aRun, noon } from '../fixtures.ts';
import { answer, openApp, refusal, sentTo, signIn } from '../for-tests.tsx';

const anOffer = (changed: Partial<OfferShown> = {}): OfferShown => ({
  ...{ offer: 'offer-1', provider: 'prolific', requester: 'lab', state: 'published', places: 10, published: 10 },
  ...{ taken: 5, places_by_status: { approved: 2, submitted: 2, active: 1, returned: 3 } },
  ...{ pay_cents: 100, currency: 'GBP', total_cents: 1400, link: 'https://app.prolific.com/s/1', problem: null },
  ...changed,
});
const plan: OfferPlan = {
  ...{ run: 'films-1', provider: 'prolific', title: 'Prolific', requester: 'lab', places: 8, pay_cents: 100 },
  ...{ currency: 'GBP', fee_cents: 320, total_cents: 1120, available_cents: 5000, simulated: true },
  address: 'http://films-1.localhost:8400/',
};
const lab: Requester = {
  ...{ name: 'lab', provider: 'prolific', account: '6', account_name: 'Anna', currency: 'GBP', url: null },
  ...{ registered_at: noon, registered_by: 'reviewer:anna', rotated_at: null, checked_at: noon, problem: null },
};

let config: Record<string, unknown> = {};
beforeEach(() => {
  config = {};
  answer(listRequesters, { requesters: [lab] });
});
function openWith(offers: OfferShown[], changed: Parameters<typeof aRun>[0] = {}) {
  answer(overview, { runs: [aRun(changed)], problems: [], dashboard_url: null, sequence: 1 });
  answer(statistics, refusal('quality/not-ready', 'The figures are not ready yet.'));
  const shown = { config, changes: [], code: [] };
  answer(getRunConfig, { folder: 'films', file: 'manyhands.yaml', name: null, overrides: {}, ...shown });
  answer(listOffers, { offers, approves_by_itself: { count: 0, next: null } });
  return openApp('/runs/films-1');
}
const card = async () => within(await screen.findByRole('region', { name: 'Offers' }));
async function openDialog() {
  const me = openWith([]);
  await me.click(await (await card()).findByRole('button', { name: 'Offer to workers…' }));
  return { me, dialog: within(await screen.findByRole('dialog')) };
}

describe('the offers of a run', () => {
  it('are shown with their places by where they stand, their price, and what is wrong', async () => {
    openWith([anOffer({ problem: 'Prolific does not know this key.' })]);
    const part = await card();
    part.getByRole('heading', { name: 'Prolific, through lab' });
    part.getByText('Published');
    part.getByText('10 places, 3 given back or run out');
    expect(part.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      ...['2 approved', '2 submitted', '1 at work', '5 open'],
    ]);
    part.getByText(/1\.00 GBP for each place, 14\.00 GBP in all with fees/);
    part.getByText('Prolific does not know this key.');
    const link = part.getByRole('link', { name: 'Open it at Prolific' });
    expect(link.getAttribute('href')).toBe('https://app.prolific.com/s/1');
  });

  it('are nothing for others than owners, nor for a run that is over and was never offered', async () => {
    signIn('reviewer');
    openWith([anOffer()]);
    await screen.findByRole('region', { name: 'Settings' });
    expect(screen.queryByRole('region', { name: 'Offers' })).toBeNull();
    expect(sentTo(listOffers)).toEqual([]);
  });

  it('are nothing for a run that is over and was never offered', async () => {
    openWith([], { status: 'completed', ended_at: noon });
    await screen.findByRole('region', { name: 'Settings' });
    await waitFor(() => expect(sentTo(listOffers)).toHaveLength(1));
    expect(screen.queryByRole('region', { name: 'Offers' })).toBeNull();
  });

  it('get more places, and are withdrawn once that was asked', async () => {
    const me = openWith([anOffer()]);
    answer(raiseOffer, anOffer({ places: 12 }));
    answer(withdrawOffer, anOffer({ state: 'withdrawing' }));
    await me.click(await (await card()).findByRole('button', { name: /^More places/ }));
    let dialog = within(await screen.findByRole('dialog'));
    await me.clear(dialog.getByLabelText('Places in all'));
    await me.type(dialog.getByLabelText('Places in all'), '12');
    dialog.getByText('2 more places, about 2.80 GBP more with fees.');
    await me.click(dialog.getByRole('button', { name: 'Add places' }));
    await screen.findByText('Prolific is asked for 12 places in all.');
    expect(sentTo(raiseOffer)).toMatchObject([{ params: { offer: 'offer-1' }, body: { places: 12 } }]);
    await me.click((await card()).getByRole('button', { name: /^Withdraw/ }));
    dialog = within(await screen.findByRole('dialog', { name: 'Withdraw this offer?' }));
    expect(sentTo(withdrawOffer)).toEqual([]);
    await me.type(dialog.getByLabelText('Reason'), 'Too few.');
    await me.click(dialog.getByRole('button', { name: 'Withdraw' }));
    await screen.findByText('The offer is being taken from Prolific.');
    expect(sentTo(withdrawOffer)).toMatchObject([{ params: { offer: 'offer-1' }, body: { note: 'Too few.' } }]);
  });

  it('offer neither once they are withdrawn', async () => {
    openWith([anOffer({ state: 'withdrawn' })]);
    (await card()).getByText('Withdrawn');
    (await card()).getByText('5 not taken');
    expect((await card()).queryByRole('button', { name: /^(More|Withdraw)/ })).toBeNull();
  });

  it('are paid at once, with what came of it as sentences', async () => {
    const me = openWith([anOffer()]);
    answer(payRun, { currency: 'GBP', paid: 2, paid_cents: 150, uncertain: 1, refused: 0, needs_person: 1 });
    await me.click(await (await card()).findByRole('button', { name: 'Pay now' }));
    await screen.findByText(
      '2 payments are made, 1.50 GBP in all. 1 payment is on the way. 1 payment could not be found: look at the provider.',
    );
    answer(payRun, { currency: '', paid: 0, paid_cents: 0, uncertain: 0, refused: 0, needs_person: 0 });
    await me.click((await card()).getByRole('button', { name: 'Pay now' }));
    await screen.findByText('No payment is made or due.');
    answer(payRun, refusal('provider/wrong-key', 'Prolific does not know this key.', 422));
    await me.click((await card()).getByRole('button', { name: 'Pay now' }));
    await screen.findByText('Prolific does not know this key.');
  });
});

describe('offering a run to workers', () => {
  it('leads to the requesters where none is registered', async () => {
    answer(listRequesters, { requesters: [] });
    const { dialog } = await openDialog();
    const link = await dialog.findByRole('link', { name: 'Requesters' });
    expect(link.getAttribute('href')).toBe('/requesters');
  });

  it('shows the plan, and makes the offer at its price once that was typed', async () => {
    answer(planOffer, plan);
    answer(makeOffer, { offer: 'offer-1', plan });
    const { me, dialog } = await openDialog();
    await me.type(await dialog.findByLabelText('Places'), '8');
    await me.click(dialog.getByLabelText('Options'));
    await me.paste('estimated_completion_time=5\n\napp_url=http://127.0.0.1:9\n');
    await me.click(dialog.getByRole('button', { name: /^Next/ }));
    const asked = within(await screen.findByRole('dialog', { name: 'Offer this to workers?' }));
    asked.getByText('11.20 GBP in all.');
    asked.getByText(/The account can spend 50\.00 GBP/);
    asked.getByText(/simulated on this machine/);
    const button = asked.getByRole<HTMLButtonElement>('button', { name: 'Offer' });
    await me.type(asked.getByLabelText('Type 11.20 to confirm'), '11.2');
    expect(button.disabled).toBe(true);
    await me.type(asked.getByLabelText('Type 11.20 to confirm'), '0');
    await me.click(button);
    await screen.findByText('8 places offered at Prolific. Workers see it in a moment.');
    const body = {
      ...{ requester: 'lab', places: 8 },
      options: { estimated_completion_time: 5, app_url: 'http://127.0.0.1:9' },
    };
    expect(sentTo(planOffer)).toMatchObject([{ body }]);
    expect(sentTo(makeOffer).map((one) => one.body)).toEqual([{ ...body, total_cents: 1120 }]);
  });

  it('begins with what the config of the run says', async () => {
    const options = { device_compatibility: ['desktop'], project: 'Films', naivety_distribution_rate: 0.5, note: '5' };
    config = { offers: [{ provider: 'prolific', requester: 'lab', places: 3, pay_after_seconds: null, options }] };
    answer(planOffer, plan);
    const { me, dialog } = await openDialog();
    expect(await dialog.findByLabelText('Options')).toHaveProperty(
      'value',
      'device_compatibility=["desktop"]\nproject=Films\nnaivety_distribution_rate=0.5\nnote="5"',
    );
    await me.click(dialog.getByRole('button', { name: /^Next/ }));
    await screen.findByRole('dialog', { name: 'Offer this to workers?' });
    expect(sentTo(planOffer).map((one) => one.body)).toEqual([
      { requester: 'lab', places: 3, pay_after_seconds: null, options },
    ]);
  });

  it('says what is wrong: a line that is no option, and what the server refuses', async () => {
    answer(planOffer, refusal('offer/too-little-money', 'This costs 11.20 GBP with fees.'));
    const { me, dialog } = await openDialog();
    await me.type(await dialog.findByLabelText('Options'), 'fast');
    await dialog.findByText(/^Line 1 is no key and value/);
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: /^Next/ }).disabled).toBe(true);
    await me.type(dialog.getByLabelText('Options'), '=true');
    await me.click(dialog.getByRole('button', { name: /^Next/ }));
    await dialog.findByText('This costs 11.20 GBP with fees.');
    expect(sentTo(makeOffer)).toEqual([]);
  });

  it('goes back from the plan with everything as it was', async () => {
    answer(planOffer, plan);
    const { me, dialog } = await openDialog();
    await me.type(await dialog.findByLabelText('Places'), '8');
    await me.click(dialog.getByRole('button', { name: /^Next/ }));
    await me.click(await screen.findByRole('button', { name: 'Back, to change it' }));
    expect(await screen.findByLabelText('Places')).toHaveProperty('value', '8');
  });
});
