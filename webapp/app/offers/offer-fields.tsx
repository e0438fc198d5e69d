import { Anchor, Select, Textarea, TextInput } from '@mantine/core';
import type { Requester } from '../../../src/api/requesters.ts';
import { providerLabel } from '../review/labels.ts';
import type { Draft } from './use-draft.ts';

/** The fields of an offer: through whose account, for how many places, and what the provider wants to know. */
export function OfferFields({ draft, requesters }: { draft: Draft; requesters: readonly Requester[] }) {
  return (
    <>
      <Select
        label="Requester"
        description="The account through which workers are found and paid."
        data={requesters.map(({ name, provider, currency }) => ({
          value: name,
          label: `${name} (${providerLabel(provider)}, ${currency})`,
        }))}
        value={draft.requester}
        allowDeselect={false}
        onChange={(name) => draft.choose(name ?? draft.requester)}
      />
      <TextInput
        label="Places"
        description="For how many workers. Without a number, for all units that nobody has."
        inputMode="numeric"
        autoComplete="off"
        value={draft.places}
        onChange={(event) => draft.setPlaces(event.currentTarget.value)}
        error={draft.placesFault}
        data-autofocus
      />
      <Textarea
        label="Options"
        description={
          <>
            What the provider wants to know, one key=value in each line, such as estimated_completion_time=5.{' '}
            <Anchor href="/docs/providers" target="_blank" underline="always" inherit>
              All options
            </Anchor>
          </>
        }
        autosize
        minRows={3}
        maxRows={10}
        spellCheck={false}
        value={draft.lines}
        onChange={(event) => draft.setLines(event.currentTarget.value)}
        error={draft.linesFault}
      />
    </>
  );
}
