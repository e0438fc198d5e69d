import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';

/** Points of several lines over one axis; null where a line has none. */
export type Curves = {
  points: readonly { x: number | string; values: readonly (number | null)[] }[];
  /** The name of each line, in the order of the values; a dashed one is there to compare with. */
  series: readonly { name: string; isDashed?: boolean }[];
  across: string;
  /** The bounds of the upright axis; by default they fit the values. */
  bounds?: readonly [number, number];
};

const three = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, signDisplay: 'negative' });

const ticksOf = ([low, high]: readonly [number, number]) =>
  Array.from({ length: 5 }, (_, at) => low + ((high - low) * at) / 4);

/** Lines that follow shares or numbers. */
export function CurveChart({ points, series, across, bounds, height }: Curves & { height: number }) {
  return (
    <LineChart
      h={height}
      style={{ overflow: 'hidden' }}
      data={points.map(({ x, values }) => ({
        x,
        ...Object.fromEntries(values.map((value, at) => [`line${at}`, value])),
      }))}
      dataKey="x"
      series={series.map(({ name, isDashed }, at) => ({
        name: `line${at}`,
        label: name,
        color: `var(--series-${(at % 3) + 1})`,
        ...(isDashed ? { strokeDasharray: '5 3' } : {}),
      }))}
      curveType="linear"
      connectNulls
      withLegend={series.length > 1}
      lineProps={{ isAnimationActive: false }}
      lineChartProps={{ accessibilityLayer: false, margin: { top: 8, right: 16 } }}
      xAxisLabel={across}
      xAxisProps={{ interval: 'equidistantPreserveStart', minTickGap: 16 }}
      yAxisProps={{ width: 56, ...(bounds ? { domain: [...bounds], ticks: ticksOf(bounds) } : {}) }}
      valueFormatter={(value) => three.format(value)}
    />
  );
}
