const minuteMs = 60_000;

/** The format of a time axis from `first` to `last`: the shorter it is, the finer. */
export function axisFormat(first: string | undefined, last: string | undefined): (at: number) => string {
  const spanMs = first && last ? Date.parse(last) - Date.parse(first) : 0;
  const clock = { hour: 'numeric', minute: '2-digit' } as const;
  const format = new Intl.DateTimeFormat(
    'en',
    spanMs < 10 * minuteMs
      ? { ...clock, second: '2-digit' }
      : spanMs < 24 * 60 * minuteMs
        ? clock
        : { month: 'short', day: 'numeric' },
  );
  return (at) => format.format(new Date(at));
}

const mostTicks = 5;
const secondMs = 1000;

/** Where a time axis has its labels: up to five, at least a second apart, since shorter times would be written alike. */
export function axisTicks(first: string | undefined, last: string | undefined): number[] {
  const [from, to] = [Date.parse(first ?? ''), Date.parse(last ?? '')];
  if (Number.isNaN(from) || Number.isNaN(to)) return [];
  const steps = Math.min(mostTicks - 1, Math.floor((to - from) / secondMs));
  return steps < 1 ? [from] : Array.from({ length: steps + 1 }, (_, n) => from + ((to - from) * n) / steps);
}
