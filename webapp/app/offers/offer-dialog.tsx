import { Text } from '@mantine/core';
import { useState } from 'react';
import { makeOffer, type OfferPlan, planOffer } from '../../../src/api/offers.ts';
import { listRequesters, type Requester } from '../../../src/api/requesters.ts';
import { getRunConfig } from '../../../src/api/run-config.ts';
import type { LiveRun } from '../../../src/api/runs.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { ScreenLink } from '../components/link.tsx';
import { Fault } from '../components/page.tsx';
import { send, useEndpointMutation, useEndpointQuery } from '../data/api.ts';
import { notify } from '../data/notices.ts';
import { formatCount } from '../review/labels.ts';
import { OfferFields } from './offer-fields.tsx';
import { PlanDialog } from './plan-dialog.tsx';
import { useDraft } from './use-draft.ts';
import { offersIn, type WantedInConfig } from './wanted.ts';

type Props = { run: LiveRun; onClose: () => void };

/** Offers a run to workers of a provider: asks for what is to be offered, shows what it costs, and makes it once its price is typed. */
export function OfferDialog({ run, onClose }: Props) {
  const { data, error } = useEndpointQuery(listRequesters, {});
  const config = useEndpointQuery(getRunConfig, { params: { run: run.id } });
  const fault = error ?? config.error;
  const isNone = data?.requesters.length === 0;
  if (fault || isNone)
    return (
      <FormDialog title="Offer to workers" centered button="Next" isDisabled onClose={onClose} onSend={() => undefined}>
        {fault ? <Fault error={fault} /> : <NoRequester />}
      </FormDialog>
    );
  if (!data || !config.data) return null;
  const wanted = offersIn(config.data.config);
  return <OfferForm run={run} requesters={data.requesters} wanted={wanted} onClose={onClose} />;
}

const NoRequester = () => (
  <Text>
    No account at a provider is registered yet. Register one below{' '}
    <ScreenLink to="/requesters" underline="always">
      Requesters
    </ScreenLink>
    .
  </Text>
);

type FormProps = Props & { requesters: readonly Requester[]; wanted: readonly WantedInConfig[] };

/** First what is to be offered, and then what that costs. */
function OfferForm({ run, requesters, wanted, onClose }: FormProps) {
  const draft = useDraft(requesters, wanted);
  const [plan, setPlan] = useState<OfferPlan | undefined>();
  const make = useEndpointMutation(makeOffer);
  const params = { run: run.id };
  const { body } = draft;
  if (!plan)
    return (
      <FormDialog
        key="form"
        title="Offer to workers"
        centered
        button="Next: what it costs"
        isDisabled={draft.isWrong}
        onClose={onClose}
        onSend={async () => setPlan(await send(planOffer, { params, body }))}
      >
        <OfferFields draft={draft} requesters={requesters} />
      </FormDialog>
    );
  const doOffer = async () => {
    const made = await make.mutateAsync({ params, body: { ...body, total_cents: plan.total_cents } });
    onClose();
    notify(`${formatCount(made.plan.places, 'place')} offered at ${made.plan.title}. Workers see it in a moment.`);
  };
  return (
    <PlanDialog plan={plan} run={run.title} onBack={() => setPlan(undefined)} onClose={onClose} onOffer={doOffer} />
  );
}
