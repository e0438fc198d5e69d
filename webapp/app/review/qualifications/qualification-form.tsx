import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FormDialog } from '../../components/form-dialog.tsx';

type Words = { name: string; description: string };
type Props = {
  title: string;
  button: string;
  before?: Words;
  onClose: () => void;
  /** Sends it; an error is shown in the dialog. */
  onSend: (words: Words) => Promise<unknown>;
};

/** A form for the name and description of a qualification, new or existing. */
export function QualificationForm({ title, button, before, onClose, onSend }: Props) {
  const [name, setName] = useState(before?.name ?? '');
  const [description, setDescription] = useState(before?.description ?? '');
  const send = async () => {
    await onSend({ name: name.trim(), description: description.trim() });
    onClose();
  };

  return (
    <FormDialog title={title} button={button} isDisabled={name.trim() === ''} onClose={onClose} onSend={send}>
      <TextInput
        label="Name"
        description="At most 50 characters; not used yet."
        withAsterisk
        maxLength={50}
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Textarea
        label="Description"
        autosize
        minRows={2}
        maxLength={500}
        value={description}
        onChange={({ currentTarget }) => setDescription(currentTarget.value)}
      />
    </FormDialog>
  );
}
