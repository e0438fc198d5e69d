import { LineChart } from '@mantine/charts';
import { axisWords } from './axis-words.ts';
import { ChartCard } from './chart-card.tsx';

type Point = { at: string; submitted: number; reviewed: number };

const moment = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** Units handed in and reviewed, all told, as time went by. */
export function ProgressChart({ points, title = 'Progress over time' }: { points: readonly Point[]; title?: string }) {
  const rows = points.map(({ at, submitted, reviewed }) => [at, submitted, reviewed]);
  const words = axisWords(points[0]?.at, points.at(-1)?.at);
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
