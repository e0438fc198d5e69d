import { NumberInput, Select, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { maxWorkerNameChars } from '../../../../src/api/invitations.ts';
import { providers } from '../../../../src/api/providers.ts';
import { grantQualification, listQualifications, type Qualification } from '../../../../src/api/workers.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Segments } from '../../components/segments.tsx';
import { send, useEndpointQuery } from '../../data/api.ts';
import { notify } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { seenText } from '../text/pieces.ts';
import { Explanation } from './explanation.tsx';

type Provider = (typeof providers)[number];
/** A worker by their name at a provider, who may not have come yet. */
export type Named = { provider: Provider; name: string };
type Props = {
  /** What is granted; chosen in the dialog where it is left out. */
  qualification?: Pick<Qualification, 'id' | 'name'>;
  /** To whom; typed in the dialog where it is left out. */
  worker?: Named;
  onClose: () => void;
};

/** Grants a qualification to a worker, also to one who has never been here. */
export function NewGrantDialog({ qualification, worker: known, onClose }: Props) {
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(qualification?.id ?? null);
  const [isById, setById] = useState(false);
  const [provider, setProvider] = useState<Provider>(known?.provider ?? providers[0]);
  const [typed, setTyped] = useState(known?.name ?? '');
  const [value, setValue] = useState<number | string>(1);
  const [explanation, setExplanation] = useState('');
  const name = typed.trim();
  const isReady = name !== '' && chosen !== null && typeof value === 'number';

  async function grant() {
    if (chosen === null) return;
    const worker = isById ? name : `${provider}:${name}`;
    const body = { value: Number(value), note: explanation.trim() || undefined };
    const { notice } = await send(grantQualification, { params: { worker, qualification: chosen }, body });
    notify(`Granted to ${seenText(name)}.${notice === null ? '' : ` ${seenText(notice)}`}`);
    onClose();
    await refresh(queryClient);
  }

  return (
    <FormDialog title="Grant a qualification" button="Grant" isDisabled={!isReady} onClose={onClose} onSend={grant}>
      <Text size="sm" component="div">
        <ForeignText text={qualification?.name ?? known?.name ?? ''} maxLetters={60} />
      </Text>
      {known === undefined && (
        <>
          <Segments
            label="Which worker"
            of={[
              ['name', 'By name'],
              ['id', 'By id'],
            ]}
            value={isById ? 'id' : 'name'}
            onChange={(next) => setById(next === 'id')}
          />
          {!isById && providers.length > 1 && (
            <Select
              label="Provider"
              data={providers}
              value={provider}
              allowDeselect={false}
              comboboxProps={{ withinPortal: false }}
              onChange={(next) => next && setProvider(next as Provider)}
            />
          )}
          <TextInput
            label={isById ? 'Id' : 'Name'}
            description={isById ? 'As in lists of workers.' : 'As in their link. They need not have come yet.'}
            data-autofocus
            maxLength={maxWorkerNameChars}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </>
      )}
      {qualification === undefined && <QualificationChoice chosen={chosen} onChange={setChosen} />}
      <NumberInput
        label="Value"
        allowDecimal={false}
        min={-1_000_000}
        max={1_000_000}
        value={value}
        onChange={setValue}
      />
      <Explanation text={explanation} onChange={setExplanation} />
    </FormDialog>
  );
}

type ChoiceProps = { chosen: string | null; onChange: (id: string | null) => void };

/** One of the qualifications that are in use. */
function QualificationChoice({ chosen, onChange }: ChoiceProps) {
  const { data } = useEndpointQuery(listQualifications, {});
  const options = (data?.qualifications ?? [])
    .filter(({ retired }) => !retired)
    .map(({ id, name }) => ({ value: id, label: seenText(name) }));
  return (
    <Select
      label="Qualification"
      placeholder={options.length > 0 ? 'Choose…' : 'None yet'}
      data={options}
      value={chosen}
      searchable
      comboboxProps={{ withinPortal: false }}
      onChange={onChange}
    />
  );
}
