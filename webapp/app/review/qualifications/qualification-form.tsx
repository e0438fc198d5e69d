import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Fault } from '../../page.tsx';

type Words = { name: string; description: string };
type Given = {
  title: string;
  button: string;
  before?: Words;
  onClose: () => void;
  /** Sends it; what goes wrong is shown in the dialog. */
  onSend: (words: Words) => Promise<unknown>;
};

/** Name and description of a qualification, new or changed. */
export function QualificationForm({ title, button, before, onClose, onSend }: Given) {
  const [name, setName] = useState(before?.name ?? '');
  const [description, setDescription] = useState(before?.description ?? '');
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);

  async function send() {
    setBusy(true);
    try {
      await onSend({ name: name.trim(), description: description.trim() });
      onClose();
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  }

  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            description="At most 50 characters; it has to be new."
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
          {problem !== undefined && <Fault error={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={name.trim() === ''} loading={isBusy}>
              {button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
