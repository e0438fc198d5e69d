import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { moneyText } from '../../../src/api/money.ts';
import { checkRequester, listProviders, listRequesters, type Requester } from '../../../src/api/requesters.ts';
import { Empty, Fault, Page } from '../components/page.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointMutation, useEndpointQuery } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import { notify, notifyFault } from '../data/notices.ts';
import { formatTime } from '../review/labels.ts';
import { Budgets } from './budgets.tsx';
import { RegisterRequester } from './register-requester.tsx';
import { RemoveRequesterDialog } from './remove-requester-dialog.tsx';

/** The accounts at providers, through which workers are found and paid; for owners. */
export function RequestersPage() {
  const isOwner = useMay('owner');
  return (
    <Page title="Requesters" description="Accounts at providers such as Prolific. Their keys are never shown.">
      {isOwner ? <Requesters /> : <Empty title="Only owners can see requesters">Contact the administrator.</Empty>}
    </Page>
  );
}

function Requesters() {
  const { data, error } = useEndpointQuery(listRequesters, {});
  const known = useEndpointQuery(listProviders, {});
  const fault = error ?? known.error;
  if (fault) return <Fault error={fault} />;
  if (!data || !known.data) return <Waiting />;
  const { providers } = known.data;
  const titleOf = (name: string) => providers.find((one) => one.name === name)?.title ?? name;
  return (
    <>
      {data.requesters.map((requester) => (
        <OneRequester key={requester.name} requester={requester} provider={titleOf(requester.provider)} />
      ))}
      <RegisterRequester providers={providers} />
      <Budgets />
    </>
  );
}

function OneRequester({ requester, provider }: { requester: Requester; provider: string }) {
  const { name, account_name, currency, url, problem, registered_at, rotated_at, checked_at } = requester;
  const [isRemoving, setRemoving] = useState(false);
  const check = useEndpointMutation(checkRequester);
  const { available_cents: cents = null } = check.data ?? {};
  return (
    <section className="card" aria-labelledby={`requester-${name}`}>
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h3" id={`requester-${name}`} className="anywhere">
          {name}
        </Title>
        <Badge variant="outline" color={problem ? 'var(--trouble)' : 'gray'} tt="none">
          {problem ? 'Refused' : provider}
        </Badge>
      </Group>
      <Text className="anywhere">
        The account of {account_name} at {provider}, in {currency}.{' '}
        {cents !== null && `It can spend ${moneyText(cents, currency)} at the moment.`}
      </Text>
      {url && (
        <Text size="sm" className="anywhere">
          Reached at {url}
        </Text>
      )}
      {problem && (
        <Text size="sm" className="anywhere" c="var(--trouble)">
          {problem}
        </Text>
      )}
      <Text size="sm">
        Registered {formatTime(registered_at)}
        {rotated_at ? `, with its present key since ${formatTime(rotated_at)}` : ''}. Checked {formatTime(checked_at)}.
      </Text>
      <Group gap="xs" mt="sm">
        <Button
          size="xs"
          variant="default"
          loading={check.isPending}
          onClick={() =>
            check.mutate(
              { params: { requester: name } },
              { onSuccess: () => notify(`${provider} knows the key of ${name}.`), onError: notifyFault },
            )
          }
        >
          Check
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={() => setRemoving(true)}>
          Remove…
        </Button>
      </Group>
      {isRemoving && <RemoveRequesterDialog name={name} provider={provider} onClose={() => setRemoving(false)} />}
    </section>
  );
}
