import { Button, NativeSelect, PasswordInput, SimpleGrid, Stack, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { addUser } from '../../../src/api/access.ts';
import type { Role } from '../../../src/api/endpoint.ts';
import { Fault } from '../components/page.tsx';
import { useEndpointMutation } from '../data/api.ts';
import type { Me } from '../data/current-user.ts';
import { notify } from '../data/notices.ts';

/** The label of each role, and what it may do. */
export const roles: Record<Role, { label: string; description: string }> = {
  annotator: { label: 'annotator', description: 'Can only work, in runs whose workers have accounts.' },
  reader: { label: 'reader', description: 'Can see everything and export answers.' },
  reviewer: { label: 'reviewer', description: 'Can also review, block workers, qualify and give bonuses.' },
  owner: { label: 'owner', description: 'Can also launch, pause and stop runs, manage users and see worker names.' },
};

/** A form that adds a user. */
export function AddUser({ ways }: { ways: Me['ways'] }) {
  const add = useEndpointMutation(addUser);
  const [role, setRole] = useState<Role>('reviewer');
  const mayUseOidc = ways.includes('oidc');
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const name = String(fields.get('name')).trim();
    const password = String(fields.get('password')) || undefined;
    add.mutate(
      { body: { name, role, password } },
      {
        onSuccess: () => {
          form.reset();
          notify(`${name} can sign in now, as ${roles[role].label}.`);
        },
      },
    );
  }
  return (
    <section className="card" aria-labelledby="add-user">
      <Title order={2} size="h3" id="add-user" mb="sm">
        Add a user
      </Title>
      <form onSubmit={submit}>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <TextInput
              name="name"
              label="Name"
              description={mayUseOidc ? 'Or an e-mail address, or a domain like @example.org.' : undefined}
              required
              maxLength={100}
              autoComplete="off"
              autoCapitalize="none"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
            />
            <NativeSelect
              label="Role"
              value={role}
              onChange={(event) => setRole(event.currentTarget.value as Role)}
              data={Object.entries(roles).map(([value, { label }]) => ({ value, label }))}
              description={roles[role].description}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
            />
            <PasswordInput
              name="password"
              label="Temporary password"
              description={mayUseOidc ? 'Leave empty for users who sign in with your organisation.' : undefined}
              required={!mayUseOidc}
              autoComplete="new-password"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
            />
          </SimpleGrid>
          {add.error && <Fault error={add.error} />}
          <Button type="submit" loading={add.isPending} style={{ alignSelf: 'start' }}>
            Add
          </Button>
        </Stack>
      </form>
    </section>
  );
}
