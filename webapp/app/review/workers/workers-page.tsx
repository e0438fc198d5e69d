import { Badge, Group, Text } from '@mantine/core';
import { useMemo } from 'react';
import { listQualifications, type WorkerRow } from '../../../../src/api/workers.ts';
import { Empty, Fault, Page } from '../../components/page.tsx';
import { ScopePicker } from '../../components/scope-picker.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useEndpointQuery } from '../../data/api.ts';
import { usePages } from '../../data/queries.ts';
import { useSeesNames } from '../../data/worker-names.ts';
import { heldAgainst, RuleBadges } from '../../rules/rule-badges.tsx';
import { useAddress } from '../address.ts';
import { Choice } from '../choice.tsx';
import { assessedText, formatCount, formatDuration, formatShare, formatTimeNarrow } from '../labels.ts';
import { WorkerLink } from '../links.tsx';
import { type Column, LongTable } from '../long-table.tsx';
import { SearchField } from '../search-field.tsx';
import { seenText } from '../text/pieces.ts';
import { readWorkersAddress, workersQuery } from './query.ts';

const blocks = [
  ['any', 'All workers'],
  ['no', 'Not blocked'],
  ['yes', 'Blocked'],
] as const;
const rulesDid = [
  ['', 'All workers'],
  ['any', 'Any rule applied'],
  ['flag', 'Flagged'],
  ['exclude', 'Excluded'],
  ['pause', 'Paused'],
  ['block', 'Blocked by a rule'],
  ['grant', 'Granted a qualification'],
  ['revoke', 'Revoked a qualification'],
] as const;
const sorts = [
  ['most', 'Most units first'],
  ['newest', 'Newest first'],
  ['rejected', 'Most rejected first'],
] as const;

const reviewed = ({ accepted, soft_rejected, rejected }: WorkerRow) => accepted + soft_rejected + rejected;
const columns: Column<WorkerRow>[] = [
  { head: 'Worker', of: ({ id }) => <WorkerLink worker={id} /> },
  {
    head: 'State',
    of: ({ blocked, rules }) =>
      blocked || heldAgainst(rules).length > 0 ? (
        <Group gap={4}>
          {blocked && (
            <Badge variant="outline" color="gray" c="var(--mantine-color-error)">
              Blocked
            </Badge>
          )}
          <RuleBadges rules={heldAgainst(rules)} />
        </Group>
      ) : (
        '–'
      ),
  },
  { head: 'Submitted', of: ({ submitted }) => submitted.toLocaleString('en'), isNumber: true },
  { head: 'To review', of: ({ waiting }) => waiting.toLocaleString('en'), isNumber: true },
  { head: 'Accepted', of: (row) => `${row.accepted} (${formatShare(row.accepted, reviewed(row))})`, isNumber: true },
  { head: 'Paid, not used', of: (row) => row.soft_rejected.toLocaleString('en'), isNumber: true },
  { head: 'Rejected', of: (row) => `${row.rejected} (${formatShare(row.rejected, reviewed(row))})`, isNumber: true },
  { head: 'Checks', of: ({ assessed }) => (assessed && assessedText(assessed)) || '–' },
  { head: 'Median time', of: ({ median_seconds }) => formatDuration(median_seconds), isNumber: true },
  { head: 'Last seen', of: ({ last_seen }) => formatTimeNarrow(last_seen) },
  {
    head: 'Qualifications',
    of: ({ qualifications }) => qualifications.map(({ name, value }) => `${seenText(name)} ${value}`).join(', ') || '–',
  },
];

/** All workers with their work and its reviews. */
export function WorkersPage() {
  const [address, change] = useAddress(readWorkersAddress);
  const { scope, search, qualification, blocked, rules, sort } = address;
  const pages = usePages(workersQuery(address), { live: true });
  const known = useEndpointQuery(listQualifications, {}).data?.qualifications ?? [];
  const rows = useMemo(() => (pages.data?.pages ?? []).flatMap(({ workers }) => workers), [pages.data]);
  const [first] = pages.data?.pages ?? [];
  return (
    <Page
      title="Workers"
      tools={<ScopePicker scope={scope} onChange={(next) => change({ task: undefined, run: undefined, ...next })} />}
    >
      <Group align="flex-end" gap="sm">
        <SearchField
          label="Search"
          placeholder={useSeesNames() ? 'Name or id' : 'Id'}
          value={search}
          onChange={(words) => change({ search: words })}
        />
        <Choice
          label="Qualification"
          of={[['', 'Any or none'], ...known.map(({ id, name }) => [id, seenText(name)] as const)]}
          value={qualification ?? ''}
          onChange={(next) => change({ qualification: next || undefined })}
        />
        <Choice label="Blocked" of={blocks} value={blocked} onChange={(next) => change({ blocked: next })} />
        <Choice
          label="Rules"
          of={rulesDid}
          value={rules ?? ''}
          onChange={(next) => change({ rules: next || undefined })}
        />
        <Choice label="Order" of={sorts} value={sort} onChange={(next) => change({ sort: next })} />
      </Group>
      {pages.error && <Fault error={pages.error} />}
      {first && (
        <Text size="sm" role="status">
          {formatCount(first.total, 'worker')}
        </Text>
      )}
      {pages.isPending && <Waiting />}
      {first && rows.length === 0 && (
        <Empty title="Nothing matches">Workers appear once they open a task’s page.</Empty>
      )}
      {rows.length > 0 && (
        <LongTable
          name="Workers"
          rows={rows}
          keyOf={({ id }) => id}
          columns={columns}
          hasMore={pages.hasNextPage}
          isLoading={pages.isFetchingNextPage}
          onMore={pages.fetchNextPage}
        />
      )}
    </Page>
  );
}
