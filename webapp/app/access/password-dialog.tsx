import { PasswordInput, Text } from '@mantine/core';
import { useState } from 'react';
import { changeOwnPassword, changeUser } from '../../../src/api/access.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';

/** Sets another user's password; for owners. */
export function PasswordDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const change = useEndpointMutation(changeUser);
  const [password, setPassword] = useState('');
  const send = async () => {
    await change.mutateAsync({ params: { name }, body: { password } });
    onClose();
    notify(`${name} has a new password. Share it only with them.`);
  };
  return (
    <FormDialog
      title="Set a password"
      centered
      button="Change the password"
      isDisabled={password === ''}
      onClose={onClose}
      onSend={send}
    >
      <Text className="anywhere">
        <b>{name}</b> is signed out now and signs in with the new password. Their tokens stay.
      </Text>
      <NewPassword value={password} onChange={setPassword} isFirst />
    </FormDialog>
  );
}

/** Changes the user's own password. */
export function OwnPasswordDialog({ onClose }: { onClose: () => void }) {
  const change = useEndpointMutation(changeOwnPassword);
  const [present, setPresent] = useState('');
  const [password, setPassword] = useState('');
  const send = async () => {
    await change.mutateAsync({ body: { present, password } });
    onClose();
    notify('Password changed.');
  };
  return (
    <FormDialog
      title="Your password"
      centered
      button="Change the password"
      isDisabled={present === '' || password === ''}
      onClose={onClose}
      onSend={send}
    >
      <Text>You stay signed in here. Other browsers ask for the new password.</Text>
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        data-autofocus
        value={present}
        onChange={({ currentTarget }) => setPresent(currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the current password', tabIndex: 0 }}
      />
      <NewPassword value={password} onChange={setPassword} />
    </FormDialog>
  );
}

type NewPasswordProps = { value: string; onChange: (password: string) => void; isFirst?: boolean };

const NewPassword = ({ value, onChange, isFirst }: NewPasswordProps) => (
  <PasswordInput
    label="New password"
    autoComplete="new-password"
    maxLength={1000}
    data-autofocus={isFirst || undefined}
    value={value}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
    visibilityToggleButtonProps={{ 'aria-label': 'Show the new password', tabIndex: 0 }}
  />
);
