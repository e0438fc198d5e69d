import { type ComponentType, lazy, Suspense, startTransition, useEffect, useState } from 'react';
import type { Curves } from './curve-chart.tsx';
import type { Point } from './line-chart.tsx';

const bars = () => import('./bar-charts.tsx');
const lines = () => import('./line-chart.tsx');
const curves = () => import('./curve-chart.tsx');

/** Whether charts were drawn since the page was loaded. */
let hasDrawn = false;

/** Whether the rest of the screen is drawn; only the first screen with charts waits for that. */
function useIsSeen(): boolean {
  const [isSeen, setSeen] = useState(hasDrawn);
  useEffect(() => {
    const soon = setTimeout(() => {
      hasDrawn = true;
      startTransition(() => setSeen(true));
    });
    return () => clearTimeout(soon);
  }, []);
  return isSeen;
}

/** A chart whose library is loaded on demand; the rest of the screen does not wait, and its space is reserved. */
function lazyChart<Props>(
  load: () => Promise<ComponentType<Props & { height: number }>>,
  heightOf: (props: Props) => number,
) {
  const Chart = lazy(async () => ({ default: (await load()) as ComponentType<unknown> }));
  return (props: Props) => {
    const height = heightOf(props);
    const place = <div style={{ height }} />;
    return useIsSeen() ? (
      <Suspense fallback={place}>
        <Chart {...({ ...props, height } as object)} />
      </Suspense>
    ) : (
      place
    );
  };
}

/** Upright bars, for numbers in order: bins of times, lengths, ratings. */
export const UprightBars = lazyChart(
  async () => (await bars()).UprightBarChart,
  () => 240,
);
/** Horizontal bars, each with its name to the left: labels, workers. */
export const HorizontalBars = lazyChart(
  async () => (await bars()).HorizontalBarChart,
  ({ bars, series }) => Math.max(120, bars.length * (12 + series.length * 16) + 48 + (series.length - 1) * 32),
);
/** Two lines over time: submitted and reviewed units. */
export const ProgressLines = lazyChart<{ points: readonly Point[] }>(
  async () => (await lines()).ProgressLineChart,
  () => 260,
);

/** Lines that follow shares or numbers. */
export const CurveLines = lazyChart<Curves>(
  async () => (await curves()).CurveChart,
  () => 280,
);

/** Loads the library for a screen that will have charts; the chart itself shows a failure. */
export const preloadCharts = (): void => void Promise.all([bars(), lines()]).catch(() => undefined);
