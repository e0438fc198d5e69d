import { ActionIcon, Button, Group, Input, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createQualification, listQualifications } from '../../../../src/api/workers.ts';
import { send, useEndpointQuery } from '../../data/api.ts';
import { notifyFault } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { seenText } from '../text/pieces.ts';
import type { Granting } from './perform.ts';

type Props = { chosen: readonly Granting[]; onChange: (chosen: Granting[]) => void };

/** Chooses qualifications with a value each, and can create a new one. */
export function GrantPicker({ chosen, onChange }: Props) {
  const { data } = useEndpointQuery(listQualifications, {});
  const isFree = (id: string) => !chosen.some((one) => one.id === id);
  const options = (data?.qualifications ?? [])
    .filter(({ id, retired }) => !retired && isFree(id))
    .map(({ id, name }) => ({ value: id, label: seenText(name) }));
  const add = (id: string, name: string) => onChange([...chosen, { id, name, value: 1 }]);

  return (
    <Stack gap="xs">
      <Select
        label="Grant a qualification"
        placeholder={options.length > 0 ? 'Choose…' : chosen.length > 0 ? 'No others' : 'None yet'}
        data={options}
        value={null}
        searchable
        clearable={false}
        nothingFoundMessage="Nothing matches. Create it below."
        comboboxProps={{ withinPortal: false }}
        onChange={(id) => {
          const found = data?.qualifications.find((one) => one.id === id);
          if (found) add(found.id, found.name);
        }}
      />
      {chosen.map((one) => (
        <Chosen key={one.id} one={one} chosen={chosen} onChange={onChange} />
      ))}
      <NewQualification onMade={add} />
    </Stack>
  );
}

function Chosen({ one, chosen, onChange }: Props & { one: Granting }) {
  const set = (value: number) => onChange(chosen.map((other) => (other.id === one.id ? { ...other, value } : other)));
  const name = seenText(one.name);
  return (
    <Group gap="xs" wrap="nowrap">
      <Input.Wrapper style={{ flex: 1, minWidth: 0 }}>
        <ForeignText text={one.name} maxLetters={60} />
      </Input.Wrapper>
      <NumberInput
        aria-label={`Value of ${name}`}
        w={90}
        value={one.value}
        min={-1_000_000}
        max={1_000_000}
        allowDecimal={false}
        onChange={(value) => typeof value === 'number' && set(value)}
      />
      <ActionIcon
        variant="subtle"
        aria-label={`Do not grant ${name}`}
        onClick={() => onChange(chosen.filter((other) => other !== one))}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

function NewQualification({ onMade }: { onMade: (id: string, name: string) => void }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [isBusy, setBusy] = useState(false);
  const newName = name.trim();

  async function create() {
    if (newName === '' || isBusy) return;
    setBusy(true);
    try {
      const { qualification } = await send(createQualification, { body: { name: newName } });
      setName('');
      onMade(qualification, newName);
      await refresh(queryClient, ['listQualifications']);
    } catch (error) {
      notifyFault(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <TextInput
        style={{ flex: 1 }}
        label="Or create one"
        placeholder="Name"
        maxLength={50}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          void create();
        }}
      />
      <Button variant="default" disabled={newName === '' || isBusy} onClick={create}>
        Create
      </Button>
    </Group>
  );
}
