import { NumberInput, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { moneyText } from '../../../src/api/money.ts';
import { type OfferShown, raiseOffer, withdrawOffer } from '../../../src/api/offers.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';
import { formatNumber } from '../overview/labels.ts';
import { formatCount, providerLabel } from '../review/labels.ts';

type Props = { run: string; offer: OfferShown; onClose: () => void };

/** Asks how many places an offer is to have in all, and shows about what that costs. */
export function MorePlacesDialog({ run, offer, onClose }: Props) {
  const { offer: id, places: now, total_cents: total, currency } = offer;
  const raise = useEndpointMutation(raiseOffer);
  const [typed, setTyped] = useState<number | string>(now + 1);
  const places = Number(typed);
  const isMore = Number.isInteger(places) && places > now;
  const more = isMore ? places - now : 0;
  const cost = Math.ceil((total / Math.max(1, now)) * more);
  const send = async () => {
    const raised = await raise.mutateAsync({ params: { run, offer: id }, body: { places } });
    onClose();
    notify(`${providerLabel(offer.provider)} is asked for ${formatCount(raised.places, 'place')} in all.`);
  };
  return (
    <FormDialog title="More places" centered button="Add places" isDisabled={!isMore} onClose={onClose} onSend={send}>
      <NumberInput
        label="Places in all"
        description={`now ${formatNumber(now)}`}
        value={typed}
        onChange={setTyped}
        min={now + 1}
        max={1_000_000}
        allowDecimal={false}
        error={isMore || typed === '' ? undefined : `Must be more than ${formatNumber(now)}.`}
        data-autofocus
      />
      <Text role="status">
        {isMore ? `${formatCount(more, 'more place')}, about ${moneyText(cost, currency)} more with fees.` : ' '}
      </Text>
    </FormDialog>
  );
}

/** Asks before an offer is taken from its provider. */
export function WithdrawDialog({ run, offer, onClose }: Props) {
  const withdraw = useEndpointMutation(withdrawOffer);
  const [note, setNote] = useState('');
  const provider = providerLabel(offer.provider);
  const send = async () => {
    const body = note.trim() ? { note: note.trim() } : {};
    await withdraw.mutateAsync({ params: { run, offer: offer.offer }, body });
    onClose();
    notify(`The offer is being taken from ${provider}.`);
  };
  return (
    <FormDialog title="Withdraw this offer?" centered button="Withdraw" isFinal onClose={onClose} onSend={send}>
      <Text className="anywhere">
        Nobody else can take a place at {provider}. Who has one may finish. This cannot be undone; the run goes on, and
        can be offered anew.
      </Text>
      <TextInput
        label="Reason"
        description="For the record; may be left out."
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
