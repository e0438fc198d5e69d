import { ChartCard } from '../charts/chart-card.tsx';
import { HorizontalBars } from '../charts/lazy-charts.tsx';
import type { Quality } from './query.ts';

/** How many labels still have two readable bars each. */
const maxLabels = 12;

/** How often workers gave each label, and how many items it is the result of. */
export function Labels({ labels }: { labels: Quality['labels'] }) {
  const shown = labels.slice(0, maxLabels);
  return (
    <ChartCard
      title="Labels"
      description={`How often workers gave each label, and how many items it is the result of${
        labels.length > shown.length ? ` (the first ${shown.length} of ${labels.length})` : ''
      }.`}
      columns={['label', 'answers', 'items with this result']}
      rows={labels.map(({ label, answers, aggregated }) => [label, answers, aggregated])}
    >
      <HorizontalBars
        bars={shown.map(({ label, answers, aggregated }) => ({ name: label, values: [answers, aggregated] }))}
        series={['Answers', 'Items']}
      />
    </ChartCard>
  );
}
