import { type ComponentType, lazy, Suspense, startTransition, useEffect, useState } from 'react';
import type { Point } from './drawn-lines.tsx';

const bars = () => import('./drawn-bars.tsx');
const lines = () => import('./drawn-lines.tsx');

/** Whether a screen with charts has been seen on this page. */
let hasDrawn = false;

/** Whether what stands around has been seen: only the first screen has the page and its own code to wait for. */
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

/** A drawing whose library comes when one is wanted: numbers and words wait for neither, and its place is kept. */
function later<Props>(
  load: () => Promise<ComponentType<Props & { height: number }>>,
  heightOf: (props: Props) => number,
) {
  const Drawn = lazy(async () => ({ default: (await load()) as ComponentType<unknown> }));
  return (props: Props) => {
    const height = heightOf(props);
    const place = <div style={{ height }} />;
    return useIsSeen() ? (
      <Suspense fallback={place}>
        <Drawn {...({ ...props, height } as object)} />
      </Suspense>
    ) : (
      place
    );
  };
}

/** Upright bars, for numbers in order: bins of times, lengths, ratings. */
export const UprightBars = later(
  async () => (await bars()).DrawnUpright,
  () => 240,
);
/** Bars that lie, each with its name to the left: labels, workers. */
export const LyingBars = later(
  async () => (await bars()).DrawnLying,
  ({ bars, series }) => Math.max(120, bars.length * (12 + series.length * 16) + 48 + (series.length - 1) * 32),
);
/** Two lines over time: submitted and reviewed units. */
export const ProgressLines = later<{ points: readonly Point[] }>(
  async () => (await lines()).DrawnLines,
  () => 260,
);

/** Fetches the library for a screen that is about to draw; a failure shows where it is drawn. */
export const fetchDrawings = (): void => void Promise.all([bars(), lines()]).catch(() => undefined);
