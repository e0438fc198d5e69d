import { BarChart } from '@mantine/charts';
import { useElementSize } from '@mantine/hooks';
import { type Bar, shortened } from './bins.ts';

type Props = { bars: readonly Bar[]; counts: string; across?: string };

const still = { isAnimationActive: false };
const quiet = { accessibilityLayer: false };

/** Upright bars, for numbers in order: bins of times, lengths, ratings. */
export function UprightBars({ bars, counts, across }: Props) {
  return (
    <BarChart
      h={240}
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

type Lying = {
  /** Each name with a number for every series. */
  bars: readonly { name: string; values: readonly number[] }[];
  /** What is counted: one word, or two that are shown side by side. */
  series: readonly [string] | readonly [string, string];
};

const heightOf = (bars: number, series: number) => Math.max(120, bars * (12 + series * 16) + 48 + (series - 1) * 32);

/** Bars that lie, each with its name to the left: labels, workers. */
export function LyingBars({ bars, series }: Lying) {
  const { ref, width } = useElementSize();
  const forNames = Math.max(72, Math.min(200, width * 0.35));
  // Recharts tells bars apart by their names, and two that are cut may look alike.
  const data = bars.map(({ values }, at) => ({ at: String(at), first: values[0], second: values[1] }));
  const nameOf = (at: unknown) => bars[Number(at)]?.name ?? '';
  return (
    <div ref={ref}>
      <BarChart
        h={heightOf(bars.length, series.length)}
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
          tickFormatter: (at: unknown) => shortened(nameOf(at), Math.floor(forNames / 7)),
        }}
        tooltipProps={{ labelFormatter: nameOf }}
      />
    </div>
  );
}
