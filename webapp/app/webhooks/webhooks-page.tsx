import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { listWebhooks, pauseWebhook, resumeWebhook, testWebhook, type Webhook } from '../../../src/api/webhooks.ts';
import { Empty, Fault, Page } from '../components/page.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointMutation, useEndpointQuery } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import { notify, notifyFault } from '../data/notices.ts';
import { formatTime } from '../review/labels.ts';
import { AddWebhook, kindLabels, Secret } from './add-webhook.tsx';
import { RemoveWebhookDialog, ReplayDialog, RotateDialog } from './webhook-dialogs.tsx';

/** Programs that are told of what happens; for owners. */
export function WebhooksPage() {
  const isOwner = useMay('owner');
  return (
    <Page title="Webhooks" description="Other programs that are told of submissions, decisions and the end of runs.">
      {isOwner ? <Webhooks /> : <Empty title="Only owners can see webhooks">Contact the administrator.</Empty>}
    </Page>
  );
}

function Webhooks() {
  const { data, error } = useEndpointQuery(listWebhooks, {}, { live: true });
  if (error) return <Fault error={error} />;
  if (!data) return <Waiting />;
  return (
    <>
      {data.webhooks.map((webhook) => (
        <OneWebhook key={webhook.id} webhook={webhook} />
      ))}
      <AddWebhook />
    </>
  );
}

function stateOf({ state, failing_since }: Webhook): { text: string; isWrong: boolean } {
  if (state === 'paused') return { text: 'Paused', isWrong: false };
  if (state === 'disabled') return { text: 'Disabled', isWrong: true };
  return failing_since ? { text: 'Failing', isWrong: true } : { text: 'Active', isWrong: false };
}

function OneWebhook({ webhook }: { webhook: Webhook }) {
  const { id, url, note, events, names, position, lag, delivered, last_error, failing_since } = webhook;
  const { text, isWrong } = stateOf(webhook);
  return (
    <section className="card" aria-labelledby={id}>
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h3" id={id} className="anywhere">
          {url}
        </Title>
        <Badge variant="outline" color={isWrong ? 'var(--trouble)' : 'gray'} tt="none">
          {text}
        </Badge>
      </Group>
      {note && <Text className="anywhere">{note}</Text>}
      <Text size="sm" className="anywhere">
        Told of {events.map((kind) => kindLabels[kind]).join(', ')}
        {names ? ', with names' : ''}. {delivered.toLocaleString('en')} delivered; at position {position},{' '}
        {lag.toLocaleString('en')} behind.
      </Text>
      {last_error && (
        <Text size="sm" className="anywhere">
          Last error, {formatTime(last_error.at)}: {last_error.message}.
          {failing_since ? ` Failing since ${formatTime(failing_since)}, ${webhook.attempts} attempts.` : ''}
        </Text>
      )}
      {webhook.earlier_secret_until && (
        <Text size="sm">
          {webhook.earlier_secrets === 1
            ? 'The secret of before is valid until '
            : `${webhook.earlier_secrets} secrets of before are valid, the last until `}
          {formatTime(webhook.earlier_secret_until)}.
        </Text>
      )}
      <Actions webhook={webhook} />
    </section>
  );
}

function Actions({ webhook }: { webhook: Webhook }) {
  const params = { webhook: webhook.id };
  const [isOpen, setOpen] = useState<'replay' | 'rotate' | 'remove' | undefined>();
  const test = useEndpointMutation(testWebhook);
  const pause = useEndpointMutation(pauseWebhook);
  const resume = useEndpointMutation(resumeWebhook);
  const [secret, setSecret] = useState<string | undefined>();
  const close = () => setOpen(undefined);
  return (
    <>
      <Group gap="xs" mt="sm">
        <Button
          size="xs"
          variant="default"
          loading={test.isPending}
          onClick={() =>
            test.mutate(
              { params },
              {
                onSuccess: ({ delivered, message }) => notify(message, { kind: delivered ? 'done' : 'fault' }),
                onError: notifyFault,
              },
            )
          }
        >
          Test
        </Button>
        {webhook.state === 'active' && (
          <Button size="xs" variant="default" onClick={() => pause.mutate({ params }, { onError: notifyFault })}>
            Pause
          </Button>
        )}
        {(webhook.state !== 'active' || webhook.failing_since) && (
          <Button size="xs" variant="default" onClick={() => resume.mutate({ params }, { onError: notifyFault })}>
            {webhook.state === 'active' ? 'Try now' : 'Resume'}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => setOpen('replay')}>
          Send again…
        </Button>
        <Button size="xs" variant="default" onClick={() => setOpen('rotate')}>
          New secret…
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={() => setOpen('remove')}>
          Remove…
        </Button>
      </Group>
      {secret && <Secret secret={secret} />}
      {isOpen === 'rotate' && <RotateDialog webhook={webhook} onClose={close} onSecret={setSecret} />}
      {isOpen === 'replay' && <ReplayDialog webhook={webhook} onClose={close} />}
      {isOpen === 'remove' && <RemoveWebhookDialog webhook={webhook} onClose={close} />}
    </>
  );
}
