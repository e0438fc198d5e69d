import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { axisFormat, axisTicks } from './axis-format.ts';

/** Units submitted and reviewed up to a moment (ISO 8601). */
export type Point = { at: string; submitted: number; reviewed: number };
type Props = { points: readonly Point[]; height: number };

const moment = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** Two lines over time. */
export function ProgressLineChart({ points, height }: Props) {
  const tickFormatter = axisFormat(points[0]?.at, points.at(-1)?.at);
  return (
    <LineChart
      h={height}
      // The last label may be wider than the room beside it.
      style={{ overflow: 'hidden' }}
      data={points.map(({ at, ...counts }) => ({ ...counts, at: Date.parse(at) }))}
      dataKey="at"
      series={[
        { name: 'submitted', label: 'Submitted', color: 'var(--series-1)' },
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
        tickFormatter,
        ticks: axisTicks(points[0]?.at, points.at(-1)?.at),
        minTickGap: 32,
      }}
      yAxisProps={{ allowDecimals: false, width: 56 }}
      tooltipProps={{ labelFormatter: (at: unknown) => (typeof at === 'number' ? moment.format(new Date(at)) : '') }}
    />
  );
}
