import { Anchor, Group, Text } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { Empty, Fault, Page } from '../../components/page.tsx';
import { ScopePicker } from '../../components/scope-picker.tsx';
import { Segments } from '../../components/segments.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { usePages } from '../../data/queries.ts';
import { useAddress } from '../address.ts';
import { Choice } from '../choice.tsx';
import { formatCount } from '../labels.ts';
import { OneItem } from './one-item.tsx';
import { itemsQuery, readItemsAddress } from './query.ts';

const orders = [
  ['disagreement', 'Most disagreement first'],
  ['oldest', 'Oldest first'],
] as const;

const comparing = 'Comparing answers. Until that is done, the oldest items come first.';
const describe = (total: number | null | undefined, areOpen: boolean) =>
  total === null
    ? comparing
    : total === undefined
      ? ''
      : `${formatCount(total, 'item')}${areOpen ? ' to compare' : ''}`;

/** Items whose answers disagree, one after the other, to choose or edit the final answer. */
export function ItemsPage() {
  const [address, change] = useAddress(readItemsAddress);
  const { scope, assignment, order, show, item: itemId } = address;
  const pages = usePages(itemsQuery(address), { isUnfinished: ({ total }) => total === null });
  const items = useMemo(() => (pages.data?.pages ?? []).flatMap(({ items: some }) => some), [pages.data]);
  const at = Math.max(
    0,
    items.findIndex(({ assignment: id }) => id === itemId),
  );
  const item = items[at];
  const total = pages.data?.pages[0]?.total;
  const isNearEnd = at >= items.length - 2;
  useEffect(() => {
    if (isNearEnd && pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
  }, [isNearEnd, pages.hasNextPage, pages.isFetchingNextPage, pages.fetchNextPage]);
  const goTo = (index: number) => items[index] && change({ item: items[index].assignment });

  return (
    <Page
      title="Side by side"
      description={describe(total, show === 'open' && !assignment)}
      tools={
        <ScopePicker
          scope={scope}
          onChange={(next) =>
            change({ task: undefined, run: undefined, assignment: undefined, item: undefined, ...next })
          }
        />
      }
    >
      {assignment ? (
        <Text size="sm">
          Showing one item.{' '}
          <Anchor
            component="button"
            type="button"
            underline="always"
            onClick={() => change({ assignment: undefined, item: undefined })}
          >
            Show all
          </Anchor>
        </Text>
      ) : (
        <Group gap="sm">
          <Choice
            label="Order"
            isQuiet
            of={orders}
            value={order}
            onChange={(next) => change({ order: next, item: undefined })}
          />
          <Segments
            label="Which items"
            of={[
              ['open', 'To decide'],
              ['resolved', 'Decided'],
              ['all', 'All'],
            ]}
            value={show}
            onChange={(next) => change({ show: next, item: undefined })}
          />
        </Group>
      )}
      {pages.error && <Fault error={pages.error} />}
      {pages.isPending && <Waiting />}
      {pages.data && !item && (
        <Empty title="Nothing matches">Answers can be compared once two workers have answered the same item.</Empty>
      )}
      {item && (
        <OneItem
          key={item.assignment}
          item={item}
          onNext={() => goTo(at + 1)}
          onPrevious={() => goTo(at - 1)}
          onResolved={() => change({ item: items[at + 1]?.assignment })}
        />
      )}
    </Page>
  );
}
