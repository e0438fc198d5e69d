import { Checkbox, FileInput, List, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { addData, type DataOutcome } from '../../../src/api/added-data.ts';
import { moneyText } from '../../../src/api/money.ts';
import type { LiveRun } from '../../../src/api/runs.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';
import { formatCount } from '../review/labels.ts';
import { ForeignText } from '../review/text/foreign-text.tsx';

/** Adds the items of a file to a run: the first press of the button checks it and says what would be added, the second adds. */
export function AddDataDialog({ run, onClose }: { run: LiveRun; onClose: () => void }) {
  const send = useEndpointMutation(addData);
  const [file, setFile] = useState<File | null>(null);
  const [onlyNew, setOnlyNew] = useState(false);
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState<DataOutcome | null>(null);
  const canAdd = checked !== null && checked.added > 0;

  async function go() {
    if (!file) return;
    const why = reason.trim() === '' ? {} : { reason };
    const query = { file: file.name, only_new: String(onlyNew), dry_run: String(!canAdd), ...why };
    const outcome = await send.mutateAsync({
      params: { run: run.id },
      query,
      file: { bytes: file, size: file.size },
    });
    if (!canAdd) return setChecked(outcome);
    onClose();
    notify(`${formatCount(outcome.added, 'item')} added.`);
  }

  return (
    <FormDialog
      title="Add items"
      centered
      button={canAdd ? `Add ${formatCount(checked.added, 'item')}` : 'Check'}
      isDisabled={!file}
      onClose={onClose}
      onSend={go}
      foot="Items cannot be taken away again. If adding breaks off, add the same file once more: it goes on where it ended."
    >
      <FileInput
        label="File"
        description=".csv, .tsv, .json or .jsonl with the columns of the run's data"
        placeholder="Choose a file"
        accept=".csv,.tsv,.json,.jsonl"
        value={file}
        onChange={(next) => {
          setFile(next);
          setChecked(null);
        }}
        data-autofocus
      />
      <Checkbox
        label="Leave out items that the run has already"
        checked={onlyNew}
        onChange={(event) => {
          setOnlyNew(event.currentTarget.checked);
          setChecked(null);
        }}
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
      <div role="status">{checked && <Checked run={run} checked={checked} />}</div>
    </FormDialog>
  );
}

/** What the check of a file found out. */
function Checked({ run, checked }: { run: LiveRun; checked: DataOutcome }) {
  const { added, units, duplicates, was_added, notes } = checked;
  if (was_added) return <Text>This file was added to the run before, so nothing would be added.</Text>;
  const cost = run.pay_cents > 0 ? `, up to ${moneyText(units * run.pay_cents, run.currency)} more pay` : '';
  return (
    <>
      <Text>
        {added === 0
          ? 'The run has all items of the file, so nothing would be added.'
          : `${formatCount(added, 'item')} with ${formatCount(units, 'unit')}${cost}.`}
      </Text>
      {duplicates > 0 && <Text>The run has {formatCount(duplicates, 'item')} of the file already.</Text>}
      <List size="sm">
        {notes.map((note) => (
          <List.Item key={note}>
            <ForeignText text={note} maxLetters={300} />
          </List.Item>
        ))}
      </List>
    </>
  );
}
