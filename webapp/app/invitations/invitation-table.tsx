import { Button, Group, Table, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useState } from 'react';
import { type InvitationRow, type InvitationState, withdrawInvitation } from '../../../src/api/invitations.ts';
import { invitationStateLabels, invitationText } from '../../../src/api/labels.ts';
import { providers } from '../../../src/api/providers.ts';
import { FormDialog } from '../components/form-dialog.tsx';
import { ScreenLink } from '../components/link.tsx';
import { useShowAll } from '../components/show-more.tsx';
import { StackingTable } from '../components/stacking-table.tsx';
import { useEndpointMutation } from '../data/api.ts';
import { notify } from '../data/notices.ts';
import { formatNumber } from '../overview/labels.ts';
import { formatTime } from '../review/labels.ts';
import { NewGrantDialog } from '../review/qualifications/new-grant-dialog.tsx';

const firstRows = 100;

type Props = {
  run: string;
  invitations: readonly InvitationRow[];
  /** Only those in this state are listed; all are counted. */
  state?: InvitationState;
};

/** How many invited workers are in each state: "2 working, 1 not come yet". */
function countsText(invitations: readonly InvitationRow[]): string {
  const counts = new Map<InvitationState, number>();
  for (const { state } of invitations) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts]
    .map(([state, count]) => `${formatNumber(count)} ${invitationStateLabels[state].toLowerCase()}`)
    .join(', ');
}

/** The invited workers, each with a button that copies their link. */
export function InvitationTable({ run, invitations, state }: Props) {
  const listed = state === undefined ? invitations : invitations.filter((one) => one.state === state);
  const { shown, more } = useShowAll(listed, firstRows);
  const [withdrawing, setWithdrawing] = useState<string>();
  const [granting, setGranting] = useState<string>();
  return (
    <>
      <Text>{countsText(invitations)}</Text>
      <StackingTable>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Worker</Table.Th>
            <Table.Td />
            <Table.Th scope="col">State</Table.Th>
            <Table.Th scope="col" ta="end">
              In progress
            </Table.Th>
            <Table.Th scope="col" ta="end">
              Submitted
            </Table.Th>
            <Table.Th scope="col">Invited</Table.Th>
            <Table.Th scope="col">Valid until</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((invitation) => (
            <Row key={invitation.worker_id} invitation={invitation} onWithdraw={setWithdrawing} onGrant={setGranting} />
          ))}
        </Table.Tbody>
      </StackingTable>
      {more}
      {granting !== undefined && (
        <NewGrantDialog worker={{ provider: providers[0], name: granting }} onClose={() => setGranting(undefined)} />
      )}
      {withdrawing !== undefined && (
        <WithdrawDialog run={run} worker={withdrawing} onClose={() => setWithdrawing(undefined)} />
      )}
    </>
  );
}

type RowProps = Record<'onWithdraw' | 'onGrant', (worker: string) => void> & { invitation: InvitationRow };

function Row({ invitation, onWithdraw, onGrant }: RowProps) {
  const { worker, worker_id, assigned, submitted, invited_at, expires_at, link } = invitation;
  const { copy, copied } = useClipboard();
  return (
    <Table.Tr>
      <Table.Td className="anywhere">
        {assigned + submitted > 0 ? (
          <ScreenLink to="/workers/$worker" params={{ worker: worker_id }}>
            <bdi>{worker}</bdi>
          </ScreenLink>
        ) : (
          <bdi>{worker}</bdi>
        )}
      </Table.Td>
      <Table.Td data-wide>
        {link !== null && (
          <Group gap="xs" wrap="nowrap">
            <Button
              size="xs"
              variant="default"
              aria-label={`${copied ? 'Copied' : 'Copy'} link of ${worker}`}
              onClick={() => copy(link)}
            >
              {copied ? 'Copied' : 'Copy link'}
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={`Withdraw the invitation of ${worker}`}
              onClick={() => onWithdraw(worker)}
            >
              Withdraw…
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={`Grant ${worker} a qualification`}
              onClick={() => onGrant(worker)}
            >
              Grant…
            </Button>
          </Group>
        )}
      </Table.Td>
      <Table.Td className="anywhere" data-head="State">
        {invitationText(invitation)}
      </Table.Td>
      <Table.Td data-number className="numbers" data-head="In progress">
        {formatNumber(assigned)}
      </Table.Td>
      <Table.Td data-number className="numbers" data-head="Submitted">
        {formatNumber(submitted)}
      </Table.Td>
      <Table.Td data-head="Invited">{formatTime(invited_at)}</Table.Td>
      <Table.Td data-head="Valid until">{expires_at === null ? 'always' : formatTime(expires_at)}</Table.Td>
    </Table.Tr>
  );
}

/** Asks before an invitation is withdrawn. */
function WithdrawDialog({ run, worker, onClose }: { run: string; worker: string; onClose: () => void }) {
  const withdrawal = useEndpointMutation(withdrawInvitation);
  const withdraw = async () => {
    await withdrawal.mutateAsync({ params: { run }, body: { worker } });
    onClose();
    notify(`The invitation of ${worker} is withdrawn.`);
  };
  return (
    <FormDialog
      title="Withdraw this invitation?"
      centered
      button="Withdraw"
      isFinal
      onClose={onClose}
      onSend={withdraw}
    >
      <Text className="anywhere">
        <b>{worker}</b> gets no further unit, and may finish what they hold. Their link stays invalid; inviting them
        again makes a new one.
      </Text>
    </FormDialog>
  );
}
