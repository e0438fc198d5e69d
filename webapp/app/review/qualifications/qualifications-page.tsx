import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createQualification, listQualifications, type Qualification } from '../../../../src/api/workers.ts';
import { Empty, Fault, Page } from '../../components/page.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { send, useEndpointQuery } from '../../data/api.ts';
import { notify } from '../../data/notices.ts';
import { refresh } from '../../data/queries.ts';
import { formatCount, formatTimeNarrow, nameOf } from '../labels.ts';
import { QualificationLink } from '../links.tsx';
import { type Column, LongTable } from '../long-table.tsx';
import { seenText } from '../text/pieces.ts';
import { QualificationForm } from './qualification-form.tsx';

const columns: Column<Qualification>[] = [
  { head: 'Name', of: ({ id, name }) => <QualificationLink id={id} name={name} /> },
  { head: 'Workers', of: ({ workers }) => workers.toLocaleString('en'), isNumber: true },
  { head: 'Description', of: ({ description }) => seenText(description) || '–' },
  { head: 'Created by', of: ({ created_by }) => seenText(nameOf(created_by)) },
  { head: 'Created', of: ({ created_at }) => formatTimeNarrow(created_at) },
  { head: 'State', of: ({ retired }) => (retired ? 'Retired' : 'In use') },
];

/** All qualifications, and a form for a new one. */
export function QualificationsPage() {
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useEndpointQuery(listQualifications, {}, { live: true });
  const create = async (words: { name: string; description: string }) => {
    await send(createQualification, { body: words });
    notify('Qualification created.');
    await refresh(queryClient);
  };
  return (
    <Page title="Qualifications" tools={<Button onClick={() => setOpen(true)}>Create a qualification</Button>}>
      {error && <Fault error={error} />}
      {!data && !error && <Waiting />}
      {data && data.qualifications.length === 0 && (
        <Empty title="No qualifications yet">
          Create one, such as “careful”, and grant it to workers while you review.
        </Empty>
      )}
      {data && data.qualifications.length > 0 && (
        <>
          <Text size="sm">{formatCount(data.qualifications.length, 'qualification')}</Text>
          <LongTable name="Qualifications" rows={data.qualifications} keyOf={({ id }) => id} columns={columns} />
        </>
      )}
      {isOpen && (
        <QualificationForm title="New qualification" button="Create" onClose={() => setOpen(false)} onSend={create} />
      )}
    </Page>
  );
}
