import { Button, NativeSelect, Stack, Switch } from '@mantine/core';
import type { QueueGroup } from '../../../../src/api/queue.ts';
import { Segments } from '../../components/segments.tsx';
import { formatCount } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { WorkerName } from '../worker-name.tsx';
import type { ReviewAddress } from './address.ts';
import style from './queue.module.css';
import type { useQueue } from './use-queue.ts';

type Props = {
  address: ReviewAddress;
  change: (changes: Partial<Record<keyof ReviewAddress, string | undefined>>) => unknown;
  queue: ReturnType<typeof useQueue>;
  onOpen: (key: string) => void;
};

const nowhere = { group: undefined, unit: undefined };
const orders = [
  { value: 'fewest', label: 'Fewest units first' },
  { value: 'worst', label: 'Worst agreement first' },
  { value: 'oldest', label: 'Oldest first' },
];

/** The queue: one line for each worker or item with units to review. */
export function GroupList({ address, change, queue, onOpen }: Props) {
  const { groups, hasNextPage, fetchNextPage, isFetchingNextPage } = queue;
  return (
    <Stack gap="sm" className="card" component="section" aria-label="Queue">
      <Segments
        label="Group by"
        isSmall
        isWide
        of={[
          ['worker', 'By worker'],
          ['item', 'By item'],
        ]}
        value={address.by}
        onChange={(by) => change({ by, ...nowhere })}
      />
      <NativeSelect
        size="xs"
        aria-label="Order"
        data={orders}
        value={address.order}
        onChange={({ currentTarget }) => change({ order: currentTarget.value, ...nowhere })}
      />
      <Switch
        size="xs"
        label="Only with a second opinion requested"
        checked={address.second !== undefined}
        onChange={({ currentTarget }) => change({ second: currentTarget.checked ? 'wanted' : undefined, ...nowhere })}
      />
      <ul className={style.groups} aria-label={address.by === 'worker' ? 'Workers' : 'Items'}>
        {groups.map((group) => (
          <li key={group.key}>
            <OneGroup
              group={group}
              by={address.by}
              isHere={group.key === address.group}
              onOpen={() => onOpen(group.key)}
            />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          Show more
        </Button>
      )}
    </Stack>
  );
}

type GroupProps = { group: QueueGroup; by: ReviewAddress['by']; isHere: boolean; onOpen: () => void };

/** Plain elements, since a hundred of them are drawn before the first unit. */
function OneGroup({ group, by, isHere, onOpen }: GroupProps) {
  const { key, waiting, second_opinions, comments, accepted, soft_rejected, rejected, agreement } = group;
  const done = accepted + soft_rejected + rejected;
  return (
    <button type="button" className={style.group} aria-current={isHere} onClick={onOpen}>
      <span className={style.who}>
        {by === 'worker' ? <WorkerName worker={key} /> : <ForeignText text={key} maxLetters={60} />}
      </span>
      <span className={`${style.done} numbers`}>
        <span className={style.waiting}>{waiting.toLocaleString('en')} to review</span> · {done} reviewed
        {agreement !== null && `, ${Math.round(agreement * 100)} % agreement`}
      </span>
      {second_opinions > 0 && (
        <span className={`${style.done} numbers`}>
          {second_opinions.toLocaleString('en')} waiting for a second opinion
        </span>
      )}
      {comments > 0 && <span className={`${style.done} numbers`}>{formatCount(comments, 'comment')}</span>}
    </button>
  );
}
