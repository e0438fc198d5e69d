import { Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { z } from 'zod';
import {
  editQualification,
  listGrants,
  listQualifications,
  type Qualification,
  retireQualification,
} from '../../../../src/api/workers.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Empty, Fault, Page } from '../../components/page.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { send, useEndpointQuery } from '../../data/api.ts';
import { useMay } from '../../data/current-user.ts';
import { notify } from '../../data/notices.ts';
import { pagesOf, refresh, usePages } from '../../data/queries.ts';
import { oneOrFirst, type RawSearch } from '../../data/search.ts';
import { useWorkerTexts } from '../../data/worker-names.ts';
import { useAddress } from '../address.ts';
import { Choice } from '../choice.tsx';
import { formatCount, formatTime, formatTimeNarrow, nameOf } from '../labels.ts';
import { TimelineLink, WorkerLink } from '../links.tsx';
import { type Column, LongTable } from '../long-table.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import { beginningOf, seenText } from '../text/pieces.ts';
import { GrantDialog } from './grant-dialog.tsx';
import { NewGrantDialog } from './new-grant-dialog.tsx';
import { QualificationForm } from './qualification-form.tsx';

const readAddress = (raw: RawSearch) => ({ sort: oneOrFirst(raw.sort, ['newest', 'highest', 'lowest']) });
const sorts = [
  ['newest', 'Newest first'],
  ['highest', 'Highest value first'],
  ['lowest', 'Lowest value first'],
] as const;
type Holder = z.infer<typeof listGrants.reply>['grants'][number];

const held: Column<Holder>[] = [
  { head: 'Worker', of: ({ worker }) => <WorkerLink worker={worker} /> },
  { head: 'Value', of: ({ value }) => value.toLocaleString('en'), isNumber: true },
];
const details: Column<Holder>[] = [
  { head: 'Granted by', of: ({ granted_by }) => seenText(nameOf(granted_by)) },
  { head: 'Granted', of: ({ granted_at }) => formatTimeNarrow(granted_at) },
  { head: 'Explanation', of: ({ note }) => (note ? shortText(note) : '–') },
  {
    head: 'Earlier values',
    of: ({ before }) =>
      before
        .map(({ value, at, by, note }) => {
          const earlier = `${value} (${seenText(nameOf(by))}, ${formatTime(at)})`;
          return note ? `${earlier}: ${shortText(note)}` : earlier;
        })
        .join(', ') || '–',
  },
];
const shortText = (text: string) => seenText(beginningOf(text, 200).text);

/** One qualification, with its holders and their values. */
export function QualificationPage() {
  const { qualification: id } = useParams({ from: '/qualifications/$qualification' });
  const [{ sort }, change] = useAddress(readAddress);
  const { data, error } = useEndpointQuery(listQualifications, {}, { live: true });
  const found = data?.qualifications.find((one) => one.id === id);
  const pages = usePages(pagesOf(listGrants, { params: { qualification: id }, query: { sort, limit: 200 } }), {
    live: true,
    enabled: found !== undefined,
  });
  const holders = useMemo(() => (pages.data?.pages ?? []).flatMap(({ grants }) => grants), [pages.data]);
  const textOf = useWorkerTexts(holders.map(({ worker }) => worker));
  const [changed, setChanged] = useState<Holder>();
  const [isGranting, setGranting] = useState(false);
  const mayChange = useMay('reviewer') && found?.retired === false;
  const changing: Column<Holder> = {
    head: 'Change',
    of: (holder) => (
      <Button
        variant="default"
        size="compact-xs"
        aria-label={`Change what ${seenText(textOf(holder.worker))} holds`}
        onClick={() => setChanged(holder)}
      >
        Change…
      </Button>
    ),
  };
  const problem = error ?? pages.error;
  return (
    <Page title="Qualification" description={found && <ForeignText text={found.name} />}>
      {problem && <Fault error={problem} />}
      {!data && !problem && <Waiting />}
      {data && !found && <Fault>There is no qualification with this id. See the list of qualifications.</Fault>}
      {found && <About qualification={found} />}
      {found && (
        <>
          <Group justify="space-between" align="flex-end">
            <Group gap="md">
              <Text size="sm">{formatCount(found.workers, 'worker holds it', 'workers hold it')}</Text>
              <TimelineLink id={found.id} />
            </Group>
            <Group>
              {mayChange && <Button onClick={() => setGranting(true)}>Grant…</Button>}
              <Choice label="Order" isQuiet of={sorts} value={sort} onChange={(next) => change({ sort: next })} />
            </Group>
          </Group>
          {pages.data && holders.length === 0 && (
            <Empty title="Nobody holds this qualification yet">
              Grant it here, while you review, or on a worker’s page.
            </Empty>
          )}
          {holders.length > 0 && (
            <LongTable
              name="Who holds it"
              rows={holders}
              keyOf={({ worker }) => worker}
              columns={[...held, ...(mayChange ? [changing] : []), ...details]}
              hasMore={pages.hasNextPage}
              isLoading={pages.isFetchingNextPage}
              onMore={pages.fetchNextPage}
            />
          )}
        </>
      )}
      {found && isGranting && <NewGrantDialog qualification={found} onClose={() => setGranting(false)} />}
      {changed && <GrantDialog grant={changed} onClose={() => setChanged(undefined)} />}
    </Page>
  );
}

function About({ qualification }: { qualification: Qualification }) {
  const queryClient = useQueryClient();
  const { id, name, description, created_by, created_at, retired } = qualification;
  const [open, setOpen] = useState<'edit' | 'retire'>();
  const params = { qualification: id };
  const close = () => setOpen(undefined);

  async function retire() {
    await send(retireQualification, { params });
    notify('Qualification retired. It can no longer be granted; its history stays.');
    close();
    await refresh(queryClient);
  }

  return (
    <Stack gap="sm" className="card">
      {description && <ForeignText text={description} block />}
      <Text size="sm" c="dimmed" component="div">
        Created by <ForeignText text={nameOf(created_by)} maxLetters={100} />, {formatTime(created_at)}
        {retired && '. Retired: it can no longer be granted.'}
      </Text>
      {!retired && (
        <Group>
          <Button variant="default" onClick={() => setOpen('edit')}>
            Edit…
          </Button>
          <Button variant="default" onClick={() => setOpen('retire')}>
            Retire…
          </Button>
        </Group>
      )}
      {open === 'edit' && (
        <QualificationForm
          title="Edit the qualification"
          button="Save"
          before={{ name, description }}
          onClose={close}
          onSend={async (words) => {
            await send(editQualification, { params, body: words });
            await refresh(queryClient);
          }}
        />
      )}
      {open === 'retire' && (
        <FormDialog title="Retire this qualification?" button="Retire" isFinal onClose={close} onSend={retire}>
          <Text>It can no longer be granted. Workers who hold it keep it in their history. This cannot be undone.</Text>
        </FormDialog>
      )}
    </Stack>
  );
}
