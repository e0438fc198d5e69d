import { ChartCard } from './chart-card.tsx';
import { ProgressLines } from './lazy-charts.tsx';
import type { Point } from './line-chart.tsx';

/** Units submitted and reviewed over time, cumulative. */
export function ProgressChart({ points, title = 'Progress over time' }: { points: readonly Point[]; title?: string }) {
  return (
    <ChartCard
      title={title}
      description="Units submitted and reviewed, cumulative."
      columns={['time', 'submitted', 'reviewed']}
      rows={points.map(({ at, submitted, reviewed }) => [at, submitted, reviewed])}
    >
      <ProgressLines points={points} />
    </ChartCard>
  );
}
