/** The maximum per minute, and a callback for the number of dropped values. */
type Options = { maxPerMinute: number; now: () => number; onDropped: (count: number) => void };

const minuteMs = 60_000;

/** Passes on up to `maxPerMinute` values; in the next minute reports how many were dropped. */
export function throttled<Value>({ maxPerMinute, now, onDropped }: Options, pass: (value: Value) => void) {
  let minute = 0;
  let count = 0;
  return (value: Value): void => {
    const current = Math.floor(now() / minuteMs);
    if (current !== minute) {
      if (count > maxPerMinute) onDropped(count - maxPerMinute);
      minute = current;
      count = 0;
    }
    if (++count <= maxPerMinute) pass(value);
  };
}
