import { Anchor, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { amountText, moneyText } from '../../../src/api/money.ts';
import type { OfferPlan } from '../../../src/api/offers.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { formatCount } from '../review/labels.ts';

type Props = { plan: OfferPlan; run: string; onBack: () => void; onClose: () => void; onOffer: () => Promise<void> };

/** Shows what an offer is and costs, and makes it once a person has typed its price. */
export function PlanDialog({ plan, run, onBack, onClose, onOffer }: Props) {
  const [typed, setTyped] = useState('');
  const amount = amountText(plan.total_cents);
  return (
    <FormDialog
      key="plan"
      title="Offer this to workers?"
      centered
      button="Offer"
      isDisabled={typed.trim().replace(',', '.') !== amount}
      onClose={onClose}
      onSend={onOffer}
      foot={
        <Anchor component="button" type="button" underline="always" onClick={onBack}>
          Back, to change it
        </Anchor>
      }
    >
      <PlanWords plan={plan} run={run} />
      <TextInput
        label={`Type ${amount} to confirm`}
        inputMode="decimal"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
      />
    </FormDialog>
  );
}

/** What an offer would be and cost, in large plain words. */
function PlanWords({ plan, run }: { plan: OfferPlan; run: string }) {
  const { title, requester, places, currency, available_cents: available } = plan;
  const money = (cents: number) => moneyText(cents, currency);
  return (
    <>
      <Text size="lg" className="anywhere">
        <b>
          <bdi>{run}</bdi>
        </b>{' '}
        is offered to workers of <b>{title}</b>, through the account <b>{requester}</b>.
      </Text>
      <Text size="lg">
        <b>{formatCount(places, 'place')}</b>, each for {money(plan.pay_cents)}, and {money(plan.fee_cents)} of fees.
      </Text>
      <Text size="xl" fw={700}>
        {money(plan.total_cents)} in all.
      </Text>
      <Text className="anywhere">
        {available === null
          ? `${title} does not say what the account can spend.`
          : `The account can spend ${money(available)}.`}{' '}
        Workers go to {plan.address}
      </Text>
      {plan.simulated && (
        <Text fw={600}>
          This {title} is simulated on this machine: no real worker sees the offer, and nobody is paid.
        </Text>
      )}
    </>
  );
}
