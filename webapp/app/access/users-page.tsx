import { Button, Group, NativeSelect, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import { changeUser, listUsers } from '../../../src/api/access.ts';
import { Empty, Fault, Page } from '../components/page.tsx';
import { StackingTable } from '../components/stacking-table.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointMutation, useEndpointQuery } from '../data/api.ts';
import { useMay, useMe } from '../data/current-user.ts';
import { notify, notifyFault } from '../data/notices.ts';
import { formatCount } from '../review/labels.ts';
import { AddUser, roles } from './add-user.tsx';
import { OwnPasswordDialog, PasswordDialog } from './password-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

type User = z.output<typeof listUsers.reply>['users'][number];

const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

/** Who can sign in and what they can do; for owners. */
export function UsersPage() {
  const isOwner = useMay('owner');
  return (
    <Page title="Users" description="Who can sign in, and what they can do.">
      <OwnPassword />
      {isOwner ? <Users /> : <Empty title="Only owners can see users">Contact the administrator.</Empty>}
    </Page>
  );
}

function OwnPassword() {
  const [isOpen, setOpen] = useState(false);
  if (useMe()?.login !== 'password') return null;
  return (
    <section className="card" aria-labelledby="own-password">
      <Group justify="space-between">
        <Title order={2} size="h3" id="own-password">
          Your password
        </Title>
        <Button variant="default" onClick={() => setOpen(true)}>
          Change…
        </Button>
      </Group>
      {isOpen && <OwnPasswordDialog onClose={() => setOpen(false)} />}
    </section>
  );
}

function Users() {
  const { data, error } = useEndpointQuery(listUsers, {});
  const me = useMe();
  if (error) return <Fault error={error} />;
  if (!data) return <Waiting />;
  return (
    <>
      {me?.login === 'none' && (
        <Text className="card">
          You are on this computer, so no sign-in is needed, and you can do everything. The users below sign in from
          elsewhere.
        </Text>
      )}
      <section className="card" aria-labelledby="users-list">
        <Title order={2} size="h3" id="users-list" mb="sm">
          {data.users.length === 0 ? 'No users yet' : formatCount(data.users.length, 'user')}
        </Title>
        {data.users.length > 0 && <UsersTable users={data.users} own={me?.name ?? null} />}
      </section>
      <AddUser ways={me?.ways ?? ['password']} />
      {data.tokens.length > 0 && (
        <section className="card" aria-labelledby="tokens">
          <Title order={2} size="h3" id="tokens">
            Tokens for programs
          </Title>
          <ul>
            {data.tokens.map(({ id, name, note, made_at, expires_at }) => (
              <li key={id} className="anywhere">
                <bdi>{note || id}</bdi> for {name}, made {day.format(new Date(made_at))}
                {expires_at ? `, until ${day.format(new Date(expires_at))}` : ', without expiry'}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function UsersTable({ users, own }: { users: readonly User[]; own: string | null }) {
  const change = useEndpointMutation(changeUser);
  const [removing, setRemoving] = useState<string | undefined>();
  const [changing, setChanging] = useState<string | undefined>();
  const changeRole = (name: string, role: User['role']) =>
    change.mutate(
      { params: { name }, body: { role } },
      { onSuccess: () => notify(`${name} is now ${roles[role].label}.`), onError: notifyFault },
    );
  return (
    <>
      <StackingTable>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Name</Table.Th>
            <Table.Th scope="col">Role</Table.Th>
            <Table.Th scope="col">Signs in with</Table.Th>
            <Table.Th scope="col">Since</Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {users.map(({ name, role, login, added_at }) => (
            <Table.Tr key={name}>
              <Table.Td className="anywhere">
                {name}
                {name === own && ' (you)'}
              </Table.Td>
              <Table.Td data-head="Role">
                <NativeSelect
                  aria-label={`Role of ${name}`}
                  size="xs"
                  miw={110}
                  value={role}
                  onChange={(event) => changeRole(name, event.currentTarget.value as User['role'])}
                  data={Object.entries(roles).map(([value, { label }]) => ({ value, label }))}
                />
              </Table.Td>
              <Table.Td data-head="Signs in with">{login === 'password' ? 'Password' : 'Your organisation'}</Table.Td>
              <Table.Td data-head="Since">{day.format(new Date(added_at))}</Table.Td>
              <Table.Td data-wide>
                <Group justify="flex-end" gap="xs" wrap="nowrap">
                  {login === 'password' && name !== own && (
                    <Button
                      variant="subtle"
                      color="gray"
                      size="xs"
                      aria-label={`Change the password of ${name}`}
                      onClick={() => setChanging(name)}
                    >
                      Password…
                    </Button>
                  )}
                  <Button
                    variant="subtle"
                    color="gray"
                    size="xs"
                    aria-label={`Remove ${name}`}
                    onClick={() => setRemoving(name)}
                  >
                    Remove…
                  </Button>
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </StackingTable>
      {changing !== undefined && <PasswordDialog name={changing} onClose={() => setChanging(undefined)} />}
      {removing !== undefined && <RemoveDialog name={removing} onClose={() => setRemoving(undefined)} />}
    </>
  );
}
