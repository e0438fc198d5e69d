import { Text } from '@mantine/core';
import { formatCount } from '../labels.ts';
import { Figures } from '../unit/figures.tsx';
import type { ReviewAddress } from './address.ts';
import style from './queue.module.css';
import type { useQueue } from './use-queue.ts';

type Props = { address: ReviewAddress; queue: ReturnType<typeof useQueue>; held: number };

/** The progress of the review, of this worker or item and of all, and how many units others are reviewing. */
export function QueueProgress({ address, queue, held }: Props) {
  const present = queue.groups.find(({ key }) => key === address.group);
  return (
    <>
      {queue.totals && (
        <section className={`card ${style.statistics}`} aria-label="Review progress">
          {present && <Figures of={address.by === 'worker' ? 'This worker' : 'This item'} counts={present} />}
          <Figures of="All" counts={queue.totals} />
        </section>
      )}
      {held > 0 && (
        <Text size="sm" c="dimmed" role="status">
          {formatCount(held, 'is', 'are')} being reviewed by others and skipped.
        </Text>
      )}
    </>
  );
}
