import { Checkbox, Fieldset, NumberInput, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { changeSettings, type LiveRun } from '../../../src/api/runs.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';
import { formatCount } from '../review/labels.ts';
import { ruleFaultsOf, rulesIn } from '../rules/rule-lines.ts';
import { RulesField } from '../rules/rules-field.tsx';
import { checks, names, numbersOf, textFieldsOf, textsOf } from './settings-texts.ts';

type Props = { run: LiveRun; config: Readonly<Record<string, unknown>>; onClose: () => void };

/** Changes settings of an open run, with a reason; only what was changed here is sent. */
export function SettingsDialog({ run, config, onClose }: Props) {
  const change = useEndpointMutation(changeSettings);
  const [before] = useState(() => textsOf(config));
  const [values, setValues] = useState(before);
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<string>();
  const set = (key: string, value: string) => setValues((all) => ({ ...all, [key]: value }));
  const changed = Object.entries(values).filter(([key, value]) => value.trim() !== before[key]);

  async function send() {
    const settings = Object.fromEntries(
      changed.map(([key, value]) => [
        key,
        key === 'rules' ? rulesIn(value) : names.includes(key) ? listOf(value) : value,
      ]),
    );
    const why = reason.trim() === '' ? {} : { reason };
    setFault(undefined);
    const reply = await change.mutateAsync({ params: { run: run.id }, body: { settings, ...why } }).catch((error) => {
      const { rules, others } = ruleFaultsOf(error);
      setFault(rules);
      if (others) throw others;
    });
    if (!reply) return;
    onClose();
    notify(
      reply.changed.length === 0
        ? 'Nothing changed: the run has these settings already.'
        : `${formatCount(reply.changed.length, 'setting')} changed.`,
    );
  }

  return (
    <FormDialog
      title="Change settings"
      size="lg"
      button="Change"
      isDisabled={changed.length === 0}
      onClose={onClose}
      onSend={send}
      foot="Changes hold from the next arrival on. Units in progress keep their deadline and their pay."
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {numbersOf(config).map(({ key, label, note, least, isDecimal = false }) => (
          <NumberInput
            key={key}
            label={label}
            description={note}
            value={values[key] ?? ''}
            onChange={(value) => set(key, String(value))}
            min={least === 'present' ? Number(before[key]) : least}
            allowDecimal={isDecimal}
          />
        ))}
      </SimpleGrid>
      <Fieldset legend="Who may work">
        {textFieldsOf(config).map(({ key, label, note }) => (
          <TextInput
            key={key}
            label={label}
            description={note}
            value={values[key] ?? ''}
            onChange={(event) => set(key, event.currentTarget.value)}
            mb="xs"
          />
        ))}
      </Fieldset>
      {checks.map(({ key, label }) => (
        <Checkbox
          key={key}
          label={label}
          checked={values[key] === 'true'}
          onChange={(event) => set(key, String(event.currentTarget.checked))}
        />
      ))}
      <RulesField
        note="a rule that stays goes on counting"
        value={values.rules ?? ''}
        onChange={(rules) => set('rules', rules)}
        fault={fault}
      />
      <Textarea
        label="Reason"
        description="Kept with the change; optional."
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={1000}
        autosize
        maxRows={6}
      />
    </FormDialog>
  );
}

/** Names with commas between them as a list; what is written as a list already stays. */
function listOf(text: string): string {
  if (text.trim() === '' || text.trim().startsWith('[')) return text;
  const parts = text.split(',').map((name) => name.trim());
  return JSON.stringify(parts.filter((name) => name !== ''));
}
