import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useElementSize } from '@mantine/hooks';
import { type Bar, shortened } from './bins.ts';

type Upright = { bars: readonly Bar[]; counts: string; across?: string };
type Sized = { height: number };

const still = { isAnimationActive: false };
const quiet = { accessibilityLayer: false };

/** Upright bars. */
export function UprightBarChart({ bars, counts, across, height }: Upright & Sized) {
  return (
    <BarChart
      h={height}
      data={[...bars]}
      dataKey="name"
      series={[{ name: 'value', label: counts, color: 'var(--series-1)' }]}
      barProps={{ ...still, maxBarSize: 64 }}
      barChartProps={quiet}
      gridAxis="x"
      xAxisLabel={across}
      yAxisLabel={counts}
      xAxisProps={{ interval: 'equidistantPreserveStart' }}
      yAxisProps={{ allowDecimals: false, width: 56 }}
    />
  );
}

type Horizontal = {
  /** Each name with a number for every series. */
  bars: readonly { name: string; values: readonly number[] }[];
  /** What is counted: one word, or two that are shown side by side. */
  series: readonly [string] | readonly [string, string];
};

/** The width of a letter of a name, and the gap between names and bars. */
const letterWidthPx = 8;
const gapPx = 20;

/** Horizontal bars, each with its name to the left. */
export function HorizontalBarChart({ bars, series, height }: Horizontal & Sized) {
  const { ref, width } = useElementSize();
  const forNames = Math.max(72, Math.min(200, width * 0.35));
  // Recharts identifies bars by their names, and two shortened names may be the same.
  const data = bars.map(({ values }, at) => ({ at: String(at), first: values[0], second: values[1] }));
  const nameOf = (at: unknown) => bars[Number(at)]?.name ?? '';
  return (
    <div ref={ref}>
      <BarChart
        h={height}
        data={data}
        dataKey="at"
        orientation="vertical"
        series={series.map((label, at) => ({
          name: at === 0 ? 'first' : 'second',
          label,
          color: `var(--series-${at + 1})`,
        }))}
        barProps={{ ...still, maxBarSize: 20 }}
        barChartProps={quiet}
        withLegend={series.length > 1}
        gridAxis="y"
        xAxisProps={{ allowDecimals: false }}
        yAxisProps={{
          width: forNames,
          interval: 0,
          tickFormatter: (at: unknown) => shortened(nameOf(at), Math.floor((forNames - gapPx) / letterWidthPx)),
        }}
        tooltipProps={{ labelFormatter: nameOf }}
      />
    </div>
  );
}
