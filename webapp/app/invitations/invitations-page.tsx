import { Anchor, Group, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { addressOf } from '../../../src/api/client.ts';
import { exportInvitations, invitationStates, listInvitations } from '../../../src/api/invitations.ts';
import { invitationStateLabels, workerIdentityTexts } from '../../../src/api/labels.ts';
import { overview } from '../../../src/api/runs.ts';
import { ScreenLink } from '../components/link.tsx';
import { Empty, Fault, Page } from '../components/page.tsx';
import { Waiting } from '../components/waiting.tsx';
import { useEndpointQuery } from '../data/api.ts';
import { useMay } from '../data/current-user.ts';
import { useAddress } from '../review/address.ts';
import { Choice } from '../review/choice.tsx';
import { readInvitationsAddress } from './address.ts';
import { InvitationTable } from './invitation-table.tsx';
import { InviteForm } from './invite-form.tsx';

const route = getRouteApi('/runs/$run/invitations');

/** The invited workers of a run with their links and how far they are, and a form that invites more; for owners. */
export function InvitationsPage() {
  const { run: id } = route.useParams();
  const isOwner = useMay('owner');
  const { data, error } = useEndpointQuery(overview, {}, { live: true });
  const run = data?.runs.find((each) => each.id === id);
  return (
    <Page
      title="Invited workers"
      description={
        <ScreenLink to="/runs/$run" params={{ run: id }} inherit>
          {run?.title ?? id}
        </ScreenLink>
      }
    >
      {error && <Fault error={error} />}
      {!data && !error && <Waiting />}
      {data && !run && <Empty title="No such run" />}
      {run && !isOwner && <Empty title="Only owners can see invitations">A link lets its reader work.</Empty>}
      {run && isOwner && run.worker_identity !== 'invited' && (
        <Empty title="This run has no invitations">
          Its workers are {workerIdentityTexts[run.worker_identity]}. <Anchor href="/docs/worker-links">More</Anchor>
        </Empty>
      )}
      {run && isOwner && run.worker_identity === 'invited' && <Invitations run={id} />}
    </Page>
  );
}

const states = [
  ['', 'All'],
  ...invitationStates.map((state) => [state, invitationStateLabels[state]] as const),
] as const;

function Invitations({ run }: { run: string }) {
  const [{ state }, change] = useAddress(readInvitationsAddress);
  const { data, error } = useEndpointQuery(listInvitations, { params: { run } }, { live: true });
  if (error) return <Fault error={error} />;
  if (!data) return <Waiting />;
  const { invitations } = data;
  return (
    <>
      <InviteForm run={run} />
      {invitations.length === 0 ? (
        <Empty title="Nobody is invited yet">Each worker gets a link of their own.</Empty>
      ) : (
        <section className="card stack" aria-label="Invited workers">
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              A link is for the named alone: whoever has it works under that name.
            </Text>
            <Choice
              label="State"
              isQuiet
              of={states}
              value={state ?? ''}
              onChange={(next) => change({ state: next })}
            />
            <Anchor href={addressOf(exportInvitations, { params: { run } })} download={`${run}-invitations.csv`}>
              Download as CSV
            </Anchor>
          </Group>
          <InvitationTable run={run} invitations={invitations} state={state} />
        </section>
      )}
    </>
  );
}
