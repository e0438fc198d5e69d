import { Button, Group, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { paySentences } from '../../../src/api/offer-texts.ts';
import { listOffers, payRun } from '../../../src/api/offers.ts';
import type { LiveRun } from '../../../src/api/runs.ts';
import { Fault } from '../components/page.tsx';
import { useEndpointMutation, useEndpointQuery } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import { OfferDialog } from './offer-dialog.tsx';
import { OneOffer } from './one-offer.tsx';

/** The offers of a run at providers, for owners; nothing where the run is over and was never offered. */
export function RunOffers({ run }: { run: LiveRun }) {
  const isOwner = useMay('owner');
  return isOwner ? <Offers run={run} /> : null;
}

function Offers({ run }: { run: LiveRun }) {
  const params = { run: run.id };
  const { data, error } = useEndpointQuery(listOffers, { params }, { live: true });
  const [isOffering, offering] = useDisclosure(false);
  const mayOffer = run.status === 'launched' || run.status === 'paused';
  const offers = data?.offers ?? [];
  if (!error && offers.length === 0 && !(data && mayOffer)) return null;
  return (
    <section className="card stack" aria-labelledby="offers">
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h3" id="offers">
          Offers
        </Title>
        {mayOffer && (
          <Button variant="default" size="xs" onClick={offering.open}>
            Offer to workers…
          </Button>
        )}
      </Group>
      {error && <Fault error={error} />}
      {data && offers.length === 0 && (
        <Text size="sm" c="dimmed">
          This run is not offered at any provider.
        </Text>
      )}
      {offers.map((offer) => (
        <OneOffer key={offer.offer} run={run.id} offer={offer} />
      ))}
      {offers.length > 0 && <PayNow run={run.id} />}
      {isOffering && <OfferDialog run={run} onClose={offering.close} />}
    </section>
  );
}

/** Sends at once what the run owes through its providers, and says what came of it. */
function PayNow({ run }: { run: string }) {
  const pay = useEndpointMutation(payRun);
  const [outcome, setOutcome] = useState('');
  const doPay = () => {
    setOutcome('');
    pay.mutate({ params: { run }, body: {} }, { onSuccess: (sums) => setOutcome(paySentences(sums).join(' ')) });
  };
  return (
    <div className="stack">
      <Group gap="sm">
        <Button variant="default" size="xs" loading={pay.isPending} onClick={doPay}>
          Pay now
        </Button>
        <div className="grows">
          <Text size="sm" c="dimmed">
            Sends at once what is owed for accepted work. Nothing is paid twice.
          </Text>
          <Text role="status">{outcome}</Text>
        </div>
      </Group>
      {pay.error && <Fault error={pay.error} />}
    </div>
  );
}
