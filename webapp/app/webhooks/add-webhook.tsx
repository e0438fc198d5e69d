import { Button, Checkbox, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { addWebhook, type WebhookEvents, webhookEvents } from '../../../src/api/webhooks.ts';
import { Fault } from '../components/page.tsx';
import { useEndpointMutation } from '../data/api.ts';

/** What a webhook can be told of, in words. */
export const kindLabels: Record<WebhookEvents, string> = {
  submissions: 'submissions',
  decisions: 'decisions and payments',
  ends: 'ends of runs',
};

/** The secret of a webhook, which is shown this once. */
export const Secret = ({ secret }: { secret: string }) => (
  <div role="status" className="anywhere">
    <Text size="sm">The secret with which the receiver checks signatures. It is not shown again.</Text>
    <code>{secret}</code>
  </div>
);

/** A form that adds a webhook, and its secret afterwards. */
export function AddWebhook() {
  const add = useEndpointMutation(addWebhook);
  const [events, setEvents] = useState<readonly WebhookEvents[]>(webhookEvents);
  const [names, setNames] = useState(false);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const body = { url: String(fields.get('url')), note: String(fields.get('note')), events: [...events], names };
    add.mutate({ body }, { onSuccess: () => form.reset() });
  }
  const toggle = (kind: WebhookEvents) =>
    setEvents(webhookEvents.filter((one) => (one === kind ? !events.includes(one) : events.includes(one))));
  return (
    <section className="card" aria-labelledby="add-webhook">
      <Title order={2} size="h3" id="add-webhook" mb="sm">
        Add a webhook
      </Title>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            name="url"
            label="Address"
            description="Of the receiver, like https://example.org/manyhands."
            required
            maxLength={2000}
            autoComplete="off"
          />
          <TextInput name="note" label="Note" maxLength={200} />
          <fieldset>
            <legend>Told of</legend>
            <Group mt="xs">
              {webhookEvents.map((kind) => (
                <Checkbox
                  key={kind}
                  label={kindLabels[kind]}
                  checked={events.includes(kind)}
                  onChange={() => toggle(kind)}
                />
              ))}
            </Group>
          </fieldset>
          <Checkbox
            label="With the names of workers and reviewers"
            checked={names}
            onChange={(event) => setNames(event.currentTarget.checked)}
          />
          {add.error && <Fault error={add.error} />}
          <Button type="submit" loading={add.isPending} disabled={events.length === 0} style={{ alignSelf: 'start' }}>
            Add
          </Button>
          {add.data && <Secret secret={add.data.secret} />}
        </Stack>
      </form>
    </section>
  );
}
