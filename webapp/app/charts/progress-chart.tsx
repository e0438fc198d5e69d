import { LineChart } from '@mantine/charts';
import { ChartCard } from './chart-card.tsx';

type Point = { at: string; submitted: number; reviewed: number };

const moment = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** The words for points on a time axis: clock times within a day, days otherwise. */
function axisWords(points: readonly Point[]): (at: number) => string {
  const [first, last] = [points[0], points.at(-1)];
  const spanMs = first && last ? Date.parse(last.at) - Date.parse(first.at) : 0;
  const isShort = spanMs < 24 * 3600_000;
  const format = new Intl.DateTimeFormat(
    'en',
    isShort ? { hour: 'numeric', minute: '2-digit' } : { month: 'short', day: 'numeric' },
  );
  return (at) => format.format(new Date(at));
}

/** Units handed in and reviewed, all told, as time went by. */
export function ProgressChart({ points, title = 'Progress over time' }: { points: readonly Point[]; title?: string }) {
  const rows = points.map(({ at, submitted, reviewed }) => [at, submitted, reviewed]);
  const words = axisWords(points);
  return (
    <ChartCard
      title={title}
      says="Units handed in and units reviewed, all told."
      columns={['time', 'handed in', 'reviewed']}
      rows={rows}
    >
      <LineChart
        h={260}
        data={points.map(({ at, ...counts }) => ({ ...counts, at: Date.parse(at) }))}
        dataKey="at"
        series={[
          { name: 'submitted', label: 'Handed in', color: 'var(--series-1)' },
          { name: 'reviewed', label: 'Reviewed', color: 'var(--series-2)', strokeDasharray: '5 3' },
        ]}
        curveType="linear"
        withDots={points.length < 2}
        withLegend
        lineProps={{ isAnimationActive: false }}
        lineChartProps={{ accessibilityLayer: false }}
        xAxisProps={{
          type: 'number',
          scale: 'time',
          domain: ['dataMin', 'dataMax'],
          tickFormatter: words,
          minTickGap: 32,
        }}
        yAxisProps={{ allowDecimals: false, width: 56 }}
        tooltipProps={{ labelFormatter: (at: unknown) => (typeof at === 'number' ? moment.format(new Date(at)) : '') }}
      />
    </ChartCard>
  );
}
