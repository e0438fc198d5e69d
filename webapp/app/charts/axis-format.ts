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
