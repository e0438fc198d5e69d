import { Anchor, Button, Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useCanGoBack, useNavigate, useRouter } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { VerdictRow } from '../../../../src/api/verdicts.ts';
import { Empty, Fault, Page } from '../../components/page.tsx';
import { Segments } from '../../components/segments.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { usePages } from '../../data/queries.ts';
import { useAddress } from '../address.ts';
import { targetOf, undoAndSay } from '../decide/undoing.ts';
import { decisionLabels } from '../labels.ts';
import { type Column, LongTable } from '../long-table.tsx';
import { useKeys } from '../use-keys.ts';
import { columns, isUndoable, stateColumn } from './columns.tsx';
import { decisionsQuery, readDecisionsAddress } from './query.ts';

/** The user's own decisions, the newest first, each with an undo; one on many answers is one row. */
export function DecisionsPage() {
  const [address, change] = useAddress(readDecisionsAddress);
  const pages = usePages(decisionsQuery(address), { live: true });
  const rows = useMemo(() => (pages.data?.pages ?? []).flatMap(({ verdicts }) => verdicts), [pages.data]);
  const { busy, undo } = useUndo();
  const goBack = useWayBack();
  const newest = rows.find(isUndoable);
  useKeys({ m: goBack, u: () => newest && void undo(newest.id) });
  const withUndo: Column<VerdictRow>[] = [
    ...columns,
    ...(address.show === 'all' ? [stateColumn] : []),
    {
      head: 'Undo',
      of: (verdict) =>
        isUndoable(verdict) ? (
          <Button
            size="compact-xs"
            variant="default"
            loading={busy === verdict.id}
            disabled={busy !== undefined}
            aria-label={`Undo: ${decisionLabels[verdict.decision].on(targetOf(verdict))}`}
            onClick={() => void undo(verdict.id)}
          >
            Undo
          </Button>
        ) : (
          '–'
        ),
    },
  ];
  return (
    <Page
      wide
      title="My decisions"
      description="The newest first. A decision on many answers is one row, and is undone whole."
      tools={
        <Group gap="sm">
          <Segments
            label="Which decisions"
            isSmall
            of={[
              ['standing', 'In force'],
              ['all', 'All, also undone'],
            ]}
            value={address.show}
            onChange={(show) => change({ show })}
          />
          <Anchor underline="always" renderRoot={(props) => <Link to="/review" {...props} />}>
            Review
          </Anchor>
        </Group>
      }
    >
      {pages.error && <Fault error={pages.error} />}
      {pages.isPending && <Waiting />}
      {pages.data && rows.length === 0 && (
        <Empty title="No decisions">What you decide in the review, on units or on many at once, is listed here.</Empty>
      )}
      {rows.length > 0 && (
        <LongTable
          name="My decisions"
          rows={rows}
          keyOf={({ id }) => id}
          columns={withUndo}
          hasMore={pages.hasNextPage}
          isLoading={pages.isFetchingNextPage}
          onMore={pages.fetchNextPage}
        />
      )}
    </Page>
  );
}

/** Undoes one verdict at a time; `busy` is the one that is being undone. */
function useUndo() {
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState<string>();
  async function undo(verdict: string) {
    if (busy !== undefined) return;
    setBusy(verdict);
    await undoAndSay(queryClient, verdict);
    setBusy(undefined);
  }
  return { busy, undo };
}

/** Returns to the unit that was on the screen before, or begins the review. */
function useWayBack(): () => void {
  const router = useRouter();
  const navigate = useNavigate();
  const canGoBack = useCanGoBack();
  return () => (canGoBack ? router.history.back() : void navigate({ to: '/review' }));
}
